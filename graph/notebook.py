"""The data in a notebook by two lines after the import: bounded networkx graphs and polars frames.

::

    from graph.notebook import opened
    data = opened("why I look")
    graph, moves = data.network("funds"), data.frame("transfers")

Values are not masked here, so it needs the role analyst and a reason, which is
audited as every reveal is. Everything is read-only and of one dataset version.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Final

import polars as pl

from graph import actors, audit, settings
from graph.dataset import Dataset
from graph.errors import BadInput
from graph.ledger import Ledger
from graph.projections import Bounds, Projection, project
from graph.projections.projection import SMALL
from graph.snapshot import Snapshot
from graph.snapshot_calls import CallSnapshot
from graph.snapshot_files import calls_for, snapshot_for
from graph.snapshot_identity import Identity, identity_for
from graph.tables import FACT_TABLES

#: the frames of a dataset version; ``graph.dataset.Dataset`` describes them
FRAMES: Final = ("entities", "relations", "pairs", "numbers", "records", *FACT_TABLES)


class Data:
    """One dataset version; close it, or use it in a ``with``."""

    def __init__(self, ledger: Ledger, version: int | None) -> None:
        self._ledger = ledger
        self.dataset: Final = Dataset(ledger, version)

    @property
    def version(self) -> int:
        """The dataset version everything here is of: write it down beside a result."""
        return self.dataset.version

    def frame(self, name: str) -> pl.DataFrame:
        """One of :data:`FRAMES`; times epoch µs UTC, money minor units."""
        if name not in FRAMES:
            known = ", ".join(FRAMES)
            raise BadInput(f"没有表“{name}”；可用：{known}。", f"No frame '{name}'; use {known}.")
        found = self.dataset.fact(name) if name in FACT_TABLES else getattr(self.dataset, name)
        return found.clone() if isinstance(found, pl.DataFrame) else pl.DataFrame(found)

    def projection(self, name: str, **bounds: Any) -> Projection:
        """A named projection within ``graph.projections.Bounds`` given by name."""
        return project(self.dataset, name, Bounds(**bounds))

    def network(self, name: str, max_nodes: int = SMALL, **bounds: Any) -> Any:
        """The projection as networkx; :class:`LimitReached` above ``max_nodes`` nodes."""
        return self.projection(name, **bounds).to_networkx(max_nodes)

    @property
    def transfers(self) -> Snapshot:
        """The transfers as arrays in order of time, mapped from the cache."""
        return snapshot_for(self.dataset)

    @property
    def calls(self) -> CallSnapshot:
        """The calls as arrays in order of time, mapped from the cache."""
        return calls_for(self.dataset)

    @property
    def identity(self) -> Identity:
        """Who is who: record → entity, with the links analysts asserted."""
        return identity_for(self.dataset)

    def close(self) -> None:
        """Let go of the ledger."""
        self._ledger.close()

    def __enter__(self) -> Data:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def opened(why: str, home: Path | str | None = None, version: int | None = None) -> Data:
    """The data of ``home`` (default: the setting HOME) at ``version`` (default: the newest).

    Raises :class:`Refused` without the role analyst, :class:`BadInput` without a
    reason or a ledger.
    """
    if not why.strip():
        raise BadInput("请写明查看未脱敏内容的理由。", "Give the reason for unmasking.")
    folder = settings.home() if home is None else Path(home).expanduser().resolve()
    ledger = Ledger.open(folder, create=False)
    try:
        actor = actors.current()
        actors.require(folder, actor, "analyst")
        data = Data(ledger, version)
        audit.append(folder, actor, "reveal", "notebook", why.strip(), {"version": data.version})
    except BaseException:
        ledger.close()
        raise
    return data
