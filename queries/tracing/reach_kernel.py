"""The compiled loop of ``fund-reach``: which movements the money can have gone through.

Everything the compiled functions call stands in this file: a cached compilation
follows changes of its own file only. ``follow.py_func`` is the same loop in
plain Python.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from graph.snapshot import Flags, Ints

#: from the first to the last microsecond of a day: when a row without a time may have happened
DAY_SPAN: Final = 86_400_000_000 - 1


class World(NamedTuple):
    """Arrays of the snapshot; ``start`` and ``positions`` are its outgoing CSR."""

    start: Ints
    positions: Ints
    payee: Ints
    time: Ints
    amount: Ints
    currency: Ints
    unordered: Flags
    stop: Flags


class Rules(NamedTuple):
    """``window`` µs per hop, ``floor`` minor units, ``delay`` µs that must lie between hops."""

    window: int
    depth: int
    floor: int
    delay: int


@njit(cache=True, nogil=True)
def _first(positions, time, low, high, earliest):  # type: ignore[no-untyped-def]
    """The first place from ``low`` before ``high`` whose movement is at ``earliest`` or later."""
    while low < high:
        middle = (low + high) // 2
        if time[positions[middle]] < earliest:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def _fits(world, rules, came, move, earliest):  # type: ignore[no-untyped-def]
    """Whether the money of ``came`` can have left by ``move``, its window aside."""
    leaves = world.time[move] + (DAY_SPAN if world.unordered[move] else 0)
    return (
        leaves >= earliest
        and world.currency[move] == world.currency[came]
        and world.amount[move] >= rules.floor
    )


@njit(cache=True, nogil=True)
def _grown(array, size):  # type: ignore[no-untyped-def]
    """``array`` with room for one more than ``size``."""
    if size < len(array):
        return array
    wider = np.empty(2 * len(array) + 1, dtype=np.int64)
    wider[:size] = array
    return wider


@njit(cache=True, nogil=True)
def _by_payee(world, moves):  # type: ignore[no-untyped-def]
    """``moves`` by the account they reach, there in order of time."""
    ordered = np.sort(moves)
    return ordered[np.argsort(world.payee[ordered], kind="mergesort")]


@njit(cache=True, nogil=True)
def follow(world, rules, seeds, level):  # type: ignore[no-untyped-def]
    """Fill ``level`` (zeros, one per movement) and give the reached movements, level by level.

    ``seeds`` ascend, differ and are level 1. Within a level each outgoing movement
    is looked at once: the cost is at most depth × the outflows of the reached
    accounts, and no path is listed.
    """
    reached = seeds.copy()
    level[seeds] = 1
    begin, count = 0, len(seeds)
    for depth in range(2, rules.depth + 1):
        frontier = _by_payee(world, reached[begin:count])
        begin = count
        account, done = -1, 0
        for came in frontier:
            holder = world.payee[came]
            if holder < 0 or world.stop[holder]:
                continue
            if holder != account:
                account, done = holder, world.start[holder]
            earliest = world.time[came] + rules.delay
            latest = world.time[came] + (DAY_SPAN if world.unordered[came] else 0) + rules.window
            end = world.start[holder + 1]
            done = _first(world.positions, world.time, done, end, earliest - DAY_SPAN)
            while done < end and world.time[world.positions[done]] <= latest:
                move = world.positions[done]
                done += 1
                if level[move] == 0 and _fits(world, rules, came, move, earliest):
                    level[move] = depth
                    reached = _grown(reached, count)
                    reached[count] = move
                    count += 1
    return reached[:count]
