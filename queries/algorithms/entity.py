"""Everything about one entity: properties, who says so, relations counted, decisions."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from graph.model import Entity
from queries.columns import columns
from queries.context import Context
from queries.evidence import property_rows, relation_counts
from queries.model import OF, Query, Result, Row, Text
from queries.references import of_entity

_ABOUT = ("roles", "case_nos", "hub", "first_seen", "last_seen", "confidence", "synthetic")


def run(context: Context, of: str) -> Result:
    """A row per property and value with all its sources. Cost: filtered scans, no whole graph."""
    entity = context.resolve(of)
    own = context.dataset.rows_of(entity.id)
    rows = property_rows(context, own, entity.type)
    sources = {json.dumps(s, sort_keys=True): s for row in rows for s in row["sources"]}
    return Result(
        rows=rows,
        evidence=[sources[key] for key in sorted(sources)],
        extras={
            "entity": _about(entity, of),
            "relations": relation_counts(context, entity.id),
            "records": _records(context, own),
            "decisions": _decisions(context, entity.id, own),
        },
    )


def _about(entity: Entity, asked: str) -> Row:
    about: Row = {
        **of_entity(entity),
        **{name: entity.properties.get(name) for name in _ABOUT},
    }
    if asked != entity.id and asked[1:2] == "-" and len(asked) == len(entity.id):
        about["redirected_from"] = asked
    return about


def _records(context: Context, rows: pl.DataFrame) -> list[Row]:
    """The records a merged entity is made of, so that a split can name them."""
    if "record_id" not in rows.columns:
        return []
    return [
        {
            "record_id": str(row["record_id"]),
            "type": row["type"],
            "label": row["name"],
            "role": row["role"],
            "case_no": row["case_no"],
            "source": context.source(row["import_id"], row["sheet"], row["row"]),
        }
        for row in rows.iter_rows(named=True)
    ]


def _decisions(context: Context, entity_id: str, own: pl.DataFrame) -> list[Row]:
    """Decisions that name the entity, its number or one of its records, oldest first."""
    column = "record_id" if "record_id" in own.columns else "number_key"
    names = {entity_id, *own["entity_id"].to_list(), *map(str, own[column].to_list())}
    table = context.ledger.read("decisions", context.version).sort("decision_id")
    return [
        {
            "decision": row["decision_id"],
            "kind": row["kind"],
            "at": row["at"],
            "actor": row["actor"],
            "why": row["why"],
            "text": str(json.loads(row["payload"]).get("text", "")),
        }
        for row in table.iter_rows(named=True)
        if names & set(_leaves(json.loads(row["payload"])))
    ]


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [str(value)]


QUERY = Query(
    name="entity",
    title=Text("实体详情", "Entity"),
    question=Text(
        "关于这个实体知道什么、从何得知？", "What is known about this entity, and from which rows?"
    ),
    group="find",
    params=(OF,),
    returns=columns(
        "property label_zh label_en value raw method confidence case_no",
        "sources",
    ),
    order=Text("属性次序，再按置信度", "by property, then by confidence"),
    caveat=Text(
        "同一属性有两个值时以出处为准，由人判断。",
        "Where one property has two values, go by the sources: people decide.",
    ),
    run=run,
)
