"""The edges of a projection before exclusions: ``source, target, weight`` of entity ids."""

from __future__ import annotations

import polars as pl

from graph.dataset import Dataset
from graph.dataset.pairs import PAIRS, pairs_view
from graph.projections.definitions import ANCHORS, Definition
from graph.projections.projection import Bounds

_EDGE = ("source", "target", "type", "currency", "count", "amount_minor", "ties")


def direct(dataset: Dataset, definition: Definition, bounds: Bounds) -> pl.DataFrame:
    """Sums of facts and registered relations in the window, one row per type and pair."""
    facts = wanted(pairs(dataset, bounds), definition).select(
        pl.col("from_entity").alias("source"),
        pl.col("to_entity").alias("target"),
        "type",
        "currency",
        "count",
        "amount_minor",
        pl.lit(1.0).alias("ties"),
    )
    return pl.concat([facts, _registered(dataset, definition, bounds)]).select(_EDGE)


def pairs(dataset: Dataset, bounds: Bounds) -> pl.DataFrame:
    """``Dataset.pairs``, summed again from the facts when there is a window.

    An undated fact is in no window.
    """
    if bounds.since is None and bounds.until is None:
        return dataset.pairs
    tables = {table for _, table, _, _ in PAIRS}
    return pairs_view({t: dataset.fact(t).filter(inside(bounds, "time", "time")) for t in tables})


def inside(bounds: Bounds, start: str, end: str) -> pl.Expr:
    """Whether the span from ``start`` to ``end`` touches the window; null when undated."""
    test = pl.lit(True)
    if bounds.since is not None:
        test = test & (pl.col(end) >= bounds.since)
    if bounds.until is not None:
        test = test & (pl.col(start) <= bounds.until)
    return test


def wanted(frame: pl.DataFrame, definition: Definition) -> pl.DataFrame:
    """The rows of the definition's relation types."""
    if definition.relations:
        frame = frame.filter(pl.col("type").is_in(definition.relations))
    return frame.filter(~pl.col("type").is_in(definition.without))


def _registered(dataset: Dataset, definition: Definition, bounds: Bounds) -> pl.DataFrame:
    """Registered relations; undated ones are inside every window.

    A property ``weight`` (networks of other origin) replaces the tie's 1.
    """
    start, end = (pl.coalesce(*names) for names in (("valid_from", "valid_to"),) * 2)
    rows = wanted(dataset.relations, definition).with_columns(
        _from=start, _to=pl.coalesce("valid_to", end)
    )
    rows = rows.filter(
        inside(bounds, "_from", "_to").fill_null(True),
        pl.col("confidence").fill_null(0.0) >= bounds.min_confidence,
    )
    weight = pl.col("props").str.json_path_match("$.weight").cast(pl.Float64, strict=False)
    return rows.group_by(source="from_entity", target="to_entity", type="type").agg(
        currency=pl.lit(""),
        count=pl.col("relation_id").n_unique().cast(pl.Int64),
        amount_minor=pl.lit(0, pl.Int64),
        ties=weight.fill_null(1.0).max(),
    ).select(_EDGE)  # fmt: skip


def sharing(dataset: Dataset, definition: Definition, bounds: Bounds) -> pl.DataFrame:
    """``member, anchor`` of everything seen with a device or network address."""
    types = dataset.entities.select("entity_id", "type")
    anchors = types.filter(pl.col("type").is_in(ANCHORS))["entity_id"].implode()
    ends = direct(dataset, definition, bounds).select("source", "target")
    away = ends.filter(pl.col("target").is_in(anchors)).rename(
        {"source": "member", "target": "anchor"}
    )
    back = ends.filter(pl.col("source").is_in(anchors)).select(member="target", anchor="source")
    found = pl.concat([away, back]).unique()
    return found.filter(~pl.col("member").is_in(anchors))
