"""Bulk loading into an empty ArcadeDB database: its batch builder, about three times MERGE."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from typing import Any, Final

from graph.errors import BadInput
from graph.model import Entity, Relation
from graph.store.arcadedb_columns import plain_parts, sender, with_props
from graph.store.cypher_write import edge_properties, labels_of, node_properties
from graph.store.relation_frame import RelationFrame
from graph.store.subgraph import quoted

#: relations of one batch: six million in one ran out of memory, fewer walk the ends more often
_RELATIONS_A_BATCH: Final = 1_000_000
#: a second engine thread only waits here for the first
_BATCH: Final = {"parallel_flush": False}
_CHUNK: Final = 10_000

Rows = list[dict[str, Any]]


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
    if isinstance(relations, RelationFrame) and (send := sender()) is not None:
        for part in relations.slices(_RELATIONS_A_BATCH):
            _load_columns(database, send, part, places)
        relations = with_props(relations)
    stream = iter(relations)
    first = next(stream, None)
    while first is not None:
        batch = islice(chain((first,), stream), _RELATIONS_A_BATCH)
        _load_relations(database, batch, places)
        first = next(stream, None)


def _load_entities(database: Any, entities: Iterable[Entity]) -> dict[str, str]:
    """Write the entities; the engine's place of each id."""
    places: dict[str, str] = {}
    types: dict[tuple[str, ...], str] = {}
    with database.graph_batch(**_BATCH) as batch:

        def take(labels: tuple[str, ...], rows: Rows) -> None:
            if labels not in types:
                types[labels] = vertex_type(database, labels)
            found = batch.create_vertices(types[labels], rows)
            places.update(zip((row["id"] for row in rows), found, strict=True))

        _feed(take, _entity_chunks(entities))
    return places


def _entity_chunks(entities: Iterable[Entity]) -> Iterator[tuple[tuple[str, ...], Rows]]:
    stream = iter(entities)
    while chunk := list(islice(stream, _CHUNK)):
        by_labels: dict[tuple[str, ...], Rows] = defaultdict(list)
        for entity in chunk:
            by_labels[labels_of(entity)].append(node_properties(entity))
        yield from by_labels.items()


def _load_relations(
    database: Any, relations: Iterable[Relation], places: Mapping[str, str]
) -> None:
    types: set[str] = set()
    with database.graph_batch(**_BATCH) as batch:

        def take(kind: str, sources: list[str], targets: list[str], rows: Rows) -> None:
            _edge_type(database, kind, types)
            batch.new_edges(sources, kind, targets, rows)

        _feed(take, _edge_chunks(relations, places))


def _load_columns(
    database: Any,
    send: Callable[[Any, str, str], None],
    relations: RelationFrame,
    places: Mapping[str, str],
) -> None:
    types: set[str] = set()
    with database.graph_batch(**_BATCH) as batch:

        def take(kind: str, text: str) -> None:
            _edge_type(database, kind, types)
            send(batch, kind, text)

        _feed(take, plain_parts(relations, places))


def _edge_type(database: Any, kind: str, made: set[str]) -> None:
    if kind not in made:
        database.command("sql", f"CREATE EDGE TYPE {quoted(kind)} IF NOT EXISTS")
        made.add(kind)


def _edge_chunks(
    relations: Iterable[Relation], places: Mapping[str, str]
) -> Iterator[tuple[str, list[str], list[str], Rows]]:
    stream = iter(relations)
    while chunk := list(islice(stream, _CHUNK)):
        by_type: dict[str, list[Relation]] = defaultdict(list)
        for relation in chunk:
            by_type[relation.type].append(relation)
        for kind, same in by_type.items():
            try:
                sources = [places[relation.source] for relation in same]
                targets = [places[relation.target] for relation in same]
            except KeyError as error:
                raise BadInput(
                    f"关系 {kind} 的一端不在图库中：{error.args[0]}",
                    f"An end of a relation {kind} is not in the store: {error.args[0]}",
                ) from None
            yield kind, sources, targets, [edge_properties(relation) for relation in same]


def _feed(take: Callable[..., None], chunks: Iterable[tuple[Any, ...]]) -> None:
    """Give ``chunks`` to ``take``, each made ready while the engine takes the one before.

    The engine frees the GIL, so a second core is used.
    """
    with ThreadPoolExecutor(1) as engine:
        waiting = None
        for chunk in chunks:
            if waiting is not None:
                waiting.result()
            waiting = engine.submit(take, *chunk)
        if waiting is not None:
            waiting.result()
