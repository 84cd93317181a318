"""Bulk loading into an empty ArcadeDB database: its batch builder, about three times MERGE."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, Final

from graph.arcadedb_write import edge_properties, labels_of, node_properties
from graph.errors import BadInput
from graph.model import Entity, Relation
from graph.subgraph import quoted

#: relations of one batch: six million in one ran out of memory
_RELATIONS_A_BATCH: Final = 500_000
_CHUNK: Final = 10_000


def vertex_type(database: Any, labels: tuple[str, ...]) -> str:
    """The engine's type for a set of labels, made when missing (as its Cypher would)."""
    ordered = sorted(labels)
    for label in ordered:
        database.command("sql", f"CREATE VERTEX TYPE {quoted(label)} IF NOT EXISTS")
    if len(ordered) == 1:
        return ordered[0]
    name = "~".join(ordered)
    parents = ", ".join(map(quoted, ordered))
    database.command("sql", f"CREATE VERTEX TYPE `{name}` IF NOT EXISTS EXTENDS {parents}")
    return name


def bulk_load(database: Any, entities: Iterable[Entity], relations: Iterable[Relation]) -> None:
    """Write everything into an empty database; raises :class:`BadInput` for an unknown end."""
    places = _load_entities(database, entities)
    stream = iter(relations)
    while batch := list(islice(stream, _RELATIONS_A_BATCH)):
        _load_relations(database, batch, places)


def _load_entities(database: Any, entities: Iterable[Entity]) -> dict[str, str]:
    """Write the entities; the engine's place of each id."""
    places: dict[str, str] = {}
    types: dict[tuple[str, ...], str] = {}
    stream = iter(entities)
    with database.graph_batch() as batch:
        while chunk := list(islice(stream, _CHUNK)):
            by_labels: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
            for entity in chunk:
                by_labels[labels_of(entity)].append(node_properties(entity))
            for labels, rows in by_labels.items():
                if labels not in types:
                    types[labels] = vertex_type(database, labels)
                found = batch.create_vertices(types[labels], rows)
                places.update(zip((row["id"] for row in rows), found, strict=True))
    return places


def _load_relations(database: Any, relations: list[Relation], places: dict[str, str]) -> None:
    for kind in sorted({relation.type for relation in relations}):
        database.command("sql", f"CREATE EDGE TYPE {quoted(kind)} IF NOT EXISTS")
    # one thread prepares the next rows while the engine, which frees the GIL, takes the last
    with (
        database.graph_batch(expected_edge_count=len(relations)) as batch,
        ThreadPoolExecutor(1) as engine,
    ):
        waiting = None
        for kind, sources, targets, rows in _edge_chunks(relations, places):
            if waiting is not None:
                waiting.result()
            waiting = engine.submit(batch.new_edges, sources, kind, targets, rows)
        if waiting is not None:
            waiting.result()


def _edge_chunks(
    relations: list[Relation], places: dict[str, str]
) -> Iterator[tuple[str, list[str], list[str], list[dict[str, Any]]]]:
    by_type: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        by_type[relation.type].append(relation)
    for kind, same in sorted(by_type.items()):
        for start in range(0, len(same), _CHUNK):
            part = same[start : start + _CHUNK]
            try:
                sources = [places[relation.source] for relation in part]
                targets = [places[relation.target] for relation in part]
            except KeyError as error:
                raise BadInput(
                    f"关系 {kind} 的一端不在图库中：{error.args[0]}",
                    f"An end of a relation {kind} is not in the store: {error.args[0]}",
                ) from None
            yield kind, sources, targets, [edge_properties(relation) for relation in part]
