"""The graph store's interface: what every engine answers in the same way, and how one is opened.

A store holds entities (label ``Graychain`` beside their type) and relations
with our own ids, of one dataset version. It is never the truth: ``rebuild``
makes it again from the ledger.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from graph import settings
from graph.errors import BadInput
from graph.model import Batch, Entity, Relation, Subgraph
from graph.store.subgraph import SubgraphLimits, collect

__all__ = ["GraphStore", "SubgraphLimits", "open_store"]

#: rows and seconds of a read that names neither
DEFAULT_ROWS: Final = 1000
DEFAULT_SECONDS: Final = 30.0
NEO4J_SCHEMES: Final = ("neo4j://", "neo4j+s://", "neo4j+ssc://", "bolt://", "bolt+s://")

_COUNT_ENTITIES = "MATCH (n:Graychain) RETURN count(n) AS total"
_COUNT_RELATIONS = "MATCH (:Graychain)-[r]->(:Graychain) RETURN count(r) AS total"
_META = "MATCH (m:GraychainMeta) RETURN properties(m) AS values LIMIT 1"


class GraphStore(ABC):
    """One open graph store; safe to share between threads. A context manager."""

    @abstractmethod
    def ensure_schema(self) -> None:
        """Create the constraint on ``(:Graychain {id})`` and what else the engine needs."""

    @abstractmethod
    def write(self, batch: Batch) -> None:
        """Apply ``batch``: deletions first, then upserts, which replace all properties.

        An entity keeps its relations when its type changes. Relations whose
        ends do not exist are an error and nothing of their part is written.
        """

    @abstractmethod
    def load(
        self, entities: Iterable[Entity], relations: Iterable[Relation], meta: Mapping[str, Any]
    ) -> None:
        """Replace everything by these, with the marker ``meta``; readers see the old till then."""

    @abstractmethod
    def read(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        max_rows: int = DEFAULT_ROWS,
        timeout: float = DEFAULT_SECONDS,
    ) -> list[dict[str, Any]]:
        """At most ``max_rows`` rows of a read-only query, as plain values.

        Raises :class:`~graph.errors.LimitReached` after ``timeout`` seconds,
        :class:`~graph.errors.Refused` for a query that writes and
        :class:`~graph.errors.BadInput` for one that cannot be run.
        """

    @abstractmethod
    def set_meta(self, **values: Any) -> None:
        """Set values of the marker (dataset_id, applied_version, layout, busy, sizes)."""

    @abstractmethod
    def turn(self) -> AbstractContextManager[Any]:
        """The turn to bring the store to another version: one process and thread at a time."""

    @abstractmethod
    def clear(self) -> None:
        """Remove everything of ours; the applied version is 0 again."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store; closing twice is fine."""

    def claim(self, dataset: str, version: int, adopt: bool = False) -> None:
        """Raise :class:`BadInput` when the store may not be written for ``dataset``.

        A store in HOME always may; a server may hold what is not ours, or a newer
        version than ``version``, and is then written only with ``adopt``.
        """
        return

    def settle(self) -> None:
        """Finish what an offline import of ours left to do; where there is none, nothing."""
        return

    def meta(self) -> dict[str, Any]:
        """The marker's values; empty for a store nothing was ever applied to."""
        rows = self.read(_META)
        values: dict[str, Any] = dict(rows[0]["values"]) if rows else {}
        values.pop("name", None)
        return values

    def applied_version(self, dataset: str = "") -> int:
        """The dataset version the store holds; 0 when empty, or not of ``dataset``."""
        meta = self.meta()
        ours = not dataset or meta.get("dataset_id", dataset) == dataset
        return int(meta.get("applied_version", 0)) if ours else 0

    def counts(self) -> dict[str, int]:
        """``entities`` and ``relations`` in the store. Cost: a scan, seconds per million."""
        return {
            "entities": int(self.read(_COUNT_ENTITIES)[0]["total"]),
            "relations": int(self.read(_COUNT_RELATIONS)[0]["total"]),
        }

    def subgraph(
        self, seeds: Iterable[str], depth: int = 1, limits: SubgraphLimits | None = None
    ) -> Subgraph:
        """What lies within ``depth`` relations of ``seeds``, bounded and in a fixed order.

        Cost is that of the relations looked at: hubs are not expanded.
        """
        return collect(self.read, seeds, depth, limits or SubgraphLimits())

    def __enter__(self) -> GraphStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_store(url: str | None = None, home: Path | None = None) -> GraphStore:
    """The store of ``url`` (default: the setting STORE), for reading and, when free, writing.

    The embedded store is opened directly when nobody holds it, else through
    its owner. Raises :class:`~graph.errors.StoreUnavailable` when neither works.
    """
    url = url or settings.get("STORE")
    home = (home or settings.home()).expanduser().resolve()
    if url == "embedded":
        from graph.store.owner import open_embedded  # the owner needs this module's class

        return open_embedded(home)
    if url.startswith(NEO4J_SCHEMES):
        from graph.store.neo4j_store import Neo4jStore

        return Neo4jStore(url)
    raise BadInput(f"不认识的图库地址：{url}", f"Unknown graph store: {url}")
