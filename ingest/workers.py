"""Maps the chunks of a sheet, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from ingest.chunk import Mapped
from ingest.scope import Scope
from ingest.sources import Table


def fill_places(scope: Scope) -> tuple[int, ...]:
    """The places of the columns that are filled down inside merged cells."""
    columns = scope.mapping.columns
    return tuple(sorted({p for name, p in scope.binding.places.items() if columns[name].fill}))


def mapped_chunks(
    table: Table, scope: Scope, work: Callable[[pl.DataFrame, Scope], Mapped]
) -> Iterator[Mapped]:
    """Each chunk of a sheet as ``work`` maps it."""
    for cells in table.chunks(len(scope.binding.header), fill_places(scope)):
        yield work(cells, scope)
