"""One DuckLake, opened: attach, read cursors, and commits that survive lost races.

Every commit goes through :meth:`Lake.write`, which gives it an author, a kind and a
random token. The token tells after an unclear outcome whether the commit is in.
"""

from __future__ import annotations

import importlib
import json
import random
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb
import polars as pl

from graph import settings
from graph.errors import GraychainError, LedgerError
from graph.filelock import exclusive

#: commit messages that make a dataset version; every other snapshot is maintenance
VERSION_KINDS: Final = ("import", "undo", "decision", "purge")
FACT_KINDS: Final = ("import", "undo", "purge")
MAINTENANCE: Final = "maintenance"
#: the name of the file of an import that was destroyed
PURGED: Final = "(purged)"

#: how long a commit is retried after lost races: many times what one commit takes
_PATIENCE_S: Final = 60.0
_RACE = re.compile(
    r"locked|busy|conflict|failed to commit|failed to flush|another transaction", re.I
)
_FULL = re.compile(r"full|no space left|errno 28|disk quota|file too large|file size", re.I)
_DENIED = re.compile(r"permission denied|readonly|read-only|unable to open|cannot open file", re.I)
_DAMAGED = re.compile(r"not a database|malformed", re.I)

#: below this many free bytes not even an empty catalog can be opened
_ROOM: Final = 1_000_000

_T = TypeVar("_T")
Cursor = duckdb.DuckDBPyConnection


def quote(value: str | Path) -> str:
    """``value`` as a SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"


def as_ledger_error(error: BaseException, place: Path) -> LedgerError:
    """The one clear sentence for a failure of the disk or the engine at ``place``."""
    text = " ".join(str(error).split())
    if _FULL.search(text) or ("disk I/O error" in text and _no_room(place)):
        return LedgerError(f"磁盘已满，未写入任何内容：{place}", f"The disk is full: {place}")
    if isinstance(error, PermissionError) or _DENIED.search(text):
        return LedgerError(f"目录不可读写：{place}", f"This folder cannot be written: {place}")
    if isinstance(error, FileNotFoundError):
        return LedgerError(f"没有这个文件或目录：{place}", f"No such file or folder: {place}")
    if _DAMAGED.search(text):
        return LedgerError(
            f"账本目录库已损坏，请用备份恢复：{place}",
            f"The ledger's catalog is damaged; restore a backup: {place}",
        )
    if "locked" in text:
        return LedgerError(f"账本正被占用：{place}", f"The ledger is locked: {place}")
    return LedgerError(f"账本出错：{text[:300]}", f"The ledger failed: {text[:300]}")


def _no_room(place: Path) -> bool:
    """Whether the disk is full, which SQLite calls an I/O error where it makes a file."""
    try:
        return shutil.disk_usage(place).free < _ROOM
    except OSError:
        return False


class Lake:
    """A connection to the catalog and files below one HOME; safe to share between threads."""

    def __init__(self, home: Path) -> None:
        """Attach, creating the catalog when there is none; raises :class:`LedgerError`."""
        self.home = home
        self.folder = Path(settings.get("DATA") or home / "ledger").expanduser().resolve() / "data"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (home / "ledger").mkdir(exist_ok=True)
            self._con = self._connect()
        except (OSError, duckdb.Error) as error:
            raise as_ledger_error(error, home) from error

    def _connect(self) -> Cursor:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "extension_directory": str(self.home / "cache" / "extensions"),
            "temp_directory": str(self.home / "cache" / "spill"),
        }
        con = duckdb.connect(":memory:", config=config)
        catalog = settings.get("CATALOG")
        postgres = catalog.startswith("postgres")
        for name in ("ducklake", "postgres_scanner" if postgres else "sqlite_scanner"):
            _load_extension(con, name)
        # a lost race must fail, not be merged: numbers are counted inside the transaction
        con.execute("SET GLOBAL ducklake_max_retry_count = 0")
        options = [f"DATA_PATH {quote(str(self.folder) + '/')}", "OVERRIDE_DATA_PATH true"]
        if not postgres:
            catalog = "sqlite:" + (catalog or str(self.home / "ledger" / "catalog.sqlite"))
            options += ["META_JOURNAL_MODE 'WAL'", "META_BUSY_TIMEOUT 20000"]
        attach = f"ATTACH {quote('ducklake:' + catalog)} AS l ({', '.join(options)})"
        with self.turn():  # two processes that create one catalog at once can crash
            _patiently(lambda: con.execute(attach), self.home)
        return con

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the lock for commits of this HOME: waiting costs less than a lost race."""
        try:
            with exclusive(self.home / "ledger" / "commit.lock", _PATIENCE_S):
                yield
        except TimeoutError as error:
            raise LedgerError(
                f"账本正被占用：{self.home}", f"The ledger is locked: {self.home}"
            ) from error

    def close(self) -> None:
        """Let go of the catalog; cursors still open fail afterwards."""
        self._con.close()

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """A connection of its own for the calling thread; engine errors become ours."""
        cursor = self._con.cursor()
        try:
            yield cursor
        except duckdb.Error as error:
            raise as_ledger_error(error, self.home) from error
        finally:
            cursor.close()

    def frame(self, sql: str, params: list[Any] | None = None) -> pl.DataFrame:
        """The rows of one SELECT as a polars frame."""

        def fetch() -> pl.DataFrame:
            cursor = self._con.cursor()
            try:
                return pl.DataFrame(cursor.sql(sql, params=params or None))
            finally:
                cursor.close()

        return _patiently(fetch, self.home)

    def rows(self, sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of one small SELECT as tuples."""

        def fetch() -> list[tuple[Any, ...]]:
            cursor = self._con.cursor()
            try:
                return cursor.execute(sql, params or []).fetchall()
            finally:
                cursor.close()

        return _patiently(fetch, self.home)

    def snapshots(self, kinds: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """(version, kind, time, author, JSON extra) of every commit of these kinds, in order."""
        return self.rows(
            "SELECT c.snapshot_id, c.commit_message, epoch_us(s.snapshot_time::TIMESTAMPTZ),"
            " c.author, c.commit_extra_info"
            " FROM __ducklake_metadata_l.ducklake_snapshot_changes c"
            " JOIN __ducklake_metadata_l.ducklake_snapshot s USING (snapshot_id)"
            " WHERE list_contains(?, c.commit_message) ORDER BY 1",
            [list(kinds)],
        )

    def last(self, kinds: tuple[str, ...]) -> int:
        """The newest snapshot id of these kinds, 0 when there is none."""
        found = self.rows(
            "SELECT max(snapshot_id) FROM __ducklake_metadata_l.ducklake_snapshot_changes"
            " WHERE list_contains(?, commit_message)",
            [list(kinds)],
        )
        return int(found[0][0] or 0)

    def write(
        self, kind: str, author: str, extra: dict[str, Any], work: Callable[[Cursor], _T]
    ) -> tuple[_T, int]:
        """Run ``work`` in one transaction and commit it; returns its result and the version.

        ``work`` may run several times: it must only read and write through its
        cursor. An error of ours raised in it rolls back and passes on.
        """
        token = secrets.token_hex(12)
        info = json.dumps({**extra, "token": token}, ensure_ascii=False)

        def attempt() -> tuple[_T, int]:
            cursor = self._con.cursor()
            try:
                cursor.execute("BEGIN")
                result = work(cursor)
                cursor.execute(
                    f"CALL ducklake_set_commit_message('l', {quote(author)}, {quote(kind)},"
                    f" extra_info => {quote(info)})"
                )
                cursor.execute("COMMIT")
            except BaseException as error:
                with suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                version = self._committed(token) if isinstance(error, duckdb.Error) else 0
                if not version:
                    raise
            else:
                version = self._committed(token)
            finally:
                cursor.close()
            return result, version

        def take_turn() -> tuple[_T, int]:
            with self.turn():
                return attempt()

        return _patiently(take_turn, self.home)

    def _committed(self, token: str) -> int:
        found = self.rows(
            "SELECT snapshot_id FROM __ducklake_metadata_l.ducklake_snapshot_changes"
            " WHERE contains(commit_extra_info, ?) ORDER BY 1 DESC LIMIT 1",
            [token],
        )
        return int(found[0][0]) if found else 0


def _load_extension(con: Cursor, name: str) -> None:
    """Load DuckDB's signed extension from its wheel; nothing is downloaded or copied."""
    try:
        package = importlib.import_module(f"duckdb_extension_{name}")
    except ImportError as error:
        wheel = f"duckdb-extension-{name.replace('_', '-')}"
        raise LedgerError(f"缺少软件包 {wheel}。", f"The package {wheel} is missing.") from error
    folder = Path(str(package.__file__)).parent / "extensions" / f"v{duckdb.__version__}"
    con.execute(f"LOAD {quote(folder / f'{name}.duckdb_extension')}")


def _patiently(work: Callable[[], _T], home: Path) -> _T:
    """Run ``work`` again after each lost race, for a bounded time."""
    deadline = time.monotonic() + _PATIENCE_S
    pause = 0.01
    while True:
        try:
            return work()
        except GraychainError:
            raise
        except (duckdb.Error, OSError) as error:
            full = _FULL.search(str(error))
            if full or not _RACE.search(str(error)) or time.monotonic() > deadline:
                raise as_ledger_error(error, home) from error
        time.sleep(random.uniform(pause / 2, pause))
        pause = min(pause * 1.7, 0.8)
