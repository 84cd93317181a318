"""The occurrence of each fact row among equal rows of its file, and which rows are duplicates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

#: two equal rows that carry a serial this long are one movement, printed twice
LONG_SERIAL: Final = 6
_KEYS: Final = {"row_key": pl.Int64, "occurrence": pl.Int32}

#: table → ``row_key, occurrence`` of the rows already in the ledger
Known = Callable[[str], pl.DataFrame]


class Occurrences:
    """Counts equal rows over all chunks of one file; ``known`` is asked once per table."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._stored: dict[str, pl.DataFrame] = {}
        self._seen: dict[str, list[pl.DataFrame]] = {}

    def number(self, table: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """The rows with ``occurrence``, and whether each is a duplicate.

        A row is one when an equal (row_key, occurrence) is in the ledger or above in the file.
        """
        before = self._before(table, rows)
        rows = rows.join(before, on="row_key", how="left", maintain_order="left")
        nth = pl.int_range(1, pl.len() + 1).over("row_key") + pl.col("before").fill_null(0)
        once = pl.lit(False)
        if "serial" in rows.columns:
            once = pl.col("serial").str.len_chars().fill_null(0) >= LONG_SERIAL
        rows = rows.with_columns(
            pl.when(once).then(1).otherwise(nth).cast(pl.Int32).alias("occurrence"),
            (once & (nth > 1)).alias("again"),
        )
        self._remember(table, rows)
        known = rows.join(self._in_ledger(table), on=list(_KEYS), how="left", maintain_order="left")
        duplicate = rows["again"] | known["stored"].fill_null(False)
        return rows.drop("before", "again"), duplicate

    def _before(self, table: str, rows: pl.DataFrame) -> pl.DataFrame:
        seen = self._seen.get(table, [])
        keys = rows.select("row_key").unique()
        found = [part.join(keys, on="row_key", how="semi") for part in seen]
        if not found:
            return pl.DataFrame(schema={"row_key": pl.Int64(), "before": pl.UInt32()})
        return pl.concat(found).group_by("row_key").agg(pl.col("n").sum().alias("before"))

    def _remember(self, table: str, rows: pl.DataFrame) -> None:
        counted = rows.group_by("row_key").agg(pl.len().alias("n"))
        self._seen.setdefault(table, []).append(counted)

    def _in_ledger(self, table: str) -> pl.DataFrame:
        if table not in self._stored:
            frame = self._known(table).select(list(_KEYS)).unique()
            self._stored[table] = frame.with_columns(pl.lit(True).alias("stored"))
        return self._stored[table]
