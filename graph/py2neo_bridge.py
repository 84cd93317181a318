"""Between py2neo notebooks and graychain; py2neo is imported only when a function is called.

py2neo was declared at its end by its author in 2023; new work uses the ``neo4j`` driver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import BadInput
from graph.model import Subgraph
from graph.property_tables import (
    NodeRow,
    RelationshipRow,
    nodes_name,
    relationships_name,
    text_of,
    write_nodes,
    write_relationships,
)
from graph.store.cypher_write import edge_properties, labels_of, node_properties

if TYPE_CHECKING:
    import py2neo


def write_tables(found: Any, folder: Path | str, source: str) -> list[Path]:
    """What py2neo found, as tables that ``ingest load FOLDER --mapping FILE.yml`` reads.

    ``found`` is a py2neo ``Subgraph``, ``Node`` or ``Relationship``, or any
    iterable of them such as ``graph.match(…)`` and ``graph.nodes.match(…)``.
    They go into ``folder/source``; ``source`` (a notebook, a server) names them
    in the ledger and begins every ``/element``. Nodes and relationships without
    an identity in a database are counted up. Raises :class:`BadInput` for
    anything else, and for a source that exists. Cost: all of it in memory.
    """
    found_nodes, found_relationships = _parts(found)
    place = Path(folder).expanduser() / _name(source)
    if place.exists():
        raise BadInput(f"已存在：{place}", f"It exists already: {place}")
    place.mkdir(parents=True)
    rows = {
        key: NodeRow(_element(node, number, source), sorted(node.labels), dict(node))
        for number, (key, node) in enumerate(_sorted(found_nodes))
    }
    made = [
        _write_label(place, label, [row for row in rows.values() if label in row.labels])
        for label in sorted({label for row in rows.values() for label in row.labels})
    ]
    kinds: dict[str, list[RelationshipRow]] = {}
    for number, (_, item) in enumerate(_sorted(found_relationships)):
        start, end = rows[_key(item.start_node)], rows[_key(item.end_node)]
        row = RelationshipRow(_element(item, number, source), start, end, dict(item))
        kinds.setdefault(type(item).__name__, []).append(row)
    return made + [_write_type(place, kind, rows) for kind, rows in sorted(kinds.items())]


def to_py2neo(subgraph: Subgraph) -> py2neo.Subgraph:
    """Our subgraph as py2neo's, with the labels, types and properties the store has.

    ``graph.merge(result, "Graychain", "id")`` writes it. Relations whose ends
    are outside the subgraph are left out.
    """
    from py2neo import Node, Relationship
    from py2neo import Subgraph as Py2neoSubgraph

    nodes = {
        entity.id: Node(*labels_of(entity), **node_properties(entity))
        for entity in subgraph.entities
    }
    relationships = [
        Relationship(nodes[r.source], r.type, nodes[r.target], **edge_properties(r))
        for r in subgraph.relations
        if r.source in nodes and r.target in nodes
    ]
    return Py2neoSubgraph(nodes.values(), relationships)


def _parts(found: Any) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """All nodes and relationships in ``found``, each once: py2neo may hold one several times."""
    from py2neo import Subgraph as Py2neoSubgraph

    parts = [found] if isinstance(found, Py2neoSubgraph) else found
    if isinstance(parts, str | bytes) or not isinstance(parts, Iterable):
        raise _not_ours(found)
    nodes: dict[Any, Any] = {}
    relationships: dict[Any, Any] = {}
    for part in parts:
        if not isinstance(part, Py2neoSubgraph):
            raise _not_ours(part)
        for node in part.nodes:
            nodes.setdefault(_key(node), node)
        for relationship in part.relationships:
            relationships.setdefault(_key(relationship), relationship)
    _complete(nodes.values())
    return nodes, relationships


def _key(item: Any) -> Any:
    return item if item.identity is None else item.identity


def _complete(nodes: Iterable[Any]) -> None:
    """Fetch the nodes py2neo only knows by reference: all at once, not one by one as it would."""
    from py2neo import Subgraph as Py2neoSubgraph

    by_graph: dict[Any, list[Any]] = {}
    for node in nodes:
        if node.graph is not None and getattr(node, "_stale", None):
            by_graph.setdefault(node.graph, []).append(node)
    for graph, known in by_graph.items():
        graph.pull(Py2neoSubgraph(known))


def _not_ours(found: Any) -> BadInput:
    kind = type(found).__name__
    return BadInput(
        f"不是 py2neo 的 Subgraph、Node 或 Relationship：{kind}",
        f"This is no py2neo Subgraph, Node or Relationship: {kind}",
    )


def _name(source: str) -> str:
    """The folder of a source."""
    name = nodes_name(source.strip()).removesuffix(".nodes.csv").strip(".")
    if not name:
        raise BadInput("请写明来源名称。", "Name the source.")
    return name


def _sorted(items: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    """By identity in the database; those without one last, by what they hold."""

    def place(pair: tuple[Any, Any]) -> tuple[bool, int, list[tuple[str, str]]]:
        item = pair[1]
        if item.identity is not None:
            return False, int(item.identity), []
        return True, 0, sorted((name, text_of(value)) for name, value in dict(item).items())

    return sorted(items.items(), key=place)


def _element(item: Any, number: int, source: str) -> str:
    return f"{source}#new-{number}" if item.identity is None else f"{source}#{item.identity}"


def _write_label(place: Path, label: str, rows: Sequence[NodeRow]) -> Path:
    path = place / nodes_name(label)
    write_nodes(path, _names(row.properties for row in rows), rows)
    return path


def _write_type(place: Path, kind: str, rows: Sequence[RelationshipRow]) -> Path:
    path = place / relationships_name(kind)
    names = _names(row.properties for row in rows)
    start = _names(row.start.properties for row in rows)
    end = _names(row.end.properties for row in rows)
    write_relationships(path, names, start, end, rows)
    return path


def _names(found: Iterable[Any]) -> list[str]:
    return sorted({name for properties in found for name in properties})
