"""Fact rows once each: equal rows of several files are one, evidence lists them all."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

#: a serial this long identifies a movement: two equal rows with it are one
LONG_SERIAL: Final = 6

#: columns of a row that its event does not have
ROW_COLUMNS: Final = (
    "i", "first", "event", "import_number", "import_id", "sheet", "row", "row_key", "occurrence",
)  # fmt: skip

EVIDENCE: Final = pl.List(pl.Struct({"import_id": pl.Int64, "sheet": pl.String, "row": pl.Int64}))


def ordered(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows oldest first (import number, sheet, row) with their place ``i``; status ok only."""
    return (
        rows.filter(pl.col("status") == "ok")
        .sort("import_number", "sheet", "row")
        .with_row_index("i")
        .with_columns(pl.col("i").cast(pl.Int64))
    )


def first_of_equal(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds ``first``: the place of the oldest row with the same (row_key, occurrence)."""
    occurrence = pl.col("occurrence")
    if "serial" in rows.columns:
        long = pl.col("serial").str.len_chars() >= LONG_SERIAL
        occurrence = pl.when(long).then(pl.lit(1, pl.Int32)).otherwise(occurrence)
    rows = rows.with_columns(occurrence=occurrence)
    known = pl.col("row_key") != 0
    same = pl.col("i").min().over("row_key", "occurrence")
    return rows.with_columns(first=pl.when(known).then(same).otherwise(pl.col("i")))


def evidence(rows: pl.DataFrame) -> pl.DataFrame:
    """``event, evidence``: for each event the source rows behind it, oldest first."""
    source = pl.struct("import_id", "sheet", "row")
    alone = pl.col("event").is_unique()
    rows = rows.select("i", "event", evidence=source)
    several = rows.filter(~alone).sort("i").group_by("event", maintain_order=True)
    single = rows.filter(alone).select("event", evidence=pl.concat_list("evidence"))
    return pl.concat([single, several.agg("evidence")])  # most events have one row


def stable_id(rows: pl.DataFrame) -> pl.Series:
    """A 63-bit id of each event that is the same in every version; never 0.

    Made of (row_key, occurrence), for rows without a row key of (import, row).
    Integer mixing (splitmix64), the same on every machine.
    """

    def column(name: str) -> npt.NDArray[np.uint64]:
        return rows[name].to_numpy().astype(np.uint64)

    with np.errstate(over="ignore"):
        alone = column("import_id") + column("row") * np.uint64(0xD1342543DE82EF95)
        value = np.where(column("row_key") == 0, alone, column("row_key"))
        value += column("occurrence") * np.uint64(0x9E3779B97F4A7C15)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        value = (value ^ (value >> np.uint64(31))) & np.uint64(0x7FFFFFFFFFFFFFFF)
    return pl.Series(np.maximum(value, np.uint64(1)).astype(np.int64))


def simple_view(rows: pl.DataFrame) -> pl.DataFrame:
    """A fact table whose rows have no second side: duplicates removed, ``fact_id``, evidence."""
    rows = first_of_equal(ordered(rows)).with_columns(event="first")
    events = rows.filter(pl.col("i") == pl.col("event")).join(evidence(rows), on="event")
    events = events.sort("i")
    events = events.with_columns(fact_id=stable_id(events))
    return events.select("fact_id", pl.exclude("fact_id", *ROW_COLUMNS))


def with_entities(
    events: pl.DataFrame, entity_of: pl.DataFrame, ends: dict[str, str]
) -> pl.DataFrame:
    """Adds for each key column of ``ends`` the entity id it belongs to, null for 0.

    ``entity_of`` has ``key`` and ``entity_id``.
    """
    for key, entity in ends.items():
        events = events.join(
            entity_of.select(pl.col("key").alias(key), pl.col("entity_id").alias(entity)),
            on=key,
            how="left",
            maintain_order="left",
        )
    return events
