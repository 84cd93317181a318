"""The network data of a picture, built by pyvis and drawn by vis-network in the page.

The only module that imports pyvis, and only when a picture is asked for (it pulls in
IPython). pyvis is always directed, so that parallel relations are kept, and gets our own
ids; its HTML template is never used. Above ``PYVIS_LIMIT`` relations the same dictionaries
are built directly, because pyvis looks through a list for each node.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from webapp import layout, words

PYVIS_LIMIT = 3000
#: physics stays off: positions come from the server
OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "groups": {"useDefaultGroups": False},
    "interaction": {
        "hover": True,
        "multiselect": True,
        "tooltipDelay": 600000,
        "hideEdgesOnDrag": False,
        "selectConnectedEdges": False,
    },
    "nodes": {"shape": "custom", "size": 13},
    "edges": {"smooth": False, "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}}},
}


def picture(
    nodes: Iterable[Mapping[str, Any]],
    edges: Iterable[Mapping[str, Any]],
    root: str,
    kind: str = "force",
) -> dict[str, Any]:
    """``{nodes, edges, options}`` for vis-network, with positions.

    ``nodes`` and ``edges`` are rows of ``entity-network``; what pyvis has no word for
    (family, amounts, times, evidence) travels in the same dictionaries.
    """
    found, ties = list(nodes), list(edges)
    places = layout.arrange(
        kind,
        (str(node["id"]) for node in found),
        [(end_id(edge["from"]), end_id(edge["to"])) for edge in ties],
        root,
        {str(node["id"]): layout.room_of(_label(node)) for node in found},
    )
    drawn_nodes = [node_options(node, places) for node in found]
    drawn_edges = _edges(ties)
    return _build(drawn_nodes, drawn_edges, use_pyvis=len(ties) + len(found) <= PYVIS_LIMIT)


def end_id(end: Any) -> str:
    """Id of a relation's end, given as an id or as an entity reference."""
    return str(end["id"] if isinstance(end, Mapping) else end)


def node_options(node: Mapping[str, Any], places: layout.Positions) -> dict[str, Any]:
    """What vis-network gets for one entity: plain strings and numbers only."""
    name = str(node["id"])
    x, y = places.get(name, (0.0, 0.0))
    return {
        "id": name,
        "label": _label(node),
        "shape": "custom",
        "group": str(node.get("family") or "material"),
        "x": x,
        "y": y,
        "type": str(node.get("type") or ""),
        "key": str(node.get("key") or ""),
        "hub": bool(node.get("hub")),
        "roles": [str(role) for role in node.get("roles") or ()],
    }


def _label(node: Mapping[str, Any]) -> str:
    return str(node.get("label") or node.get("key") or node["id"])


def _edges(ties: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Edge dictionaries; relations between the same two ends are bent apart."""
    lanes: Counter[tuple[str, str]] = Counter()
    drawn = []
    for tie in ties:
        source, target = end_id(tie["from"]), end_id(tie["to"])
        pair = (min(source, target), max(source, target))
        bend = lanes[pair]
        lanes[pair] += 1
        drawn.append(edge_options(tie, source, target, bend))
    return drawn


def edge_options(tie: Mapping[str, Any], source: str, target: str, bend: int) -> dict[str, Any]:
    """What vis-network gets for one relation; ``bend`` counts those drawn before it."""
    derived, suppressed = tie.get("kind") == "derived", bool(tie.get("suppressed"))
    options: dict[str, Any] = {
        "id": str(tie["id"]),
        "from": source,
        "to": target,
        "arrows": "to",
        "width": width(tie),
        "dashes": [1, 5] if suppressed else [6, 4] if derived else False,
        "type": str(tie["type"]),
        "kind": "suppressed" if suppressed else "derived" if derived else "asserted",
        "flow": str(tie["type"]) in words.FLOWS,
        "count": tie.get("count") if tie.get("kind") == "aggregated" else None,
        "amount": tie.get("amount_minor"),
        "currency": str(tie.get("currency") or ""),
        "first": tie.get("first"),
        "last": tie.get("last"),
        "method": str(tie.get("method") or ""),
        "confidence": tie.get("confidence"),
        "role": str(tie.get("role") or ""),
        "evidence": tie.get("evidence_count"),
    }
    if bend:
        side = "curvedCW" if bend % 2 else "curvedCCW"
        options["smooth"] = {
            "enabled": True,
            "type": side,
            "roundness": round(0.2 * ((bend + 1) // 2), 2),
        }
    return options


def width(tie: Mapping[str, Any]) -> float:
    """Four steps: by amount (10,000 / 50,000 / 100,000 yuan), else by how often."""
    amount, times = tie.get("amount_minor"), tie.get("count") or 1
    if isinstance(amount, int) and amount:
        steps = (1_000_000, 5_000_000, 10_000_000)
        return (1.2, 2.0, 3.2, 4.6)[sum(amount >= step for step in steps)]
    return (1.2, 2.0, 3.2)[(times >= 5) + (times >= 50)]


def _build(
    nodes: list[dict[str, Any]], edges: list[dict[str, Any]], use_pyvis: bool
) -> dict[str, Any]:
    if not use_pyvis:
        return {"nodes": nodes, "edges": edges, "options": OPTIONS}
    from pyvis.network import Network

    net = Network(directed=True)
    for node in nodes:
        rest = {key: value for key, value in node.items() if key not in ("id", "label", "shape")}
        net.add_node(node["id"], label=node["label"], shape=node["shape"], **rest)
    for edge in edges:
        rest = {key: value for key, value in edge.items() if key not in ("from", "to")}
        net.add_edge(edge["from"], edge["to"], **rest)
    net.set_options(json.dumps(OPTIONS))
    found_nodes, found_edges, *_rest, options = net.get_network_data()
    parsed = json.loads(options) if isinstance(options, str) else options
    return {"nodes": found_nodes, "edges": found_edges, "options": parsed}
