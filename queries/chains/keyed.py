"""A frame sorted by one column: the rows of a few keys without scanning the rest."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]


def spans(low: Ints, high: Ints) -> Ints:
    """The positions inside all of the half-open ranges ``low[i]:high[i]``, in order of ranges."""
    counts = np.maximum(high - low, 0)
    total = int(counts.sum())
    if not total:
        return np.empty(0, dtype=np.int64)
    starts = np.repeat(low - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    return (starts + np.arange(total, dtype=np.int64)).astype(np.int64)


class Keyed:
    """Rows by key; sorted once, a look-up costs O(log n + rows found)."""

    def __init__(self, frame: pl.DataFrame, key: str) -> None:
        self._frame = frame.filter(pl.col(key).is_not_null()).sort(key, maintain_order=True)
        self._key = self._frame.get_column(key)

    def rows(self, keys: Collection[Any]) -> pl.DataFrame:
        """The rows whose key is one of ``keys``, in the order of the key."""
        if not keys or self._frame.is_empty():
            return self._frame.clear()
        wanted = pl.Series(sorted(set(keys)), dtype=self._key.dtype)
        low = self._key.search_sorted(wanted, "left").to_numpy().astype(np.int64)
        high = self._key.search_sorted(wanted, "right").to_numpy().astype(np.int64)
        return self._frame[spans(low, high)]
