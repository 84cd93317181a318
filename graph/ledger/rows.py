"""Gives a frame the exact columns, types and empty values of a ledger table."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from graph.errors import LedgerError
from graph.tables import TABLES

#: columns that may be unknown; in every other column null becomes 0, "" or the value below
_NULLABLE: Final = frozenset(
    ["time", "valid_from", "valid_to", "balance_minor", "until", "duration_s", "amount_minor"]
)
_DEFAULTS: Final[dict[str, Any]] = {
    "row_count": 1,
    "count": 1,
    "occurrence": 1,
    "confidence": 1.0,
    "method": "extracted",
    "status": "ok",
    "time_precision": "second",
    "props": "{}",
    "issues": "[]",
}


def conform(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with exactly the columns, order and types of ``table``, empty values filled."""
    spec = TABLES[table]
    unknown = set(frame.columns) - set(spec)
    if unknown:
        names = ", ".join(sorted(unknown))
        raise LedgerError(f"表 {table} 没有列 {names}。", f"Table {table} has no column {names}.")
    columns = []
    for name, kind in spec.items():
        column = (
            pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, kind).alias(name)
        )
        columns.append(column if name in _NULLABLE else column.fill_null(_empty(name, kind)))
    return frame.select(columns)


def empty_value(table: str, name: str) -> pl.Expr:
    """What a column holds where nothing was written: null, or the value that means "nothing"."""
    kind = TABLES[table][name]
    return pl.lit(None, dtype=kind) if name in _NULLABLE else _empty(name, kind)


def _empty(name: str, kind: pl.DataType) -> pl.Expr:
    if isinstance(kind, pl.List):
        return pl.lit([], dtype=kind)
    zero: Any = "" if isinstance(kind, pl.String) else False if isinstance(kind, pl.Boolean) else 0
    return pl.lit(_DEFAULTS.get(name, zero), dtype=kind)
