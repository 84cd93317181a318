"""Who holds the embedded store: direct opening, asking the owner, and being the owner.

One process holds the engine. The web app holds it for long and serves the
others (:func:`become_owner`); a command opens it for a moment when it is free,
asks the owner when there is one (:func:`open_embedded`), and after a commit
sees that the store follows (:func:`after_commit`).
"""

from __future__ import annotations

import hmac
import logging
import os
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from graph import settings
from graph.errors import BadInput, GraychainError, StoreUnavailable
from graph.ledger import Ledger
from graph.store import GraphStore, held_store, open_store
from graph.store.arcadedb_engine import StoreLocked
from graph.store.owner_file import Owner, read_owner, write_owner
from graph.store.remote_store import RemoteStore

_LOG = logging.getLogger(__name__)

#: how long a holder that does not serve is waited for, seconds
PATIENCE: Final = 15.0
#: how long a commit waits for the owner to apply it, seconds
SYNC_PATIENCE: Final = 600.0
_POLL_SECONDS: Final = 2.0
_MOST_ROWS: Final = 1_000_000
_MOST_SECONDS: Final = 600.0


def open_embedded(home: Path, patience: float = PATIENCE) -> GraphStore:
    """The store of HOME: shared with this process's holder, asked of its owner, or opened.

    Raises :class:`~graph.errors.StoreUnavailable` when a process that does not
    serve has not let go after ``patience`` seconds, or the store is damaged.
    """
    deadline = time.monotonic() + patience
    while True:
        shared = held_store.share(home)
        if shared is not None:
            return shared
        owner = read_owner(home)
        if owner is not None and owner.address and owner.pid != os.getpid():
            remote = RemoteStore(owner)
            if remote.is_alive():
                return remote
        try:
            return held_store.hold(home)  # free, or its owner died: the engine's lock decides
        except StoreLocked:
            if time.monotonic() > deadline:
                raise _still_held(home, patience) from None
        time.sleep(0.1)


def _still_held(home: Path, patience: float) -> StoreUnavailable:
    owner = read_owner(home)
    zh, en = (f"进程 {owner.pid}", f"process {owner.pid}") if owner else ("其他进程", "a process")
    return StoreUnavailable(
        f"图库被{zh}占用且不对外服务，等待 {patience:g} 秒后仍未释放。",
        f"The graph store is held by {en}, which does not serve it; waited {patience:g} s.",
    )


def after_commit(
    ledger: Ledger, rebuild: bool = False, patience: float = SYNC_PATIENCE, adopt: bool = False
) -> int:
    """Bring the store (and the search index) to the ledger's version; the version it reached.

    Called after every commit; with ``rebuild`` everything is made again, a
    damaged store included; ``adopt`` is that of :meth:`GraphStore.claim`. The
    answer is older than the ledger's version only when the owner needs more
    than ``patience`` seconds.
    """
    from graph import sync

    with _for_writing(ledger.home, rebuild) as store:
        store.claim(ledger.dataset_id(), ledger.version(), adopt)
        if isinstance(store, RemoteStore):
            return store.sync(ledger.version(), rebuild, patience)
        return sync.rebuild(ledger, store) if rebuild else sync.sync(ledger, store)


def _for_writing(home: Path, rebuild: bool) -> GraphStore:
    if settings.get("STORE") != "embedded":
        return open_store(home=home)
    try:
        return open_embedded(home)
    except StoreUnavailable:
        if not rebuild or not held_store.discard_damaged(home):
            raise
        return open_embedded(home)


class StoreOwner:
    """This process as owner: the store, the other processes' questions, the new versions."""

    def __init__(self, ledger: Ledger, store: GraphStore) -> None:
        self.store: Final = store
        self.token: Final = secrets.token_urlsafe(32)
        self._ledger = ledger
        self._stopping = threading.Event()
        self._poller = threading.Thread(target=self._poll, name="store-poller", daemon=True)

    def serve_at(self, address: str) -> None:
        """Tell other processes that ``address`` (``http://127.0.0.1:5000``) answers them."""
        write_owner(self._ledger.home, Owner(os.getpid(), address.rstrip("/"), self.token))

    def check_token(self, authorization: str | None) -> bool:
        """Whether the header is ``Bearer <our token>``."""
        return hmac.compare_digest((authorization or "").encode(), f"Bearer {self.token}".encode())

    def handle_read(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Answer ``/internal/read``: a bounded read, ``{"ping": true}`` or ``{"counts": true}``."""
        if payload.get("ping"):
            return {"pong": True, "pid": os.getpid()}
        if payload.get("counts"):
            return {"counts": self.store.counts()}
        cypher, params = payload.get("cypher"), payload.get("params", {})
        if not isinstance(cypher, str) or not isinstance(params, Mapping):
            raise BadInput("缺少查询语句。", "There is no query.")
        rows = min(int(payload.get("max_rows", 1000)), _MOST_ROWS)
        seconds = min(float(payload.get("timeout", 30)), _MOST_SECONDS)
        return {"rows": self.store.read(cypher, params, rows, seconds)}

    def handle_sync(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Answer ``/internal/sync``: follow the ledger, or rebuild; the version reached."""
        from graph import sync

        work = sync.rebuild if payload.get("rebuild") else sync.sync
        return {"version": work(self._ledger, self.store)}

    def start(self) -> None:
        """Look for new versions every two seconds."""
        self._poller.start()

    def stop(self) -> None:
        """Stop looking; waits for a sync that runs."""
        self._stopping.set()
        if self._poller.is_alive():
            self._poller.join()

    def _poll(self) -> None:
        while not self._stopping.wait(_POLL_SECONDS):
            try:
                if self._ledger.version() != self.store.applied_version():
                    self.handle_sync({})
            except GraychainError as error:
                _LOG.warning("%s", error.en)
            except Exception:
                _LOG.exception("The store does not follow the ledger")


@contextmanager
def become_owner(home: Path, address: str = "") -> Iterator[StoreOwner]:
    """Hold the store of HOME and keep it at the ledger's version until the end of the block.

    With ``address`` other processes are told at once, else by ``serve_at``.
    Raises :class:`~graph.errors.StoreUnavailable` when another owner serves,
    or a holder does not let go in ``PATIENCE`` seconds.
    """
    home = home.expanduser().resolve()
    store = open_embedded(home)
    if isinstance(store, RemoteStore):
        owner = read_owner(home) or Owner(0)
        raise StoreUnavailable(
            f"已有进程 {owner.pid} 在 {owner.address} 服务此目录。",
            f"Process {owner.pid} already serves this folder at {owner.address}.",
        )
    with store, Ledger.open(home) as ledger:
        mine = StoreOwner(ledger, store)
        if address:
            mine.serve_at(address)
        mine.start()
        try:
            yield mine
        finally:
            mine.stop()
