"""Everything a store says, in a fixed order."""

from __future__ import annotations

from typing import Any

from graph.store import GraphStore

_ENTITIES = "MATCH (n:Graychain) RETURN labels(n) AS labels, properties(n) AS p ORDER BY n.id"
_RELATIONS = (
    "MATCH (a:Graychain)-[r]->(b:Graychain) RETURN type(r) AS type, a.id AS a, b.id AS b,"
    " properties(r) AS p ORDER BY r.id"
)
_MOST = 10_000_000

Rows = list[dict[str, Any]]


def content(store: GraphStore) -> tuple[Rows, Rows]:
    """Entities with their labels, and relations with their ends."""
    nodes = store.read(_ENTITIES, max_rows=_MOST)
    edges = store.read(_RELATIONS, max_rows=_MOST)
    return [{**row, "labels": sorted(row["labels"])} for row in nodes], edges
