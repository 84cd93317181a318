"""Destroys what a case brought in: the one exception to "append only", for courts and privacy law.

Whole imports go, with their rows in every version, their originals, rejects and
everything computed from them. What stays is the tombstone: the import's number,
file hash and time in the ledger, and the audit log, which nobody can change: its
new entry says who, why and what, its old ones what was noted and asked before.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from graph import audit, settings
from graph.errors import BadInput
from graph.ledger import Ledger
from graph.ledger.lake import MAINTENANCE, PURGED, Cursor, as_ledger_error
from graph.store.owner_file import read_owner
from graph.store.remote_store import RemoteStore
from graph.tables import IMPORT_TABLES, TABLES

#: a destroyed import that no version shows as undone yet
_UNMARKED: Final = "file_name = ? AND import_id NOT IN (SELECT import_id FROM l.retractions)"


@dataclass(frozen=True, slots=True)
class Doomed:
    """An import that a purge destroys; ``others`` are further cases its rows belong to."""

    number: int
    import_id: int
    file_sha256: str
    file_name: str
    others: tuple[str, ...]


def of_case(ledger: Ledger, case_no: str) -> list[Doomed]:
    """The imports with rows of the case, undone ones included, in order."""
    tables = [name for name in IMPORT_TABLES if "case_no" in TABLES[name]]
    rows = " UNION ".join(f"SELECT import_id, case_no FROM l.{name}" for name in tables)
    found = ledger.lake.rows(
        "SELECT i.number, i.import_id, i.file_sha256, i.file_name,"
        " list_sort(list_distinct(list(c.case_no) FILTER (c.case_no NOT IN ('', ?))))"
        f" FROM l.imports i JOIN ({rows} UNION SELECT import_id, case_no FROM l.imports) c"
        " USING (import_id) WHERE i.file_name <> ? GROUP BY ALL"
        " HAVING bool_or(c.case_no = ?) ORDER BY 1",
        [case_no, PURGED, case_no],
    )
    return [Doomed(n, i, sha, name, tuple(others or ())) for n, i, sha, name, others in found]


def purge(ledger: Ledger, case_no: str, why: str, actor: str) -> int:
    """Destroy every import of :func:`of_case`; returns the new dataset version.

    Earlier versions can no longer be asked for: they held the rows. A purge that
    was cut off is finished by the next. Raises :class:`BadInput` for a case
    without imports, no reason, or a web app that still runs on this HOME.
    Cost: rewrites the files that also hold other imports' rows.
    """
    if not why.strip():
        raise BadInput("请写明理由。", "Give the reason.")
    owner = read_owner(ledger.home)
    if owner is not None and RemoteStore(owner).is_alive():
        raise BadInput(
            "网页仍在运行，请先停止它再销毁。", "The web app is running; stop it before a purge."
        )
    doomed = of_case(ledger, case_no)
    if not doomed and not _unfinished(ledger):
        raise BadInput(
            f"没有属于案件 {case_no} 的导入。", f"No import belongs to the case {case_no}."
        )
    tombstone = {"imports": [item.number for item in doomed],
                 "files": [item.file_sha256 for item in doomed]}  # fmt: skip
    head = audit.append(ledger.home, actor, "purge", case_no, why, tombstone)
    if doomed:
        ledger.lake.write(MAINTENANCE, actor, {}, partial(_forget, doomed=doomed))
    for table in IMPORT_TABLES:  # files that held the rows beside others
        call = f"CALL ducklake_rewrite_data_files('l', '{table}', delete_threshold => 0)"
        ledger.lake.write(MAINTENANCE, "graychain", {}, partial(_call, sql=call))
    if _unmarked(ledger):
        extra = {"about": f"purge {case_no}: {why}", "audit_head": head}
        mark = partial(_retract, actor=actor, at=time.time_ns() // 1000)
        ledger.lake.write("purge", actor, extra, mark)
    version = ledger.lake.last(("purge",))
    _expire(ledger, version)
    _scrub(ledger, version)
    _remove_copies(ledger)
    return version


def _unfinished(ledger: Ledger) -> bool:
    """Whether a purge was cut off: its version is not there, or older ones still are."""
    return _unmarked(ledger) or bool(_older(ledger, ledger.lake.last(("purge",))))


def _unmarked(ledger: Ledger) -> bool:
    rows = ledger.lake.rows(f"SELECT count(*) FROM l.imports WHERE {_UNMARKED}", [PURGED])
    return bool(rows[0][0])


def _forget(cursor: Cursor, doomed: list[Doomed]) -> None:
    ids = ", ".join(str(item.import_id) for item in doomed)
    before = _ids(cursor)
    for table in IMPORT_TABLES:
        cursor.execute(f"DELETE FROM l.{table} WHERE import_id IN ({ids})")
    _forget_decisions(cursor, before - _ids(cursor))
    cursor.execute(f"DELETE FROM l.retractions WHERE import_id IN ({ids})")
    cursor.execute(
        "UPDATE l.imports SET file_name = ?, case_no = '', counts = '[]'"
        f" WHERE import_id IN ({ids})",
        [PURGED],
    )


def _retract(cursor: Cursor, actor: str, at: int) -> None:
    """The version that has destroyed imports among the undone ones."""
    cursor.execute(
        f"INSERT INTO l.retractions SELECT import_id, ?, ?, 'purge' FROM l.imports"
        f" WHERE {_UNMARKED}",
        [at, actor, PURGED],
    )


def _ids(cursor: Cursor) -> set[str]:
    """Every id a decision may speak of."""
    rows = cursor.execute(
        "SELECT entity_id FROM l.numbers UNION SELECT entity_id FROM l.records"
        " UNION SELECT record_id::VARCHAR FROM l.records"
        " UNION SELECT relation_id::VARCHAR FROM l.relations"
        " UNION SELECT number_key::VARCHAR FROM l.numbers"
    ).fetchall()
    return {str(row[0]) for row in rows}


def _forget_decisions(cursor: Cursor, gone: set[str]) -> None:
    """Remove decisions about something that is gone, and what undid them."""
    rows = cursor.execute(
        "SELECT decision_id, kind, payload FROM l.decisions ORDER BY 1"
    ).fetchall()
    removed: set[int] = set()
    for number, kind, text in rows:
        payload = json.loads(text)
        undone = payload.get("decision_id") if kind == "undo" else None
        if undone in removed or not gone.isdisjoint(_leaves(payload)):
            removed.add(int(number))
    if removed:
        listed = ", ".join(map(str, sorted(removed)))
        cursor.execute(f"DELETE FROM l.decisions WHERE decision_id IN ({listed})")


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    else:
        yield str(value)


def _older(ledger: Ledger, version: int) -> list[int]:
    """The snapshots before ``version``; the first two made the empty tables and stay."""
    rows = ledger.lake.rows(
        "SELECT snapshot_id FROM __ducklake_metadata_l.ducklake_snapshot"
        " WHERE snapshot_id > 1 AND snapshot_id < ?",
        [version],
    )
    return [int(row[0]) for row in rows]


def _expire(ledger: Ledger, version: int) -> None:
    """Forget every version before ``version``, and delete the files only they read."""
    versions = ", ".join(map(str, _older(ledger, version)))
    if versions:
        ledger.lake.rows(f"CALL ducklake_expire_snapshots('l', versions => [{versions}])")
    ledger.lake.rows("CALL ducklake_cleanup_old_files('l', cleanup_all => true)")


def _call(cursor: Cursor, sql: str) -> None:
    cursor.execute(sql).fetchall()


def _scrub(ledger: Ledger, version: int) -> None:
    """Rows kept in the catalog itself, least and greatest values, and freed pages hold names."""
    lake, meta = ledger.lake, "__ducklake_metadata_l"
    for (table,) in lake.rows(f"SELECT table_name FROM {meta}.ducklake_inlined_data_tables"):
        lake.rows(f'DELETE FROM {meta}."{table}" WHERE end_snapshot <= ?', [version])
    for table in ("ducklake_table_column_stats", "ducklake_file_column_stats"):
        lake.rows(f"UPDATE {meta}.{table} SET min_value = NULL, max_value = NULL")
    path = ledger.home / "ledger" / "catalog.sqlite"
    if settings.get("CATALOG") or not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as catalog:
            catalog.execute("VACUUM")
            catalog.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise as_ledger_error(error, path) from error


def _remove_copies(ledger: Ledger) -> None:
    """Originals, rejects, cached views and the search index; the store is rebuilt after."""
    imports = ledger.imports()
    kept = imports.filter(imports["file_name"] != PURGED)
    hashes = set(kept["file_sha256"])
    _remove(p for p in (ledger.home / "originals").glob("*") if p.name not in hashes)
    gone = imports.filter(imports["file_name"] == PURGED)
    names = {f"{name}.csv" for column in ("number", "import_id") for name in gone[column]}
    _remove(p for p in (ledger.home / "rejects").glob("*") if p.name in names)
    _remove(ledger.home.glob("search.sqlite*"))
    shutil.rmtree(ledger.home / "cache", ignore_errors=True)


def _remove(paths: Iterable[Path]) -> None:
    for path in list(paths):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise as_ledger_error(error, path) from error
