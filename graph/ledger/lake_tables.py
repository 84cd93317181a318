"""Creates the ledger's tables and adds the columns a newer release brings."""

from __future__ import annotations

import secrets
from typing import Final

import polars as pl

from graph.ledger.lake import MAINTENANCE, Cursor, Lake
from graph.tables import IMPORT_TABLES, TABLES

_SQL_TYPES: Final[dict[type[pl.DataType], str]] = {
    pl.Int64: "BIGINT",
    pl.Int32: "INTEGER",
    pl.Float64: "DOUBLE",
    pl.String: "VARCHAR",
    pl.Boolean: "BOOLEAN",
    pl.List: "VARCHAR[]",
}


def ensure_tables(lake: Lake) -> None:
    """Create what is missing, in one maintenance commit; nothing is written otherwise."""
    if _missing(lake.rows(_COLUMNS)):
        extra = {} if lake.last((MAINTENANCE,)) else {"dataset_id": secrets.token_hex(16)}
        lake.write(MAINTENANCE, "graychain", extra, _create)
        for table in IMPORT_TABLES:  # rows always in files, so that files can be read directly
            lake.rows(f"CALL l.set_option('data_inlining_row_limit', 0, table_name => '{table}')")


_COLUMNS: Final = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'l'"


def _create(cursor: Cursor) -> None:
    for table, column in _missing(cursor.execute(_COLUMNS).fetchall()):
        if column:
            kind = sql_type(TABLES[table][column])
            cursor.execute(f'ALTER TABLE l.{table} ADD COLUMN "{column}" {kind}')
            continue
        columns = ", ".join(f'"{name}" {sql_type(kind)}' for name, kind in TABLES[table].items())
        cursor.execute(f"CREATE TABLE l.{table} ({columns})")


def _missing(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """(table, "") for a missing table, (table, column) for a missing column."""
    have: dict[str, set[str]] = {}
    for table, column in found:
        have.setdefault(table, set()).add(column)
    missing = []
    for table, spec in TABLES.items():
        if table not in have:
            missing.append((table, ""))
        else:
            missing += [(table, column) for column in spec if column not in have[table]]
    return missing


def sql_type(kind: pl.DataType) -> str:
    """The SQL name of a column type."""
    return _SQL_TYPES[type(kind)]
