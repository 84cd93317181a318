"""Reads a table's Parquet files directly: faster than SQL for scans of 10⁷ rows."""

from __future__ import annotations

from typing import Final

import polars as pl

from graph.ledger import Ledger
from graph.tables import IMPORT_TABLES, TABLES

#: in compacted files the version each row came with
_ROW_VERSION: Final = "_ducklake_internal_snapshot_id"


def scan(ledger: Ledger, table: str, version: int | None = None) -> pl.LazyFrame:
    """The rows of an import table at ``version``, as a lazy polars scan of its files.

    Equal to ``ledger.read`` up to the order of rows. Compacted files hold rows
    of several versions and are listed whole for each; where rows were deleted
    (a purge) the answer comes through SQL instead.
    """
    if table not in IMPORT_TABLES:
        raise ValueError(f"{table} is kept in the catalog: use read()")
    version = ledger.version() if version is None else version
    if not version:
        return pl.LazyFrame(schema=TABLES[table])
    listed = ledger.lake.rows(
        "SELECT data_file, delete_file IS NOT NULL"
        f" FROM ducklake_list_files('l', '{table}', snapshot_version => {int(version)})"
    )
    if any(deleted for _, deleted in listed):
        return ledger.read(table, version).lazy()
    files = [str(path) for path, _ in listed]
    merged = [path for path in files if _ROW_VERSION in pl.read_parquet_schema(path)]
    plain = [path for path in files if path not in set(merged)]
    parts = [pl.LazyFrame(schema=TABLES[table])]
    if plain:
        parts.append(_rows(plain, table))
    if merged:  # apart: a scan over both kinds raises ColumnNotFoundError
        parts.append(_rows(merged, table, version))
    gone = ledger.retracted(version)
    return pl.concat(parts).filter(~pl.col("import_id").is_in(gone))


def _rows(files: list[str], table: str, version: int | None = None) -> pl.LazyFrame:
    schema = dict(TABLES[table])
    if version is not None:
        schema[_ROW_VERSION] = pl.Int64()
    rows = pl.scan_parquet(
        files, schema=schema, missing_columns="insert", extra_columns="ignore", glob=False
    )
    if version is not None:
        rows = rows.filter(pl.col(_ROW_VERSION) <= version)
    return rows.select(list(TABLES[table]))
