"""The embedded graph store: ArcadeDB in this process, held by one process at a time.

The engine itself refuses a read that writes; time and rows are bounded here.
What a batch wrote is durable when ``write`` returns.
"""

from __future__ import annotations

import random
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

from graph.arcadedb_engine import open_database, plain, query_error
from graph.arcadedb_load import bulk_load
from graph.arcadedb_write import Run, write_batch
from graph.errors import GraychainError, StoreUnavailable
from graph.model import Batch, Entity, Relation
from graph.store import DEFAULT_ROWS, DEFAULT_SECONDS, GraphStore

_CONSTRAINT = (
    "CREATE CONSTRAINT graychain_id IF NOT EXISTS FOR (n:Graychain) REQUIRE n.id IS UNIQUE"
)
_SET_META = "MERGE (m:GraychainMeta {name: 'graychain'}) SET m += $values"
_TIMEOUT_OF: Final = re.compile(r"arcadedb\.command\.timeout of (\d+)ms")
#: time a writing transaction may take; far more than one of PART rows needs
_WRITE_MS: Final = 600_000
_ATTEMPTS: Final = 8


class ArcadeStore(GraphStore):
    """The database in a folder, exclusive to this process."""

    def __init__(self, path: Path) -> None:
        """Open or create it; raises ``StoreLocked`` when another process has it."""
        self._path = path
        self._gate = _Gate()
        self._writing = threading.RLock()
        self._timing = threading.Lock()
        self._timeout_ms = -1
        self._database: Any = open_database(path)
        self.ensure_schema()

    def ensure_schema(self) -> None:
        """Create the constraint; the engine makes types as they are first written."""
        self._database.command("opencypher", _CONSTRAINT)
        self._database.command("sql", "CREATE VERTEX TYPE GraychainMeta IF NOT EXISTS")

    def read(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        max_rows: int = DEFAULT_ROWS,
        timeout: float = DEFAULT_SECONDS,
    ) -> list[dict[str, Any]]:
        """See :meth:`GraphStore.read`."""
        started = time.monotonic()
        rest = timeout
        with self._gate.shared():
            while True:
                try:
                    return self._rows(cypher, dict(params or {}), max_rows, rest)
                except _OthersTimeout:  # another reader's shorter limit ended it: what is left
                    rest = max(timeout - (time.monotonic() - started), 0.001)

    def write(self, batch: Batch) -> None:
        """See :meth:`GraphStore.write`. About 5,000 new relations a second."""
        with self._writing, self._gate.shared():
            write_batch(batch, self._read_all, self._transact)

    def load(
        self, entities: Iterable[Entity], relations: Iterable[Relation], meta: Mapping[str, Any]
    ) -> None:
        """See :meth:`GraphStore.load`: built beside the old one, then put in its place."""
        beside = self._path.with_name(self._path.name + ".new")
        shutil.rmtree(beside, ignore_errors=True)
        with self._writing:
            fresh = ArcadeStore(beside)
            try:
                bulk_load(fresh._database, entities, relations)
                fresh.set_meta(**meta)
            except BaseException:
                fresh.close()
                shutil.rmtree(beside, ignore_errors=True)
                raise
            fresh.close()
            self._replace_by(beside)

    def set_meta(self, **values: Any) -> None:
        """See :meth:`GraphStore.set_meta`."""
        with self._writing, self._gate.shared():
            self._transact(lambda run: run(_SET_META, {"values": values}))

    def turn(self) -> AbstractContextManager[Any]:
        """See :meth:`GraphStore.turn`: the lock of this process, which alone has the store."""
        return self._writing

    def clear(self) -> None:
        """See :meth:`GraphStore.clear`."""
        self.load((), (), {})

    def close(self) -> None:
        """Close the database; what was written is on disk already."""
        with self._gate.exclusive():
            if self._database is not None:
                self._database.close()
                self._database = None

    def _open(self) -> Any:
        if self._database is None:
            raise StoreUnavailable("图库已关闭。", "The graph store is closed.")
        return self._database

    def _replace_by(self, folder: Path) -> None:
        with self._gate.exclusive():
            old = self._path.with_name(self._path.name + ".old")
            shutil.rmtree(old, ignore_errors=True)
            self._open().close()
            self._path.rename(old)
            folder.rename(self._path)
            self._database = open_database(self._path)
            self._timeout_ms = -1
        shutil.rmtree(old, ignore_errors=True)

    def _rows(
        self, cypher: str, params: dict[str, Any], max_rows: int, seconds: float
    ) -> list[dict[str, Any]]:
        import arcadedb

        wanted = max(int(seconds * 1000), 1)
        rows: list[dict[str, Any]] = []
        try:
            self._set_timeout(wanted)
            with self._open().query("opencypher", cypher, params) as result:
                for row in result.iter_dicts():
                    if len(rows) >= max_rows:
                        break
                    rows.append(plain(row))
        except arcadedb.ArcadeDBError as error:
            raise self._why(error, wanted, seconds) from error
        return rows

    @staticmethod
    def _why(error: Exception, wanted_ms: int, seconds: float) -> Exception:
        limit = _TIMEOUT_OF.search(str(error))
        if limit and int(limit[1]) < wanted_ms:
            return _OthersTimeout()
        return query_error(error, seconds)

    def _set_timeout(self, milliseconds: int) -> None:
        """The engine has one limit for the database, which a query takes when it starts."""
        with self._timing:
            if self._timeout_ms != milliseconds:
                sql = f"ALTER DATABASE `arcadedb.command.timeout` {milliseconds}"
                self._open().command("sql", sql)
                self._timeout_ms = milliseconds

    def _read_all(self, cypher: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        return self.read(cypher, params, max_rows=10_000_000, timeout=_WRITE_MS / 1000)

    def _transact(self, work: Callable[[Run], Any]) -> None:
        """Run ``work`` in one transaction, up to ``_ATTEMPTS`` times when it loses a race."""
        import arcadedb

        database = self._open()

        def run(cypher: str, params: dict[str, Any]) -> list[dict[str, Any]]:
            return [plain(row) for row in database.command("opencypher", cypher, params).to_list()]

        for attempt in range(_ATTEMPTS):
            try:
                self._set_timeout(_WRITE_MS)
                database.run_in_transaction(lambda: work(run))
                return
            except GraychainError:
                raise
            except arcadedb.ArcadeDBError as error:
                lost = isinstance(self._why(error, _WRITE_MS, 0), _OthersTimeout)
                if not lost or attempt == _ATTEMPTS - 1:
                    raise query_error(error, _WRITE_MS / 1000) from error
                time.sleep(random.uniform(0.01, 0.1) * (attempt + 1))


class _OthersTimeout(Exception):
    """A query ended at the shorter limit another thread had just set."""


class _Gate:
    """Many may be inside, or one alone: the swap of the database waits for its readers."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._inside = 0
        self._local = threading.local()

    @contextmanager
    def shared(self) -> Iterator[None]:
        depth = getattr(self._local, "depth", 0)
        if depth == 0:
            with self._condition:
                self._inside += 1
        self._local.depth = depth + 1
        try:
            yield
        finally:
            self._local.depth -= 1
            if depth == 0:
                with self._condition:
                    self._inside -= 1
                    self._condition.notify_all()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        with self._condition:
            self._condition.wait_for(lambda: self._inside == 0)
            yield
