"""Walks the store level by level: distances and ways between two entities, any engine alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graph import settings
from graph.errors import BadInput
from graph.model import Entity, Relation
from graph.store import GraphStore
from graph.store.edges import parse_edge_id
from graph.store.subgraph import entity_of, quoted

#: relations one walk looks at before it says "narrow it"
MOST_LOOKED_AT: Final = 200_000
_CHUNK: Final = 500

_STEP: Final = """UNWIND $ids AS id
MATCH (n:Graychain {{id: id}}){left}[r{types}]{right}(m:Graychain)
WHERE ($since IS NULL OR r.last IS NULL OR r.last >= $since)
  AND ($until IS NULL OR r.first IS NULL OR r.first <= $until)
RETURN DISTINCT id AS here, m.id AS there, r.id AS edge, m.type AS type,
  coalesce(m.hub, false) AS hub, coalesce(m.degree, 0) AS degree"""
_ARROWS: Final = {"both": ("-", "-"), "out": ("-", "->"), "in": ("<-", "-")}
_BACK: Final = {"both": "both", "out": "in", "in": "out"}
_NODES: Final = "UNWIND $ids AS id MATCH (n:Graychain {id: id}) RETURN properties(n) AS properties"
_EDGES: Final = """UNWIND $rows AS row
MATCH (n:Graychain {id: row.source})-[r]->(m:Graychain {id: row.target}) WHERE r.id = row.id
RETURN DISTINCT r.id AS id, type(r) AS type, n.id AS source, m.id AS target,
  properties(r) AS properties"""


@dataclass(slots=True)
class Walker:
    """Neighbours under one set of filters, each entity's read from the store once.

    ``entities`` empty means every type may lie on the way; hubs never do
    unless ``include_hubs``. ``free`` are the two ends: no filter applies to them.
    """

    store: GraphStore
    types: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    include_hubs: bool = False
    free: frozenset[str] = frozenset()
    hubs: set[str] = field(default_factory=set)
    _known: dict[tuple[str, str], dict[str, list[str]]] = field(default_factory=dict)
    _looked_at: int = 0

    def around(self, ids: Iterable[str], direction: str) -> Mapping[str, dict[str, list[str]]]:
        """For each id its neighbours, sorted, with the sorted ids of the relations between."""
        wanted = [i for i in dict.fromkeys(ids) if (i, direction) not in self._known]
        for start in range(0, len(wanted), _CHUNK):
            self._read(wanted[start : start + _CHUNK], direction)
        return {i: self._known[i, direction] for i in dict.fromkeys(ids)}

    def _read(self, ids: list[str], direction: str) -> None:
        left, right = _ARROWS[direction]
        types = ":" + "|".join(map(quoted, self.types)) if self.types else ""
        most = MOST_LOOKED_AT - self._looked_at
        rows = self.store.read(
            _STEP.format(left=left, right=right, types=types),
            {"ids": ids, "since": self.since, "until": self.until},
            max_rows=most + 1,
            timeout=settings.get_int("MAX_SECONDS"),
        )
        self._looked_at += len(rows)
        if len(rows) > most:
            raise BadInput(
                f"途中关系超过 {MOST_LOOKED_AT} 条；请缩短长度或限定关系、时间。",
                f"More than {MOST_LOOKED_AT} relations on the way; shorten or filter the path.",
            )
        found: dict[str, dict[str, set[str]]] = {i: {} for i in ids}
        for row in rows:
            if row["there"] != row["here"] and self._passes(row):
                found[row["here"]].setdefault(row["there"], set()).add(row["edge"])
        for i, near in found.items():
            self._known[i, direction] = {n: sorted(near[n]) for n in sorted(near)}

    def _passes(self, row: Mapping[str, Any]) -> bool:
        if row["there"] in self.free:
            return True
        if not self.include_hubs and (
            row["hub"] or row["degree"] > settings.get_int("HUB_DEGREE") > 0
        ):
            self.hubs.add(row["there"])
            return False
        return not self.entities or row["type"] in self.entities

    def distances(self, goal: str, most: int, direction: str) -> dict[str, int]:
        """Relations from each entity to ``goal``, for those within ``most``."""
        found, frontier = {goal: 0}, [goal]
        for level in range(1, most + 1):
            near = self.around(frontier, _BACK[direction])
            frontier = sorted({n for each in near.values() for n in each} - found.keys())
            found.update(dict.fromkeys(frontier, level))
        return found


def shortest(walker: Walker, start: str, goal: str, most: int, direction: str) -> list[str] | None:
    """The ids of the least shortest path (by length, then by list of ids), or ``None``.

    Both ends are widened in turn, the smaller first. Cost: relations within
    half the length of either end.
    """
    ahead, behind = {start: 0}, {goal: 0}
    fronts = {True: [start], False: [goal]}
    for _ in range(most):
        if start == goal or ahead.keys() & behind.keys():
            break
        forward = len(fronts[True]) <= len(fronts[False])
        seen = ahead if forward else behind
        way = direction if forward else _BACK[direction]
        near = walker.around(fronts[forward], way)
        fresh = sorted({n for each in near.values() for n in each} - seen.keys())
        level = max(seen.values()) + 1
        seen.update(dict.fromkeys(fresh, level))
        fronts[forward] = fresh
        if not fresh:
            return None
    meeting = ahead.keys() & behind.keys()
    if not meeting:
        return None
    length = min(ahead[node] + behind[node] for node in meeting)
    return _least(walker, (start, goal), length, direction, (ahead, behind))


def _least(
    walker: Walker,
    ends: tuple[str, str],
    length: int,
    direction: str,
    known: tuple[dict[str, int], dict[str, int]],
) -> list[str]:
    """The least list of ids among the shortest paths: nodes that lie on one, chosen greedily."""
    ahead, behind = known
    start, goal = ends
    left = dict(behind)
    rest = [n for n in ahead if n in behind and ahead[n] + behind[n] == length]
    for level in range(min((ahead[n] for n in rest), default=0), 0, -1):
        near = walker.around(sorted(rest), _BACK[direction])
        rest = [n for n in {m for each in near.values() for m in each} if ahead.get(n) == level - 1]
        left.update(dict.fromkeys(rest, length - level + 1))
    path = [start]
    while path[-1] != goal:
        beside = walker.around([path[-1]], direction)[path[-1]]
        to_go = length - len(path)
        path.append(next(n for n in beside if left.get(n) == to_go))
    return path


def simple_paths(
    walker: Walker, ends: tuple[str, str], length: int, direction: str, left: Mapping[str, int]
) -> Iterator[list[str]]:
    """All paths of exactly ``length`` without a repeated entity, in order of their ids.

    ``left`` are the distances to the goal: a branch that cannot arrive is not entered.
    """
    start, goal = ends
    _prefetch(walker, start, length, direction, left)
    stack = [[start]]
    while stack:
        path = stack.pop()
        if path[-1] == goal:
            if len(path) == length + 1:
                yield path
            continue
        to_go = length - len(path)
        near = walker.around([path[-1]], direction)[path[-1]]
        fitting = [n for n in near if n not in path and left.get(n, length + 1) <= to_go]
        stack.extend([*path, n] for n in reversed(fitting))


def _prefetch(
    walker: Walker, start: str, length: int, direction: str, left: Mapping[str, int]
) -> None:
    """Read the neighbours of every entity a path may enter, a whole level at a time."""
    front = {start}
    for used in range(1, length + 1):
        near = walker.around(sorted(front), direction)
        reached = {n for each in near.values() for n in each}
        front = {n for n in reached if left.get(n, length + 1) <= length - used}


def fetch_entities(store: GraphStore, ids: Iterable[str]) -> dict[str, Entity]:
    """The entities of ``ids`` by id."""
    wanted = sorted(set(ids))
    rows = store.read(_NODES, {"ids": wanted}, max_rows=len(wanted) + 1) if wanted else []
    found = (entity_of(dict(sorted(row["properties"].items()))) for row in rows)
    return {entity.id: entity for entity in found}


def fetch_relations(store: GraphStore, edge_ids: Iterable[str]) -> dict[str, Relation]:
    """The relations of ``edge_ids`` by id."""
    wanted = sorted(set(edge_ids))
    parts = [(i, parse_edge_id(i)) for i in wanted]
    ends = [{"id": i, "source": part.source, "target": part.target} for i, part in parts]
    rows = store.read(_EDGES, {"rows": ends}, max_rows=len(wanted) + 1) if wanted else []
    return {
        row["id"]: Relation(
            row["id"],
            row["type"],
            row["source"],
            row["target"],
            {k: v for k, v in sorted(row["properties"].items()) if k != "id"},
        )
        for row in rows
    }
