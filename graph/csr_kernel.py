"""The compiled loop that sorts positions by account; everything it calls stands here."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def fill(ends: Any, count: int) -> Any:
    """``(start, positions)``: a counting sort of the positions whose end is not negative.

    Positions of one end stay ascending. Cost: two passes over ``ends``.
    """
    start = np.zeros(count + 1, dtype=np.int64)
    for place in range(len(ends)):
        if ends[place] >= 0:
            start[ends[place] + 1] += 1
    for end in range(count):
        start[end + 1] += start[end]
    positions = np.empty(start[count], dtype=np.int64)
    free = start[:-1].copy()
    for place in range(len(ends)):
        end = ends[place]
        if end >= 0:
            positions[free[end]] = place
            free[end] += 1
    return start, positions
