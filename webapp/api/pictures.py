"""``/api/entities``: pictures of networks, typed expansion, paths and layouts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from graph import schema, settings
from graph.errors import BadInput
from webapp import context, layout, subgraph
from webapp.api.queries import limit_of

blueprint = Blueprint("api_pictures", __name__, url_prefix="/api")
#: most entities of one layout request
MAX_LAYOUT = 3000
#: relations of a first picture, and of one expansion unless told
FIRST, STEP = 50, 25
#: relations that lead to crowds: left out of the second hop of a first picture
CROWDS = frozenset({"APPEARS_IN_BATCH", "SEEN_AT", "SIMILAR_TO", "HANDLED_BY", "LOCATED_IN"})


@blueprint.get("/entities/<entity_id>")
def entity(entity_id: str) -> ResponseReturnValue:
    """Everything about one entity: properties with sources, relations by type and direction."""
    return jsonify(context.run("entity", {"of": entity_id}))


@blueprint.get("/entities/<entity_id>/picture")
def picture(entity_id: str) -> ResponseReturnValue:
    """The network round an entity as vis-network data with positions.

    ``hops``, ``types``, ``direction``, ``since``, ``until``, ``order``, ``limit`` (relations)
    as in the query ``entity-network``; ``layout`` is ``force``, ``levels`` or ``rings``.
    Without ``hops``: everything next to the entity, then what lies behind it as far as
    ``limit`` allows, without the relations that only lead to crowds.
    """
    limit = limit_of(request.args.get("limit")) or FIRST
    answer = _network(entity_id, limit) if request.args.get("hops") else _first(entity_id, limit)
    return jsonify(_drawn(answer, entity_id, request.args.get("layout", "force")))


@blueprint.get("/entities/<entity_id>/expand")
def expand(entity_id: str) -> ResponseReturnValue:
    """One hop along one relation type: entities and relations to add, without positions.

    ``types``, ``direction``, ``limit`` and ``order``; the page places new entities round the
    one that was expanded, so that nothing it has already drawn moves.
    """
    answer = _network(entity_id, limit_of(request.args.get("limit")) or STEP, hops="1")
    return jsonify(_drawn(answer, entity_id, ""))


@blueprint.get("/paths")
def paths() -> ResponseReturnValue:
    """Shortest path between ``from`` and ``to`` (6 steps at most) as vis-network data."""
    asked = {"from": request.args.get("from", ""), "to": request.args.get("to", "")}
    answer = context.run("shortest-path", asked)
    return jsonify(_drawn(answer, asked["from"], "levels"))


@blueprint.post("/layout")
def positions() -> ResponseReturnValue:
    """Positions for what the page shows: ``{kind, nodes, pairs, root}`` → ``{id: [x, y]}``."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not _is_layout(body):
        raise BadInput("布局请求不完整。", "The layout request is not complete.")
    pairs = [(str(a), str(b)) for a, b in body["pairs"]]
    placed = layout.arrange(body["kind"], body["nodes"], pairs, str(body.get("root") or ""))
    return jsonify(placed)


def _is_layout(body: dict[str, Any]) -> bool:
    nodes, pairs = body.get("nodes"), body.get("pairs")
    return (
        body.get("kind") in ("force", "levels", "rings")
        and isinstance(nodes, list)
        and isinstance(pairs, list)
        and len(nodes) <= MAX_LAYOUT
        and len(pairs) <= MAX_LAYOUT * 4
        and all(isinstance(node, str) for node in nodes)
        and all(isinstance(pair, list) and len(pair) == 2 for pair in pairs)
    )


def _first(entity_id: str, limit: int) -> dict[str, Any]:
    """The picture a page opens with: one hop of every type, a second one of telling types."""
    near = _network(entity_id, limit, hops="1")
    if len(near["graph"]["edges"]) >= limit:
        return near
    telling = [name for name in schema.load().relations if name not in CROWDS]
    far = _network(entity_id, limit, "2", ",".join(telling))
    graph = {kind: _union(near, far, kind, limit) for kind in ("edges", "nodes")}
    ends = {end for edge in graph["edges"] for end in (edge["from"], edge["to"])}
    graph["nodes"] = [node for node in graph["nodes"] if node["id"] in ends | {entity_id}]
    totals = [(a.get("truncated") or {}).get("total", len(a["rows"])) for a in (near, far)]
    shown = len(graph["edges"])
    order = (far.get("truncated") or {}).get("order")
    cut = {"shown": shown, "total": max(*totals, shown), "order": order}
    return {**near, "graph": graph, "truncated": cut, "without": sorted(CROWDS)}


def _union(
    near: dict[str, Any], far: dict[str, Any], kind: str, limit: int
) -> list[dict[str, Any]]:
    known = {item["id"]: item for item in (*near["graph"][kind], *far["graph"][kind])}
    found = list(known.values())
    return found[:limit] if kind == "edges" else found


def _network(entity_id: str, limit: int, hops: str = "", types: str = "") -> dict[str, Any]:
    asked = {key: value for key, value in request.args.items() if key not in ("limit", "layout")}
    asked["of"] = entity_id
    if hops:
        asked["hops"] = hops
    if types:
        asked["types"] = types
    most = min(limit, settings.get_int("MAX_ROWS"))
    return context.run("entity-network", asked, most, quiet=bool(types))


def _drawn(answer: dict[str, Any], root: str, kind: str) -> dict[str, Any]:
    graph = answer.get("graph") or {"nodes": [], "edges": []}
    drawn = subgraph.picture(graph["nodes"], graph["edges"], root, kind)
    edges = len(drawn["edges"])
    cut = answer.get("truncated") or {"shown": edges, "total": edges}
    return {
        **drawn,
        "root": root,
        "version": answer["dataset_version"],
        "shown": edges,
        "total": max(int(cut["total"]), edges),
        "order": cut.get("order"),
        "suppressed": answer.get("suppressed"),
        "rows": len(answer["rows"]),
        "without": answer.get("without", []),
    }
