"""The embedded store in this process: opened once, shared by all who ask, let go by the last."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from graph.errors import StoreUnavailable
from graph.model import Batch, Entity, Relation
from graph.store import DEFAULT_ROWS, DEFAULT_SECONDS, GraphStore
from graph.store.arcadedb_engine import StoreLocked
from graph.store.arcadedb_store import ArcadeStore
from graph.store.owner_file import Owner, remove_owner, write_owner


class _Held:
    """A store this process has open and how many use it."""

    def __init__(self, home: Path, store: ArcadeStore) -> None:
        self.home = home
        self.store = store
        self.users = 0


_lock = threading.Lock()
_held: dict[Path, _Held] = {}


def folder(home: Path) -> Path:
    """Where HOME keeps the embedded database."""
    return home / "store" / "graph"


def share(home: Path) -> GraphStore | None:
    """Another handle on the store this process holds; ``None`` when it holds none."""
    with _lock:
        held = _held.get(home)
        return None if held is None else SharedStore(held)


def hold(home: Path) -> GraphStore:
    """Open the store of HOME and write ``owner.json``; raises ``StoreLocked`` when it is taken."""
    with _lock:
        held = _held.get(home)
        if held is None:
            held = _held[home] = _Held(home, ArcadeStore(folder(home)))
            write_owner(home, Owner(os.getpid()))
        return SharedStore(held)


def discard_damaged(home: Path) -> bool:
    """Put a store that does not open aside, for a rebuild; false when it opens or is held."""
    try:
        ArcadeStore(folder(home)).close()
        return False
    except StoreLocked:
        return False
    except StoreUnavailable:
        shutil.rmtree(folder(home), ignore_errors=True)
        return True


class SharedStore(GraphStore):
    """One user's handle; the last one closed closes the store."""

    def __init__(self, held: _Held) -> None:
        """Only while ``_lock`` is held."""
        self._held: _Held | None = held
        held.users += 1

    @property
    def _store(self) -> ArcadeStore:
        if self._held is None:
            raise StoreUnavailable("图库已关闭。", "The graph store is closed.")
        return self._held.store

    def ensure_schema(self) -> None:
        """See :meth:`GraphStore.ensure_schema`."""
        self._store.ensure_schema()

    def write(self, batch: Batch) -> None:
        """See :meth:`GraphStore.write`."""
        self._store.write(batch)

    def load(
        self, entities: Iterable[Entity], relations: Iterable[Relation], meta: Mapping[str, Any]
    ) -> None:
        """See :meth:`GraphStore.load`."""
        self._store.load(entities, relations, meta)

    def read(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        max_rows: int = DEFAULT_ROWS,
        timeout: float = DEFAULT_SECONDS,
    ) -> list[dict[str, Any]]:
        """See :meth:`GraphStore.read`."""
        return self._store.read(cypher, params, max_rows, timeout)

    def set_meta(self, **values: Any) -> None:
        """See :meth:`GraphStore.set_meta`."""
        self._store.set_meta(**values)

    def counts(self) -> dict[str, int]:
        """See :meth:`GraphStore.counts`."""
        return self._store.counts()

    def turn(self) -> AbstractContextManager[Any]:
        """See :meth:`GraphStore.turn`."""
        return self._store.turn()

    def clear(self) -> None:
        """See :meth:`GraphStore.clear`."""
        self._store.clear()

    def close(self) -> None:
        """Let go; the last user's close frees the store for other processes."""
        with _lock:
            held, self._held = self._held, None
            if held is None:
                return
            held.users -= 1
            if held.users == 0:
                del _held[held.home]
                remove_owner(held.home)
                held.store.close()
