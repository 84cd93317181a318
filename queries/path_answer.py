"""Paths as an answer: a row each, and the picture of all of them together."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from graph import schema
from queries import drawing
from queries.context import Context
from queries.model import Param, Result, Row, Text
from queries.references import of_entity
from queries.walking import Walker, fetch_entities, fetch_relations

#: parameters ``shortest-path`` and ``paths`` share
ENDS = (
    Param("from", "entity", Text("起点实体", "entity it starts from"), required=True),
    Param("to", "entity", Text("终点实体", "entity it ends at"), required=True),
)
FILTERS = (
    Param("types", "relations", Text("只走这些关系", "only these relations"), default=()),
    Param("entities", "entities", Text("途中只经这些实体类型", "only by way of these"), default=()),
    Param(
        "direction",
        "choice",
        Text("顺关系方向或不论方向", "along the relations or either way"),
        default="both",
        choices=("both", "out"),
    ),
    Param("since", "date", Text("起始日期", "from this day on")),
    Param("until", "date", Text("截止日期（含）", "up to and including this day")),
    Param("include_hubs", "bool", Text("穿过枢纽", "walk through hubs"), default=False),
)


def walker_of(context: Context, ends: tuple[str, str], filters: Row) -> Walker:
    """A walker with the shared filters; the two ends pass them all."""
    return Walker(
        store=context.store,
        types=filters["types"],
        entities=_with_kinds(filters["entities"]),
        since=filters["since"],
        until=filters["until"],
        include_hubs=filters["include_hubs"],
        free=frozenset(ends),
    )


def _with_kinds(types: tuple[str, ...]) -> tuple[str, ...]:
    """``Account`` means its kinds too."""
    kinds = schema.load().entities.values()
    return tuple(sorted({k.name for k in kinds if k.name in types or k.parent in types}))


def answer(
    context: Context,
    walker: Walker,
    paths: Iterable[list[str]],
    direction: str,
    *,
    total: int | None = None,
    total_is_least: bool = False,
) -> Result:
    """Rows ``length, nodes, edges`` in the order given, and the picture they make."""
    listed = list(paths)
    steps = [[_edges(walker, a, b, direction) for a, b in pairwise(path)] for path in listed]
    entities = fetch_entities(context.store, {node for path in listed for node in path})
    relations = fetch_relations(context.store, {e for path in steps for step in path for e in step})
    references = {i: of_entity(entity) for i, entity in entities.items()}
    rows = [
        {
            "length": len(path) - 1,
            "nodes": [references[node] for node in path],
            "edges": [[{"id": e, "type": relations[e].type} for e in step] for step in edges],
        }
        for path, edges in zip(listed, steps, strict=True)
    ]
    return Result(
        rows,
        graph=drawing.picture(
            (entities[i] for i in sorted(entities)), (relations[i] for i in sorted(relations))
        ),
        total=total,
        total_is_least=total_is_least,
        suppressed={"hubs": len(walker.hubs)} if walker.hubs else None,
    )


def _edges(walker: Walker, here: str, there: str, direction: str) -> list[str]:
    return walker.around([here], direction)[here][there]
