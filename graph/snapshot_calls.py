"""The calls of one dataset version as arrays in order of time, with CSR indices by number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from graph.dataset import Dataset
from graph.snapshot import Csr, Flags, Ints, csr, known_keys, places_of


@dataclass(frozen=True, slots=True)
class CallSnapshot:
    """Arrays of equal length, one element per call; times epoch µs, ``duration`` seconds.

    ``caller`` and ``callee`` are indices into ``numbers`` (sorted number keys), -1
    when unknown; ``duration`` is -1 when the bill does not say; ``unordered``
    marks calls of which only the day is known; ``row`` is the place in
    ``dataset.calls``.
    """

    numbers: Ints
    caller: Ints
    callee: Ints
    time: Ints
    duration: Ints
    unordered: Flags
    row: Ints
    outgoing: Csr
    incoming: Csr

    def index_of(self, number_key: int) -> int:
        """The index of a number, or -1 when it has no call."""
        place = int(np.searchsorted(self.numbers, number_key))
        known = place < len(self.numbers) and int(self.numbers[place]) == number_key
        return place if known else -1


def calls_of(dataset: Dataset) -> CallSnapshot:
    """The call arrays of a dataset version; the view is in order of time already."""
    view = dataset.scan("calls").select(
        "caller",
        "callee",
        "time",
        duration=pl.col("duration_s").fill_null(-1),
        unordered=pl.col("time_precision") == "day",
    )
    frame = view.filter(pl.col("time").is_not_null()).collect()
    callers, callees = frame["caller"].to_numpy(), frame["callee"].to_numpy()
    numbers = known_keys(callers, callees)
    caller, callee = places_of(callers, numbers), places_of(callees, numbers)
    return CallSnapshot(
        numbers=numbers,
        caller=caller,
        callee=callee,
        time=frame["time"].to_numpy(),
        duration=frame["duration"].to_numpy(),
        unordered=frame["unordered"].to_numpy(),
        row=np.arange(frame.height, dtype=np.int64),
        outgoing=csr(caller, len(numbers)),
        incoming=csr(callee, len(numbers)),
    )
