"""Calls and messages once each: both parties' bills report the same contact."""

from __future__ import annotations

from typing import Final

import polars as pl

from graph.dataset.facts import ROW_COLUMNS, evidence, first_of_equal, ordered, stable_id
from graph.dataset.pairing import free, near, one_to_one

#: clocks of two carriers differ by less than this
SIDES_US: Final = 120 * 1_000_000


def contacts_view(rows: pl.DataFrame, caller: str, callee: str) -> pl.DataFrame:
    """One row per call or message; ``caller`` and ``callee`` name the key columns.

    The row of the caller's bill is kept and completed by the callee's (device
    and cell of the other end). Adds ``fact_id`` and ``evidence``.
    """
    rows = first_of_equal(ordered(rows))
    heads = rows.filter(pl.col("i") == pl.col("first"))
    ends = heads.filter(pl.col(caller) != 0, pl.col(callee) != 0)
    keys = [caller, callee, "kind"] if "kind" in rows.columns else [caller, callee]
    slim = ["i", "time", "time_precision", *keys]
    made = ends.filter(pl.col("own_side") == caller).select(slim)
    got = ends.filter(pl.col("own_side") == callee).select(slim)
    pairs = one_to_one(near(made, got, keys, SIDES_US), ["gap"])
    behind = evidence(
        rows.join(pairs, left_on="first", right_on="right", how="left").with_columns(
            event=pl.coalesce("left", "first")
        )
    )
    base = free(heads, pairs, "right").with_columns(event="i")
    base = _complete(base, heads.join(pairs, left_on="i", right_on="right"))
    base = base.with_columns(fact_id=stable_id(base)).join(behind, on="event")
    base = base.sort("time", "i", nulls_last=True)
    return base.select("fact_id", pl.exclude("fact_id", *ROW_COLUMNS))


def _complete(base: pl.DataFrame, partner: pl.DataFrame) -> pl.DataFrame:
    """Fill key and text columns the base row leaves empty from its partner's row."""
    skip = {*ROW_COLUMNS, "time"}
    other = partner.rename({"left": "event"})
    wide = base.join(other, on="event", how="left", suffix="_p", maintain_order="left")
    filled = []
    for name, kind in base.schema.items():
        if name in skip or kind not in (pl.Int64, pl.String):
            continue
        ours, theirs = pl.col(name), pl.col(f"{name}_p")
        empty = (ours == "") if kind == pl.String else (ours == 0)
        better = pl.when(empty | ours.is_null()).then(pl.coalesce(theirs, ours)).otherwise(ours)
        filled.append(better.alias(name))
    paired = pl.col("i_p").is_not_null()
    side = pl.when(paired).then(pl.lit("both")).otherwise("own_side").alias("own_side")
    return wide.with_columns(filled).with_columns(side).select(base.columns)
