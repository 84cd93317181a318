"""The rows behind one relation of a picture: the registered ones, or each fact of a sum."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import polars as pl

from graph.dataset.pairs import PAIRS
from graph.errors import UnknownEntity
from graph.store.edges import EdgeId, parse_edge_id, role_digest
from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Row, Text

#: columns of a fact that say more than its time and amount
_TELLING: Final = ("channel", "summary", "serial", "terminal", "kind", "shown_number", "text",
                   "image", "own_side", "origin")  # fmt: skip


def run(context: Context, edge: str) -> Result:
    """A row per source row, oldest first; both sides' rows of one transfer are listed."""
    parts = parse_edge_id(edge)
    rows = list(_summed(context, parts) if parts.kind == "sum" else _registered(context, parts))
    if not rows:
        raise UnknownEntity(
            f"没有这条关系：{edge[:120]}", f"There is no such relation: {edge[:120]}"
        )
    ends = context.refs([parts.source, parts.target])
    rows.sort(key=_place)
    extras = {"edge": edge, "type": parts.type, "ends": [ends[parts.source], ends[parts.target]]}
    return Result(rows, evidence=[row["source"] for row in rows], extras=extras)


def _place(row: Row) -> tuple[int, int, str, int]:
    source = row["source"]
    return (row["time"] or 0, source["import"], source["sheet"], source["row"])


def _registered(context: Context, parts: EdgeId) -> Iterator[Row]:
    found = (
        context.dataset.relations.lazy()
        .filter(
            pl.col("type") == parts.type,
            pl.col("from_entity") == parts.source,
            pl.col("to_entity") == parts.target,
        )
        .collect()
    )
    for row in found.iter_rows(named=True):
        if role_digest(row["role"] or "") == parts.suffix:
            yield _relation_row(context, row)


def _relation_row(context: Context, row: Mapping[str, Any]) -> Row:
    return {
        "source": context.source(row["import_id"], row["sheet"], row["row"]),
        "time": row["valid_from"],
        "amount_minor": row["amount_minor"] or None,
        "currency": row["currency"] or "",
        "role": row["role"] or "",
        "detail": _joined(json.loads(row["props"] or "{}")),
        "case_no": row["case_no"] or "",
        "method": row["method"],
        "confidence": row["confidence"],
    }


def _joined(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{k}: {v}" for k, v in sorted(values.items()) if v not in (None, "", 0))


def _summed(context: Context, parts: EdgeId) -> Iterator[Row]:
    """Facts of every table that feeds this type of sum; a table that has the pair twice once."""
    seen: set[tuple[int, str, int]] = set()
    for kind, table, start, end in PAIRS:
        if kind != parts.type:
            continue
        facts = context.dataset.fact(table)
        wanted = [pl.col(start) == parts.source, pl.col(end) == parts.target]
        if "currency" in facts.columns:
            wanted.append(pl.col("currency") == parts.suffix)
        for fact in facts.filter(*wanted).iter_rows(named=True):
            yield from _fact_rows(context, fact, seen)


def _fact_rows(
    context: Context, fact: Mapping[str, Any], seen: set[tuple[int, str, int]]
) -> Iterator[Row]:
    for place in fact["evidence"]:
        key = (place["import_id"], place["sheet"], place["row"])
        if key in seen:
            continue
        seen.add(key)
        yield {
            "source": context.source(*key),
            "time": fact["time"],
            "amount_minor": fact.get("amount_minor"),
            "currency": fact.get("currency") or "",
            "role": "",
            "detail": _joined({name: fact.get(name) for name in _TELLING}),
            "case_no": fact["case_no"] or "",
            "method": "extracted",
            "confidence": 1.0,
        }


QUERY = Query(
    name="edge-rows",
    title=Text("关系出处", "Rows behind a relation"),
    question=Text("哪些原始记录证明这条关系？", "Which rows of which files prove this relation?"),
    group="evidence",
    params=(Param("edge", "text", Text("关系的标识号", "id of the relation"), required=True),),
    returns=columns(
        "time amount_minor currency role detail case_no method confidence",
        "source",
    ),
    order=Text("时间先后", "oldest first"),
    caveat=Text(
        "同一笔交易双方流水各有一行，都列出，只计一次。",
        "Both banks' rows of one transfer are listed; it counts once.",
    ),
    run=run,
)
