"""The occurrence of each fact row among equal rows of its file, and which rows are duplicates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

#: two equal rows that carry a serial this long are one movement, printed twice
LONG_SERIAL: Final = 6
_KEYS: Final = ("row_key", "occurrence")

#: table → ``row_key, occurrence`` of the rows already in the ledger
Known = Callable[[str], pl.DataFrame]


class Occurrences:
    """Counts equal rows over all chunks of one file; ``known`` is asked once per table."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._stored: dict[str, pl.DataFrame] = {}
        self._seen: dict[str, list[pl.Series]] = {}

    def number(self, table: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """The rows with ``occurrence``, and whether each is a duplicate.

        A row is one when an equal (row_key, occurrence) is in the ledger or above in the file.
        """
        rows = rows.with_columns(_nth(rows["row_key"]), self._before(table, rows["row_key"]))
        nth = pl.col("nth") + pl.col("before")
        once = pl.lit(False)
        if "serial" in rows.columns:
            once = pl.col("serial").str.len_chars().fill_null(0) >= LONG_SERIAL
        rows = rows.with_columns(
            pl.when(once).then(1).otherwise(nth).cast(pl.Int32).alias("occurrence"),
            (once & (nth > 1)).alias("again"),
        )
        self._seen.setdefault(table, []).append(rows["row_key"])
        duplicate = rows["again"] | self._in_ledger(table, rows.select(list(_KEYS)))
        return rows.drop("nth", "before", "again"), duplicate

    def _before(self, table: str, keys: pl.Series) -> pl.Series:
        """How often each key stands in the chunks above."""
        wanted = keys.unique().to_frame()
        found = [
            part.to_frame().join(wanted, on="row_key", how="semi")
            for part in self._seen.get(table, [])
        ]
        counted = pl.concat(found or [wanted.clear()])
        if counted.is_empty():
            return pl.Series("before", [0], dtype=pl.Int64).new_from_index(0, len(keys))
        counted = counted.group_by("row_key").agg(pl.len().cast(pl.Int64).alias("before"))
        rows = keys.to_frame().join(counted, on="row_key", how="left", maintain_order="left")
        return rows["before"].fill_null(0)

    def _in_ledger(self, table: str, rows: pl.DataFrame) -> pl.Series:
        """Whether the ledger has each (row_key, occurrence)."""
        if table not in self._stored:
            frame = self._known(table).select(list(_KEYS)).unique()
            self._stored[table] = frame.with_columns(pl.lit(True).alias("stored"))
        stored = self._stored[table]
        if stored.is_empty():
            return pl.Series([False]).new_from_index(0, rows.height)
        known = rows.join(stored, on=list(_KEYS), how="left", maintain_order="left")
        return known["stored"].fill_null(False)


def _nth(keys: pl.Series) -> pl.Series:
    """1 for the first row of a key, 2 for the second …: most keys stand once in a chunk."""
    frame = keys.to_frame()
    if keys.n_unique() == len(keys):
        return pl.Series("nth", [1], dtype=pl.Int64).new_from_index(0, len(keys))
    again = frame.with_row_index("i").filter(pl.col("row_key").is_duplicated())
    again = again.select("i", pl.int_range(1, pl.len() + 1).over("row_key").alias("nth"))
    rows = frame.with_row_index("i").join(again, on="i", how="left", maintain_order="left")
    return rows["nth"].fill_null(1)
