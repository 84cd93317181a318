"""``app.sqlite`` in HOME: users, audit log and the web app's own tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.errors import LedgerError


def path(home: Path) -> Path:
    """Where the file lies."""
    return home / "app.sqlite"


@contextmanager
def connect(home: Path) -> Iterator[sqlite3.Connection]:
    """A connection in autocommit mode: begin transactions yourself, ``BEGIN IMMEDIATE``.

    Rows answer by column name. Raises :class:`LedgerError` when the file cannot
    be opened, is locked for 20 s, or the disk is full.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path(home), timeout=20.0, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise _failure(home, error) from error
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection
    except sqlite3.Error as error:
        raise _failure(home, error) from error
    finally:
        connection.close()


@contextmanager
def transaction(home: Path) -> Iterator[sqlite3.Connection]:
    """A connection inside one write transaction: committed at the end, rolled back on error."""
    with connect(home) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            with suppress(sqlite3.Error):  # a full disk has rolled it back already
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _failure(home: Path, error: Exception) -> LedgerError:
    if "full" in str(error):
        return LedgerError(f"磁盘已满：{home}", f"The disk is full: {home}")
    return LedgerError(
        f"无法读写 {path(home)}：{error}", f"Cannot read or write {path(home)}: {error}"
    )
