"""Keeps the ledger's files few and tidy; no answer of any version changes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from graph.ledger import Ledger
from graph.ledger.lake import MAINTENANCE, Cursor
from graph.tables import IMPORT_TABLES

#: no import runs this long: files written by a killed one are older when they go
_OLDER_THAN_DAYS: Final = 2


@dataclass(frozen=True, slots=True)
class Compaction:
    """What :func:`compact` did: files merged into fewer, and files removed from disk."""

    merged: int
    removed: int


def compact(ledger: Ledger, older_than_days: float = _OLDER_THAN_DAYS) -> Compaction:
    """Merge small files, and remove replaced and forgotten ones older than the limit.

    Every version reads the same afterwards; the dataset version does not move.
    Cost: rewrites the merged files, seconds per gigabyte.
    """
    lake = ledger.lake
    merged = 0
    for table in IMPORT_TABLES:
        call = f"CALL ducklake_merge_adjacent_files('l', '{table}')"
        before = lake.rows(f"SELECT count(*) FROM ducklake_list_files('l', '{table}')")[0][0]
        if before > 1:
            lake.write(MAINTENANCE, "graychain", {}, partial(_call, sql=call))
            after = lake.rows(f"SELECT count(*) FROM ducklake_list_files('l', '{table}')")[0][0]
            merged += int(before) - int(after)
    age = f"older_than => now() - INTERVAL '{int(older_than_days * 86400)} seconds'"
    removed = lake.rows(f"CALL ducklake_cleanup_old_files('l', {age})")
    removed += lake.rows(f"CALL ducklake_delete_orphaned_files('l', {age})")
    forgotten = _remove_old(forgotten_originals(ledger), older_than_days)
    forgotten += _remove_old(forgotten_rejects(ledger), older_than_days)
    return Compaction(merged, len(removed) + forgotten)


def _call(cursor: Cursor, sql: str) -> None:
    cursor.execute(sql).fetchall()


def forgotten_files(ledger: Ledger) -> list[str]:
    """Data files no commit refers to: left by a killed import or one that runs now."""
    found = ledger.lake.rows(
        "CALL ducklake_delete_orphaned_files('l', dry_run => true, cleanup_all => true)"
    )
    return sorted(str(row[0]) for row in found)


def forgotten_originals(ledger: Ledger) -> list[Path]:
    """The files of HOME/originals that no import refers to."""
    known = set(ledger.read("imports", columns=["file_sha256"])["file_sha256"])
    return sorted(p for p in (ledger.home / "originals").glob("*") if p.name not in known)


def forgotten_rejects(ledger: Ledger) -> list[Path]:
    """The files of HOME/rejects that belong to no import (named by its number or id)."""
    imports = ledger.read("imports", columns=["number", "import_id"])
    known = {f"{name}.csv" for column in imports for name in column}
    return sorted(p for p in (ledger.home / "rejects").glob("*") if p.name not in known)


def _remove_old(paths: list[Path], older_than_days: float) -> int:
    oldest = time.time() - older_than_days * 86400
    old = [path for path in paths if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink()
    return len(old)
