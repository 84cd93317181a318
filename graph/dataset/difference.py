"""What changed between what a store holds and what it shall hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl


@dataclass(frozen=True, slots=True)
class Frames:
    """What a version holds: rows of entities and of relations (:mod:`graph.dataset.contents`).

    ``marker`` are the values that mark a store that holds exactly them.
    """

    nodes: pl.DataFrame
    edges: pl.DataFrame
    marker: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """New or changed rows, and the ids that are gone."""

    nodes: pl.DataFrame
    edges: pl.DataFrame
    gone_nodes: tuple[str, ...]
    gone_edges: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows it touches."""
        return self.nodes.height + self.edges.height + len(self.gone_nodes) + len(self.gone_edges)


def difference(old: Frames, new: Frames) -> Difference:
    """What turns a store of ``old`` into one of ``new``. Cost: joins of whole rows."""
    return Difference(
        _changed(old.nodes, new.nodes),
        _changed(old.edges, new.edges),
        _gone(old.nodes, new.nodes),
        _gone(old.edges, new.edges),
    )


def _changed(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    return new.join(old, on=new.columns, how="anti", nulls_equal=True, maintain_order="left")


def _gone(old: pl.DataFrame, new: pl.DataFrame) -> tuple[str, ...]:
    return tuple(old.join(new, on="id", how="anti", maintain_order="left")["id"])
