"""The embedded graph store: ArcadeDB in this process, held by one process at a time.

The engine itself refuses a read that writes; time and rows are bounded here.
What a batch wrote is durable when ``write`` returns.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from graph.errors import StoreUnavailable
from graph.model import Batch, Entity, Relation
from graph.store import DEFAULT_ROWS, DEFAULT_SECONDS, GraphStore
from graph.store.arcadedb_engine import (
    damaged,
    open_database,
    open_error,
    out_of_time,
    plain,
    query_error,
)
from graph.store.arcadedb_limits import TimeLimits
from graph.store.arcadedb_load import bulk_load
from graph.store.cypher_write import Run, write_batch

_CONSTRAINT = (
    "CREATE CONSTRAINT graychain_id IF NOT EXISTS FOR (n:Graychain) REQUIRE n.id IS UNIQUE"
)
_TYPES = "SELECT name, type, records FROM schema:types"
_SET_META = "MERGE (m:GraychainMeta {name: 'graychain'}) SET m += $values"
#: seconds one writing statement may take; far more than one of PART rows needs
_WRITE_SECONDS: Final = 120.0
_RETRIES: Final = 12
#: free bytes below which nothing is written: an empty store takes a tenth of it
_ROOM: Final = 20_000_000


class ArcadeStore(GraphStore):
    """The database in a folder, exclusive to this process."""

    def __init__(self, path: Path) -> None:
        """Open or create it; raises ``StoreLocked`` when another process has it."""
        self._path = path
        self._gate = _Gate()
        self._writing = threading.RLock()
        self._limits = TimeLimits(self._alter_timeout, self._gate.shared)
        self._database: Any = open_database(path)
        try:
            self.ensure_schema()
            self._check_complete()
        except BaseException as error:
            with suppress(Exception):
                self.close()
            raise _as_open_error(error, path) from error

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
        import arcadedb

        self._open()
        try:
            return self._limits.query(
                lambda: self._rows(cypher, dict(params or {}), max_rows), timeout
            )
        except TimeoutError as error:
            raise out_of_time(timeout) from error
        except arcadedb.ArcadeDBError as error:
            raise query_error(error, timeout) from error

    def write(self, batch: Batch) -> None:
        """See :meth:`GraphStore.write`: one transaction, about 5,000 new relations a second.

        Readers see the store as before until all of it is there.
        """
        self._require_room()

        def work(run: Run) -> None:
            write_batch(batch, run, lambda part: part(run))
            if batch.meta:
                run(_SET_META, {"values": dict(batch.meta)})

        with self._writing, self._gate.shared():
            self._transact(work)

    def load(
        self, entities: Iterable[Entity], relations: Iterable[Relation], meta: Mapping[str, Any]
    ) -> None:
        """See :meth:`GraphStore.load`: built beside the old one, then put in its place."""
        import arcadedb

        self._require_room()
        beside = self._path.with_name(self._path.name + ".new")
        shutil.rmtree(beside, ignore_errors=True)
        try:
            with self._writing:
                self._build(beside, entities, relations, meta)
                self._replace_by(beside)
        except arcadedb.ArcadeDBError as error:
            raise query_error(error, _WRITE_SECONDS) from error

    def _build(
        self,
        folder: Path,
        entities: Iterable[Entity],
        relations: Iterable[Relation],
        meta: Mapping[str, Any],
    ) -> None:
        fresh = ArcadeStore(folder)
        try:
            bulk_load(fresh._database, entities, relations)
            fresh.set_meta(**meta)
            fresh.close()
        except BaseException:
            with suppress(Exception):  # it goes: only the first error is of use
                fresh.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _require_room(self) -> None:
        """Refuse to begin on a disk that is full: the engine complains at length on stderr."""
        if shutil.disk_usage(self._path.parent).free < _ROOM:
            raise StoreUnavailable("磁盘已满。", "The disk is full.")

    def set_meta(self, **values: Any) -> None:
        """See :meth:`GraphStore.set_meta`."""
        with self._writing, self._gate.shared():
            self._transact(lambda run: run(_SET_META, {"values": values}))

    def counts(self) -> dict[str, int]:
        """See :meth:`GraphStore.counts`; here from the engine's own counters, milliseconds."""
        with self._gate.shared():
            types = self._open().query("sql", _TYPES).to_list()
        ours = [item for item in types if "Graychain" in item["name"].split("~")]
        edges = [item for item in types if item["type"] == "edge"]
        return {
            "entities": sum(item["records"] for item in ours),
            "relations": sum(item["records"] for item in edges),
        }

    def turn(self) -> AbstractContextManager[Any]:
        """See :meth:`GraphStore.turn`: the lock of this process, which alone has the store."""
        return self._writing

    def clear(self) -> None:
        """See :meth:`GraphStore.clear`."""
        self.load((), (), {})

    def close(self) -> None:
        """Close the database; what was written is on disk already."""
        self._limits.close()
        with self._gate.exclusive():
            if self._database is not None:
                self._database.close()
                self._database = None

    def _check_complete(self) -> None:
        """The engine opens some damaged stores as empty ones: compare with what was applied."""
        meta = self.meta()
        applied = {name: meta[name] for name in ("entities", "relations") if name in meta}
        if applied and not meta.get("busy") and applied != self.counts():
            raise damaged(self._path)

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
            self._limits.forget()
        shutil.rmtree(old, ignore_errors=True)

    def _rows(self, cypher: str, params: dict[str, Any], max_rows: int) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        with self._open().query("opencypher", cypher, params) as result:
            for row in result.iter_dicts():
                if len(rows) >= max_rows:
                    break
                rows.append(plain(row))
        return rows

    def _alter_timeout(self, milliseconds: int) -> None:
        self._open().command("sql", f"ALTER DATABASE `arcadedb.command.timeout` {milliseconds}")

    def _transact(self, work: Callable[[Run], Any]) -> None:
        """Run ``work`` in one transaction, again when it loses a race, as often as bounded."""
        import arcadedb

        database = self._open()

        def run(cypher: str, params: dict[str, Any]) -> list[dict[str, Any]]:
            self._limits.set(_WRITE_SECONDS)
            return [plain(row) for row in database.command("opencypher", cypher, params).to_list()]

        for attempt in range(_RETRIES):
            try:
                database.run_in_transaction(lambda: work(run), retries=_RETRIES)
                return
            except arcadedb.ArcadeDBError as error:
                if attempt + 1 < _RETRIES and self._limits.cut_short(error, _WRITE_SECONDS):
                    continue  # the transaction is rolled back: once more, whole
                raise query_error(error, _WRITE_SECONDS) from error


def _as_open_error(error: BaseException, path: Path) -> BaseException:
    import arcadedb

    return open_error(error, path) if isinstance(error, arcadedb.ArcadeDBError) else error


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
