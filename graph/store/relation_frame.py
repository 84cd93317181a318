"""Relations as columns: iterated they are relations, and an engine that can takes them whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from graph.model import Relation


@dataclass(frozen=True)
class RelationFrame:
    """A row per relation: ``id, type, source, target``, its properties, and ``props``.

    A null is a property the relation does not have; ``props`` is JSON text of
    further ones, or empty. ``relations`` makes the objects of some rows.
    """

    frame: pl.DataFrame
    relations: Callable[[pl.DataFrame], Iterator[Relation]]

    def __iter__(self) -> Iterator[Relation]:
        """The rows as relations, made as they are asked for."""
        return self.relations(self.frame)

    def slices(self, rows: int) -> Iterator[RelationFrame]:
        """The same in pieces of ``rows``."""
        for part in self.frame.iter_slices(rows):
            yield RelationFrame(part, self.relations)
