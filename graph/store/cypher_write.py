"""How a batch is written, on every engine: Cypher in bounded transactions.

A pattern is walked from its first node, so every statement starts at the end
that has fewer relations: changing one call of a hotline with 10⁵ calls costs
what the other phone's few calls cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from graph import schema
from graph.errors import BadInput
from graph.model import Batch, Entity, Relation
from graph.store.edges import parse_edge_id
from graph.store.subgraph import quoted

#: rows of one transaction
PART: Final = 500

T = TypeVar("T")
Run = Callable[[str, dict[str, Any]], list[dict[str, Any]]]
#: runs a function in one transaction, again when it lost a race
Transact = Callable[[Callable[[Run], None]], None]

_LABELS = "UNWIND $ids AS id MATCH (n:Graychain {id: id}) RETURN n.id AS id, labels(n) AS labels"
_DEGREES = (
    "UNWIND $ids AS id MATCH (n:Graychain {id: id}) RETURN n.id AS id,"
    " coalesce(n.degree, 0) AS degree"
)
_SET = "UNWIND $rows AS row MATCH (n:Graychain {id: row.id}) SET n = row"
_DELETE = "UNWIND $ids AS id MATCH (n:Graychain {id: id}) DETACH DELETE n"
_AROUND = (
    "MATCH (n:Graychain {id: $id})-[r]-() RETURN DISTINCT r.id AS id, type(r) AS type,"
    " startNode(r).id AS source, endNode(r).id AS target, properties(r) AS properties"
)
_FROM_SOURCE = "MATCH (a:Graychain {{id: row.source}})-[r:{type}]->(b:Graychain {{id: row.target}})"
_FROM_TARGET = "MATCH (b:Graychain {{id: row.target}})<-[r:{type}]-(a:Graychain {{id: row.source}})"
_REMOVE = "UNWIND $rows AS row {match} WHERE r.id = row.id DELETE r"
_UPSERT = (
    "UNWIND $rows AS row MATCH (a:Graychain {{id: row.source}})"
    " MATCH (b:Graychain {{id: row.target}}) MERGE {pattern}"
    " SET r = row.properties RETURN count(*) AS done"
)
_PATTERNS = ("(a)-[r:{type} {{id: row.id}}]->(b)", "(b)<-[r:{type} {{id: row.id}}]-(a)")


def labels_of(entity: Entity) -> tuple[str, ...]:
    """The labels of an entity: ``Graychain``, its type and, if any, the type's parent."""
    known = schema.load().entities.get(entity.type)
    return ("Graychain", *(known.labels if known else (entity.type,)))


def node_properties(entity: Entity) -> dict[str, Any]:
    """What a node stores; properties without a value are left out."""
    named = {"id": entity.id, "type": entity.type, "key": entity.key, "label": entity.label}
    return _known({**entity.properties, **named})


def edge_properties(relation: Relation) -> dict[str, Any]:
    """What a relation stores; its type is the relation's own."""
    return _known({**relation.properties, "id": relation.id})


def _known(properties: dict[str, Any]) -> dict[str, Any]:
    if None in properties.values():
        return {k: v for k, v in properties.items() if v is not None}
    return properties


def parts(items: Sequence[T], size: int = PART) -> Iterator[Sequence[T]]:
    """``items`` in slices of ``size``."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def write_batch(batch: Batch, read: Run, transact: Transact) -> None:
    """Apply ``batch``: relations and entities deleted, then entities, then relations."""
    _remove_relations(batch.delete_relations, read, transact)
    for ids in parts(batch.delete_entities):
        transact(lambda run, ids=ids: _discard(run(_DELETE, {"ids": list(ids)})))  # type: ignore[misc]
    for entities in parts(batch.entities):
        _upsert_entities(entities, read, transact)
    _upsert_relations(batch.relations, read, transact)


def _discard(_: object) -> None:
    return None


def _upsert_entities(entities: Sequence[Entity], read: Run, transact: Transact) -> None:
    present = {
        row["id"]: set(row["labels"]) for row in read(_LABELS, {"ids": [e.id for e in entities]})
    }
    new: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    changed: list[dict[str, Any]] = []
    for entity in entities:
        labels = labels_of(entity)
        if entity.id not in present:
            new[labels].append(node_properties(entity))
        elif present[entity.id] == set(labels):
            changed.append(node_properties(entity))
        else:
            _relabel(entity, read, transact)

    def work(run: Run) -> None:
        run(_SET, {"rows": changed})
        for labels, rows in sorted(new.items()):
            run(f"UNWIND $rows AS row CREATE (n{_label_text(labels)}) SET n = row", {"rows": rows})

    transact(work)


def _label_text(labels: Iterable[str]) -> str:
    return "".join(f":{quoted(label)}" for label in labels)


def _relabel(entity: Entity, read: Run, transact: Transact) -> None:
    """Give an entity its new type: the engine cannot change labels under the constraint."""
    around = [Relation(**row) for row in read(_AROUND, {"id": entity.id})]
    create = f"CREATE (n{_label_text(labels_of(entity))}) SET n = $row"

    def work(run: Run) -> None:
        run(_DELETE, {"ids": [entity.id]})
        run(create, {"row": node_properties(entity)})
        for kind, relations in _by_type(around).items():
            _merge(run, kind, relations, set())

    transact(work)


def _upsert_relations(relations: Sequence[Relation], read: Run, transact: Transact) -> None:
    for kind, same in _by_type(relations).items():
        for part in parts(same):
            crowded = _crowded(((r.source, r.target) for r in part), read)
            transact(lambda run, part=part, kind=kind, c=crowded: _merge(run, kind, part, c))  # type: ignore[misc]


def _merge(
    run: Run, kind: str, relations: Sequence[Relation], crowded: set[tuple[str, str]]
) -> None:
    for from_target, pattern in enumerate(_PATTERNS):
        rows = [
            {"id": r.id, "source": r.source, "target": r.target, "properties": edge_properties(r)}
            for r in relations
            if ((r.source, r.target) in crowded) == bool(from_target)
        ]
        if rows:
            cypher = _UPSERT.format(pattern=pattern.format(type=quoted(kind)))
            done = run(cypher, {"rows": rows})
            if not done or done[0]["done"] != len(rows):
                raise BadInput(
                    f"关系 {kind} 的一端不在图库中。",
                    f"An end of a relation {kind} is not in the store.",
                )


def _remove_relations(ids: Sequence[str], read: Run, transact: Transact) -> None:
    by_type: dict[str, list[dict[str, str]]] = defaultdict(list)
    for edge_id in ids:
        edge = parse_edge_id(edge_id)
        by_type[edge.type].append({"id": edge_id, "source": edge.source, "target": edge.target})
    for kind, same in by_type.items():
        for part in parts(same):
            crowded = _crowded(((r["source"], r["target"]) for r in part), read)
            transact(lambda run, part=part, kind=kind, c=crowded: _remove(run, kind, part, c))  # type: ignore[misc]


def _remove(
    run: Run, kind: str, rows: Sequence[dict[str, str]], crowded: set[tuple[str, str]]
) -> None:
    for from_target, match in enumerate((_FROM_SOURCE, _FROM_TARGET)):
        chosen = [r for r in rows if ((r["source"], r["target"]) in crowded) == bool(from_target)]
        if chosen:
            run(_REMOVE.format(match=match.format(type=quoted(kind))), {"rows": chosen})


def _crowded(pairs: Iterable[tuple[str, str]], read: Run) -> set[tuple[str, str]]:
    """The pairs whose source has more relations than their target."""
    wanted = set(pairs)
    ids = sorted({end for pair in wanted for end in pair})
    degree = {row["id"]: row["degree"] for row in read(_DEGREES, {"ids": ids})}
    return {pair for pair in wanted if degree.get(pair[0], 0) > degree.get(pair[1], 0)}


def _by_type(relations: Iterable[Relation]) -> dict[str, list[Relation]]:
    found: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        found[relation.type].append(relation)
    return dict(sorted(found.items()))
