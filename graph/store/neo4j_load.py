"""The statements that create a part of a load on Neo4j: one per set of labels, or type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from graph.model import Entity, Relation
from graph.store.cypher_write import edge_properties, labels_of, node_properties
from graph.store.subgraph import quoted

#: Cypher with its ``rows``; returns how many it made as ``done``
Statement = tuple[str, list[dict[str, Any]]]

_NODES = "UNWIND $rows AS row CREATE (n{labels}) SET n = row RETURN count(*) AS done"
_RELATIONS = (
    "UNWIND $rows AS row MATCH (a:Graychain {{id: row.source}})"
    " MATCH (b:Graychain {{id: row.target}}) CREATE (a)-[r:{type}]->(b)"
    " SET r = row.properties RETURN count(*) AS done"
)


def entity_creations(entities: Iterable[Entity]) -> list[Statement]:
    """What creates ``entities``, none of which is there yet."""
    by_labels: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for entity in entities:
        by_labels[labels_of(entity)].append(node_properties(entity))
    return [
        (_NODES.format(labels="".join(f":{quoted(label)}" for label in labels)), rows)
        for labels, rows in by_labels.items()
    ]


def relation_creations(relations: Iterable[Relation]) -> list[Statement]:
    """What creates ``relations``; fewer are done than given when an end is missing."""
    by_type: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for relation in relations:
        row = {
            "source": relation.source,
            "target": relation.target,
            "properties": edge_properties(relation),
        }
        by_type[relation.type].append(row)
    return [(_RELATIONS.format(type=quoted(kind)), rows) for kind, rows in by_type.items()]
