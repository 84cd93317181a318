"""Joins the entities of each row as the mapping's relations say."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from typing import Final

import polars as pl

from ingest import props
from ingest.conditions import holds, named_in
from ingest.mapping import RelationRule
from ingest.scope import Scope
from ingest.typed import narrowed

#: what makes two relation rows of a fact file one
_SAME: Final = ["type", "from_kind", "from_id", "to_kind", "to_id", "role", "case_no"]


def make(
    rule: RelationRule, ends: MappingOf[str, pl.DataFrame], frame: pl.DataFrame, scope: Scope
) -> pl.DataFrame:
    """The relations one rule makes of typed rows; ends are record signatures or number keys."""
    if ends[rule.source].is_empty() or ends[rule.target].is_empty():
        return pl.DataFrame()
    frame = narrowed(frame, _columns(rule))
    if rule.when:
        frame = frame.filter(holds(rule.when))
    source = ends[rule.source].rename({"kind": "from_kind", "id": "from_id"})
    target = ends[rule.target].rename({"kind": "to_kind", "id": "to_id"})
    pairs = source.join(target, on="idx", how="inner")
    rows = pairs.join(frame, on="idx", how="inner", maintain_order="left")
    itself = (pl.col("from_kind") == pl.col("to_kind")) & (pl.col("from_id") == pl.col("to_id"))
    rows = rows.filter(~itself)
    kind = pl.col(f"relation_of.{rule.type_from}") if rule.type_from else pl.lit(rule.type)
    rows = rows.select(
        kind.alias("type"),
        "from_kind",
        "from_id",
        "to_kind",
        "to_id",
        _role(rule),
        "row",
        pl.col("case").alias("case_no"),
        _maybe(rule.since, pl.Int64()).alias("valid_from"),
        _maybe(rule.until, pl.Int64()).alias("valid_to"),
        _maybe(rule.amount, pl.Int64()).alias("amount_minor"),
        _currency(rule).alias("currency"),
        _maybe(rule.count, pl.Int64()).alias("count"),
        pl.lit(rule.method or scope.mapping.method).alias("method"),
        pl.lit(_confidence(rule, scope)).alias("confidence"),
        *props.columns(rule.props, scope.mapping, rows),
    )
    rows = rows.filter(pl.col("type").is_not_null())
    return grouped(rows, scope.mapping.is_facts)


def _columns(rule: RelationRule) -> list[str]:
    """Every column the rule may look at."""
    named = (rule.type_from, rule.role_from, rule.since, rule.until, rule.amount, rule.currency)
    return [*named, rule.count, *rule.props.values(), *named_in(rule.when)]


def _role(rule: RelationRule) -> pl.Expr:
    named = pl.col(rule.role_from).fill_null(rule.role) if rule.role_from else pl.lit(rule.role)
    return named.alias("role")


def _maybe(name: str, kind: pl.DataType) -> pl.Expr:
    return pl.col(name).cast(kind) if name else pl.lit(None, dtype=kind)


def _currency(rule: RelationRule) -> pl.Expr:
    if rule.currency:
        return pl.col(rule.currency).fill_null("CNY")
    return pl.when(_maybe(rule.amount, pl.Int64()).is_not_null()).then(pl.lit("CNY"))


def _confidence(rule: RelationRule, scope: Scope) -> float:
    return scope.mapping.confidence if rule.confidence is None else rule.confidence


def grouped(rows: pl.DataFrame, facts: bool) -> pl.DataFrame:
    """One row for each relation: in a register of each row, in a fact file of the whole file."""
    if rows.is_empty():
        return rows
    if "row_count" not in rows.columns:
        rows = rows.with_columns(pl.lit(1, dtype=pl.Int64).alias("row_count"))
    by = [*_SAME, "currency"] if facts else [*_SAME, "currency", "row"]
    known = ["method", "confidence", *(n for n in rows.columns if n.startswith("p."))]
    if "row" not in by:
        known.append("row")
        rows = rows.sort("row", maintain_order=True)
    sums = [
        pl.when(pl.col(n).is_not_null().any()).then(pl.col(n).sum()).alias(n)
        for n in ("amount_minor", "count")
    ]
    return rows.group_by(by, maintain_order=True).agg(
        pl.col("row_count").sum(),
        pl.col("valid_from").min(),
        pl.col("valid_to").max(),
        *sums,
        pl.col(known).drop_nulls().first(),
    )
