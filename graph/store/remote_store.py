"""The embedded store through the process that owns it: same bounds, same answers, no writing."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final

from graph import errors
from graph.model import Batch, Entity, Relation
from graph.store import DEFAULT_ROWS, DEFAULT_SECONDS, GraphStore
from graph.store.owner_file import Owner

#: the owner lives on this machine: a proxy of the environment is none of its business
_OPENER: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_PING_SECONDS: Final = 2.0
#: what the way there and back may add to the time of a query
_SLACK_SECONDS: Final = 10.0


class RemoteStore(GraphStore):
    """A client of the owner's ``/internal/read`` and ``/internal/sync``."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner

    def is_alive(self) -> bool:
        """Whether the owner answers and knows its token (a stale file's address does not)."""
        try:
            return bool(self._post("read", {"ping": True}, _PING_SECONDS).get("pong"))
        except errors.GraychainError:
            return False

    def read(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        max_rows: int = DEFAULT_ROWS,
        timeout: float = DEFAULT_SECONDS,
    ) -> list[dict[str, Any]]:
        """See :meth:`GraphStore.read`."""
        question = {
            "cypher": cypher,
            "params": dict(params or {}),
            "max_rows": max_rows,
            "timeout": timeout,
        }
        rows: list[dict[str, Any]] = self._post("read", question, timeout + _SLACK_SECONDS)["rows"]
        return rows

    def counts(self) -> dict[str, int]:
        """See :meth:`GraphStore.counts`."""
        return dict(self._post("read", {"counts": True}, DEFAULT_SECONDS)["counts"])

    def sync(self, version: int, rebuild: bool, patience: float) -> int:
        """Ask the owner to reach ``version``; the version it holds after at most ``patience`` s."""
        question = {"version": version, "rebuild": rebuild}
        try:
            return int(self._post("sync", question, patience)["version"])
        except errors.StoreUnavailable:
            return self.applied_version()  # still at it: the owner goes on by itself

    def turn(self) -> AbstractContextManager[None]:
        """The owner takes turns itself; raises :class:`~graph.errors.StoreUnavailable`."""
        raise self._only_owner()

    def ensure_schema(self) -> None:
        """Nothing to do: the owner did."""

    def write(self, batch: Batch) -> None:
        """Raises :class:`~graph.errors.StoreUnavailable`: only the owner writes."""
        raise self._only_owner()

    def load(
        self, entities: Iterable[Entity], relations: Iterable[Relation], meta: Mapping[str, Any]
    ) -> None:
        """Raises :class:`~graph.errors.StoreUnavailable`: only the owner writes."""
        raise self._only_owner()

    def set_meta(self, **values: Any) -> None:
        """Raises :class:`~graph.errors.StoreUnavailable`: only the owner writes."""
        raise self._only_owner()

    def clear(self) -> None:
        """Raises :class:`~graph.errors.StoreUnavailable`: only the owner writes."""
        raise self._only_owner()

    def close(self) -> None:
        """Nothing is held."""

    def _only_owner(self) -> errors.StoreUnavailable:
        pid = self._owner.pid
        return errors.StoreUnavailable(
            f"图库由进程 {pid} 持有，只有它能写入。",
            f"The graph store is held by process {pid}; only it can write.",
        )

    def _post(self, name: str, payload: dict[str, Any], timeout: float) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self._owner.address}/internal/{name}",
            data=json.dumps(payload).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self._owner.token}",
            },
        )
        try:
            with _OPENER.open(request, timeout=timeout) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                raise _error_of(error.read()) from None
        except (OSError, ValueError) as error:  # refused, reset, out of time, not JSON
            raise errors.StoreUnavailable(
                f"持有图库的进程 {self._owner.pid} 没有应答：{error}",
                f"Process {self._owner.pid}, which holds the graph store, does not answer: {error}",
            ) from None


def _error_of(body: bytes) -> errors.GraychainError:
    """The owner's error as the same class here; anything else as ``StoreUnavailable``."""
    try:
        told = json.loads(body)["error"]
        kind = getattr(errors, str(told["kind"]), errors.StoreUnavailable)
        if issubclass(kind, errors.GraychainError):
            return kind(str(told["zh"]), str(told["en"]))
    except (ValueError, KeyError, TypeError):
        pass
    return errors.StoreUnavailable(
        "图库所有者的应答无法读懂。",
        "The owner of the graph store gave an answer that cannot be read.",
    )
