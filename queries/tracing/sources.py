"""The rows behind movements of a snapshot, as answers show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from graph.snapshot import Snapshot
from queries.context import Context


def rows_at(context: Context, snapshot: Snapshot, positions: Iterable[int]) -> list[Any]:
    """Source references of all rows behind the movements at ``positions``, in their order."""
    behind: pl.Series = context.dataset.transfers["evidence"]
    return [
        context.source(source["import_id"], source["sheet"], source["row"])
        for position in positions
        for source in behind[int(snapshot.row[position])]
    ]
