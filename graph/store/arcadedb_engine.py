"""Opening the ArcadeDB engine: quiet, durable, closed to files, its errors as ours."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from graph.errors import BadInput, GraychainError, LimitReached, Refused, StoreUnavailable

#: settings of every database of ours; ALTER DATABASE keeps them in the database itself
_SETTINGS: Final = (
    "ALTER DATABASE `arcadedb.opencypher.loadCsv.allowFileUrls` false",
    "ALTER DATABASE `arcadedb.opencypher.loadCsv.allowRemoteUrls` false",
)

#: the heap may grow to this before memory is collected: a bulk load spends a quarter less time.
#: What is not used is not taken; a machine with less keeps its own, smaller limit
_HEAP: Final = "-Xms1g"

_SCALARS: Final = frozenset({str, int, float, bool, type(None)})


class StoreLocked(StoreUnavailable):
    """Another process holds the embedded store."""


def open_database(path: Path) -> Any:
    """The database in folder ``path``, created when there is none.

    Raises :class:`StoreLocked` or :class:`~graph.errors.StoreUnavailable`.
    """
    # the engine reads them at its first call: no console output, no log in the working folder
    os.environ.setdefault("ARCADEDB_LOG_CONSOLE", "0")
    os.environ.setdefault("ARCADEDB_LOG_DIR", str(path.parent / "log"))
    os.environ.setdefault("ARCADEDB_NATIVE_ISOLATE_ARGS", _HEAP)
    import arcadedb

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if (path / "configuration.json").exists():
            database = arcadedb.open_database(str(path))
        else:
            database = arcadedb.create_database(str(path))
            for statement in _SETTINGS:
                database.command("sql", statement)
        database.set_wal_flush("yes_full")  # a power cut loses no acknowledged commit
    except (arcadedb.ArcadeDBError, OSError) as error:
        raise open_error(error, path) from error
    return database


def open_error(error: Exception, path: Path) -> StoreUnavailable:
    """Why the database in ``path`` did not open, as one sentence."""
    text = str(error)
    if "locked by another process" in text or "already in use" in text:
        return StoreLocked(f"图库正被占用：{path}", f"The graph store is in use: {path}")
    if "No space left" in text:
        return StoreUnavailable(
            "磁盘已满，图库无法打开。", "The disk is full; the graph store cannot open."
        )
    return damaged(path, _reason(error))


def damaged(path: Path, reason: str = "") -> StoreUnavailable:
    """The sentence for a store that does not open, or not whole, with its cure."""
    about = f"{path}: {reason}" if reason else str(path)
    return StoreUnavailable(
        f"图库损坏，请用 python -m graph rebuild 由账本重建：{about}",
        "The graph store is damaged; python -m graph rebuild makes it again from the ledger:"
        f" {about}",
    )


def query_error(error: Exception, seconds: float) -> GraychainError:
    """Why a query failed: out of time, not read-only, wrong, or the store itself."""
    text = str(error)
    if "TimeoutException" in text:
        return out_of_time(seconds)
    if "NotIdempotent" in text or "SecurityException" in text:
        return Refused("此查询不是只读查询。", "This query does not only read.")
    if "No space left" in text or "is closed" in text:
        return StoreUnavailable(
            f"图库不可用：{_reason(error)}", f"The graph store is not available: {_reason(error)}"
        )
    return BadInput(f"查询无法执行：{_reason(error)}", f"The query cannot be run: {_reason(error)}")


def out_of_time(seconds: float) -> LimitReached:
    """The sentence for a query that used up its time."""
    return LimitReached(
        f"查询超过 {seconds:g} 秒，请缩小范围。",
        f"The query took more than {seconds:g} s; narrow it.",
    )


def _reason(error: Exception) -> str:
    """The engine's own words, the innermost cause, on one line and not too long."""
    told = [str(message) for _, message in getattr(error, "java_chain", None) or ()]
    told = [message for message in told if message not in ("", "None", "null")]
    text = told[-1] if told else str(error)
    return " ".join(text.split())[:300]


def plain(value: Any) -> Any:
    """An engine value as a plain one: the engine's own ids and types taken out."""
    if type(value) in _SCALARS:
        return value
    if isinstance(value, dict):
        return {
            key: item if type(item) in _SCALARS else plain(item)
            for key, item in value.items()
            if key[:1] != "@"
        }
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(map(plain, value), key=repr)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
