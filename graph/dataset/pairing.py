"""One-to-one pairing of rows that report the same event, nearest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

DAY_US: Final = 86_400_000_000
#: Shanghai is 8 h ahead; statements with a day only mean a day there
_SHANGHAI_US: Final = 8 * 3_600_000_000

NO_PAIRS: Final = pl.DataFrame(schema={"left": pl.Int64, "right": pl.Int64})


def one_to_one(
    candidates: pl.DataFrame, cost: Sequence[str], right_scope: Sequence[str] = ("right",)
) -> pl.DataFrame:
    """The greedy matching: cheapest pair first, ties by row; each row in one pair at most.

    ``candidates`` has ``left`` and ``right`` row indices and the ``cost``
    columns. With ``right_scope`` wider than ``right`` a right row may be taken
    once for each value of the further columns. Repeats "best of both sides",
    which gives the same pairs as a loop over the sorted candidates.
    """
    if candidates.is_empty():
        return NO_PAIRS
    rest = candidates.sort(*cost, "left", "right").with_row_index("rank")
    taken = []
    while not rest.is_empty():
        best = rest.filter(
            pl.col("rank") == pl.col("rank").min().over("left"),
            pl.col("rank") == pl.col("rank").min().over(right_scope),
        )
        taken.append(best.select("left", "right"))
        rest = rest.join(best.select("left"), on="left", how="anti").join(
            best.select(right_scope), on=list(right_scope), how="anti"
        )
    return pl.concat(taken)


def near(
    left: pl.DataFrame, right: pl.DataFrame, keys: Sequence[str], within_us: int
) -> pl.DataFrame:
    """Candidate pairs with equal ``keys`` and |Δt| ≤ ``within_us``; adds ``gap`` in µs.

    Both frames have ``i``, ``time``, ``time_precision``; columns of the right
    one get the suffix ``_r``. A row that knows only its day is near every row
    of that day in Shanghai, but after all exact ones.
    """
    exact = _near_exact(left, right, keys, within_us)
    day = pl.col("time_precision") == "day"
    left_days, right_days = left.filter(day), right.filter(day)
    if left_days.is_empty() and right_days.is_empty():
        return exact
    parts = [exact, _same_day(left_days, right, keys)]
    parts.append(_same_day(left.filter(~day), right_days, keys))
    return pl.concat(parts, how="vertical_relaxed")


def _near_exact(
    left: pl.DataFrame, right: pl.DataFrame, keys: Sequence[str], within_us: int
) -> pl.DataFrame:
    second = pl.col("time_precision") != "day"
    bucket = pl.col("time") // within_us
    lefts = left.filter(second, pl.col("time").is_not_null()).with_columns(bucket=bucket)
    rights = right.filter(second, pl.col("time").is_not_null())
    spread = pl.concat(
        [rights.with_columns(bucket=bucket + step) for step in (-1, 0, 1)]
    )  # a row within the limit lies in the same bucket or a neighbour
    return (
        lefts.join(spread, on=[*keys, "bucket"], suffix="_r")
        .with_columns(gap=(pl.col("time") - pl.col("time_r")).abs())
        .filter(pl.col("gap") <= within_us)
        .drop("bucket")
        .rename({"i": "left", "i_r": "right"})
    )


def _same_day(left: pl.DataFrame, right: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    date = (pl.col("time") + _SHANGHAI_US) // DAY_US
    return (
        left.with_columns(bucket=date)
        .join(right.with_columns(bucket=date), on=[*keys, "bucket"], suffix="_r")
        .with_columns(gap=DAY_US + (pl.col("time") - pl.col("time_r")).abs())
        .drop("bucket")
        .rename({"i": "left", "i_r": "right"})
    )


def free(rows: pl.DataFrame, pairs: pl.DataFrame, side: str) -> pl.DataFrame:
    """The rows of ``rows`` (column ``i``) that are not the ``side`` of any pair."""
    return rows.join(pairs.select(i=side), on="i", how="anti")
