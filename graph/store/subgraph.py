"""A bounded neighbourhood of some entities, over any store's ``read``.

Level by level: the relations of the frontier are ranked, the best kept until a
limit is reached, the rest counted. Equal content gives the equal answer on
every engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from graph import settings
from graph.errors import BadInput
from graph.model import Entity, Relation, Subgraph

Read = Callable[..., list[dict[str, Any]]]

ORDERS: Final = ("amount", "count", "last")
DIRECTIONS: Final = ("both", "out", "in")

#: relations of one level that are looked at; a level beyond it is an error of the limits
_MOST_LOOKED_AT: Final = 200_000
_CHUNK: Final = 500
_NAME: Final = re.compile(r"\w{1,60}")

_ARROWS = {"both": ("-", "-"), "out": ("-", "->"), "in": ("<-", "-")}
_EDGES = """UNWIND $ids AS id MATCH (n:Graychain {{id: id}}){left}[r{types}]{right}(m:Graychain)
WHERE ($since IS NULL OR r.last IS NULL OR r.last >= $since)
  AND ($until IS NULL OR r.first IS NULL OR r.first <= $until)
RETURN DISTINCT r.id AS id, type(r) AS type, startNode(r).id AS source, endNode(r).id AS target,
  r.amount_minor AS amount, r.count AS count, r.last AS last,
  coalesce(startNode(r).degree, 0) AS source_degree,
  coalesce(endNode(r).degree, 0) AS target_degree,
  coalesce(startNode(r).hub, false) AS source_hub, coalesce(endNode(r).hub, false) AS target_hub"""
_KNOWN = "UNWIND $ids AS id MATCH (n:Graychain {id: id}) RETURN n.id AS id"
_NODES = "UNWIND $ids AS id MATCH (n:Graychain {id: id}) RETURN properties(n) AS properties"
# from the end with fewer relations: a hub's thousands are never walked for one of them
_PROPERTIES = (
    """UNWIND $rows AS row MATCH (n:Graychain {id: row.source})-[r]->(m:Graychain {id: row.target})
WHERE r.id = row.id RETURN DISTINCT r.id AS id, properties(r) AS properties""",
    """UNWIND $rows AS row MATCH (m:Graychain {id: row.target})<-[r]-(n:Graychain {id: row.source})
WHERE r.id = row.id RETURN DISTINCT r.id AS id, properties(r) AS properties""",
)


@dataclass(frozen=True, slots=True)
class SubgraphLimits:
    """What a neighbourhood may hold. Times are epoch µs; ``types`` empty means every type.

    ``order`` ranks relations: ``amount`` (then count, id), ``count`` or ``last``.
    An entity that is a hub, or has more than ``hub_degree`` relations, is
    shown and not expanded, unless it is a seed (0: no such rule).
    """

    max_nodes: int = 300
    max_relations: int = 1000
    types: tuple[str, ...] = ()
    direction: str = "both"
    since: int | None = None
    until: int | None = None
    order: str = "amount"
    hub_degree: int | None = None

    def __post_init__(self) -> None:
        if self.direction not in DIRECTIONS or self.order not in ORDERS:
            raise BadInput(
                f"方向应为 {'/'.join(DIRECTIONS)}，排序应为 {'/'.join(ORDERS)}。",
                f"Direction must be one of {DIRECTIONS}, order one of {ORDERS}.",
            )
        if self.max_nodes < 1 or self.max_relations < 0:
            raise BadInput("上限应为正数。", "Limits must be positive numbers.")

    @property
    def degree_limit(self) -> int:
        """``hub_degree``, or the setting HUB_DEGREE."""
        return settings.get_int("HUB_DEGREE") if self.hub_degree is None else self.hub_degree


def collect(read: Read, seeds: Iterable[str], depth: int, limits: SubgraphLimits) -> Subgraph:
    """The neighbourhood of ``seeds`` within ``depth`` relations; see ``GraphStore.subgraph``."""
    wanted = list(dict.fromkeys(seeds))[: limits.max_nodes]
    known = {row["id"] for row in _in_chunks(read, _KNOWN, wanted)}
    nodes: dict[str, None] = dict.fromkeys(seed for seed in wanted if seed in known)
    kept: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    frontier = list(nodes)
    for _ in range(depth):
        found = [row for row in _edges(read, frontier, limits) if row["id"] not in seen]
        seen.update(row["id"] for row in found)
        fresh = _keep(sorted(found, key=_rank(limits.order)), nodes, kept, limits)
        frontier = _without_hubs(fresh, found, limits)
        if not frontier:
            break
    return Subgraph(_entities(read, nodes), _relations(read, kept), len(seen), limits.order)


def _edges(read: Read, ids: list[str], limits: SubgraphLimits) -> list[dict[str, Any]]:
    left, right = _ARROWS[limits.direction]
    types = ":" + "|".join(map(quoted, limits.types)) if limits.types else ""
    cypher = _EDGES.format(left=left, right=right, types=types)
    found = _in_chunks(read, cypher, ids, since=limits.since, until=limits.until)
    return list({row["id"]: row for row in found}.values())


def quoted(name: str) -> str:
    """A label or relation type as Cypher writes it; raises :class:`BadInput` for odd characters."""
    if not _NAME.fullmatch(name):
        raise BadInput(f"不是类型名：{name[:40]}", f"This is no type name: {name[:40]}")
    return f"`{name}`"


def _without_hubs(
    ids: list[str], relations: list[dict[str, Any]], limits: SubgraphLimits
) -> list[str]:
    """The entities of ``ids`` to go on from; each is an end of one of ``relations``."""
    most = limits.degree_limit
    if most <= 0:
        return ids
    crowded = {
        row[end]
        for row in relations
        for end in ("source", "target")
        if row[f"{end}_hub"] or row[f"{end}_degree"] > most
    }
    return [entity for entity in ids if entity not in crowded]


def _rank(order: str) -> Callable[[dict[str, Any]], tuple[int, int, str]]:
    def rank(row: dict[str, Any]) -> tuple[int, int, str]:
        amount, count, last = (int(row[name] or 0) for name in ("amount", "count", "last"))
        first = {"amount": amount, "count": count, "last": last}[order]
        return -first, -count, row["id"]

    return rank


def _keep(
    ranked: list[dict[str, Any]],
    nodes: dict[str, None],
    kept: dict[str, dict[str, Any]],
    limits: SubgraphLimits,
) -> list[str]:
    """Move relations from ``ranked`` to ``kept`` while limits allow; the entities that are new."""
    fresh: list[str] = []
    for row in ranked:
        if len(kept) >= limits.max_relations:
            break
        ends = [end for end in (row["source"], row["target"]) if end not in nodes]
        if len(nodes) + len(set(ends)) > limits.max_nodes:
            continue
        nodes.update(dict.fromkeys(ends))
        fresh.extend(dict.fromkeys(ends))
        kept[row["id"]] = row
    return fresh


def _entities(read: Read, nodes: dict[str, None]) -> tuple[Entity, ...]:
    found = {}
    for row in _in_chunks(read, _NODES, list(nodes)):
        properties = dict(sorted(row["properties"].items()))
        found[properties["id"]] = entity_of(properties)
    return tuple(found[node] for node in nodes)


def entity_of(properties: dict[str, Any]) -> Entity:
    """The entity of a node's properties as the store returns them."""
    rest = {k: v for k, v in properties.items() if k not in ("id", "type", "key", "label")}
    entity_id, kind, key, label = (
        str(properties.get(n, "")) for n in ("id", "type", "key", "label")
    )
    return Entity(entity_id, kind, key, label, rest)


def _relations(read: Read, kept: dict[str, dict[str, Any]]) -> tuple[Relation, ...]:
    found: dict[str, dict[str, Any]] = {}
    for from_target, cypher in enumerate(_PROPERTIES):
        ends = [
            {name: row[name] for name in ("id", "source", "target")}
            for row in kept.values()
            if (row["source_degree"] > row["target_degree"]) == bool(from_target)
        ]
        for start in range(0, len(ends), _CHUNK):
            rows = read(cypher, {"rows": ends[start : start + _CHUNK]}, max_rows=_MOST_LOOKED_AT)
            found.update((row["id"], dict(sorted(row["properties"].items()))) for row in rows)
    return tuple(
        Relation(
            edge,
            row["type"],
            row["source"],
            row["target"],
            {name: value for name, value in found[edge].items() if name != "id"},
        )
        for edge, row in kept.items()
    )


def _in_chunks(read: Read, cypher: str, ids: list[str], **params: Any) -> Iterable[dict[str, Any]]:
    for start in range(0, len(ids), _CHUNK):
        rows = {"ids": ids[start : start + _CHUNK], **params}
        yield from read(cypher, rows, max_rows=_MOST_LOOKED_AT)
