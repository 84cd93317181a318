"""Which accounts money can have reached and by when: an upper bound that splits no amount.

A movement can carry the money when it leaves an account not earlier than a
movement that reached it, and at most the window later. A row with only a date
may have happened at any time of its day. Fences, floor and depth as in tracing;
accounts without statement are followed as far as other statements show them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.snapshot import Flags, Ints, Snapshot
from queries.tracing.follow import Bounds
from queries.tracing.reach_kernel import Rules, World, follow


@dataclass(frozen=True, slots=True)
class Reached:
    """Positions of the movements the money can have gone through and the level of each."""

    moves: Ints
    level: Ints


@dataclass(frozen=True, slots=True)
class Label:
    """The earliest arrival at an account over at most ``level`` movements."""

    account: int
    level: int
    time: int
    move: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """One reached account: its least level, earliest arrival, and all that can have come in.

    ``move`` is the movement that arrived first; ``turnover`` is minor units of
    whole movements (流水总额), never a part of the victim's money.
    """

    account: int
    level: int
    time: int
    move: int
    count: int
    turnover: int
    unordered: bool


def reach(
    snapshot: Snapshot, seeds: Sequence[int], bounds: Bounds, strict: bool, stop: Flags
) -> Reached:
    """Follow the movements ``seeds`` (of one currency) forward; raises ``ValueError`` for more.

    Cost: at most depth × the outflows of the reached accounts.
    """
    first = np.unique(np.array(seeds, dtype=np.int64))
    if len(set(snapshot.currency[first].tolist())) > 1:
        raise ValueError("seeds of several currencies")
    level = np.zeros(len(snapshot.amount), dtype=np.int8)
    world = World(
        snapshot.outgoing.start, snapshot.outgoing.positions, snapshot.payee, snapshot.time,
        snapshot.amount, snapshot.currency, snapshot.unordered, stop,
    )  # fmt: skip
    rules = Rules(bounds.window, bounds.depth, bounds.floor, int(strict))
    moves = follow(world, rules, first, level)
    return Reached(moves, level[moves].astype(np.int64))


def arrivals(snapshot: Snapshot, reached: Reached) -> list[Arrival]:
    """One entry per account or end code, earliest first."""
    order = np.lexsort((reached.moves, snapshot.payee[reached.moves]))
    moves, level = reached.moves[order], reached.level[order]
    ends = snapshot.payee[moves]
    starts = np.flatnonzero(np.diff(ends, prepend=ends[:1] - 1)) if len(ends) else ends
    found = []
    for low, high in zip(starts.tolist(), [*starts[1:].tolist(), len(ends)], strict=True):
        inside = moves[low:high]
        found.append(
            Arrival(
                account=int(ends[low]),
                level=int(level[low:high].min()),
                time=int(snapshot.time[inside[0]]),
                move=int(inside[0]),
                count=high - low,
                turnover=int(snapshot.amount[inside].sum()),
                unordered=bool(snapshot.unordered[inside].any()),
            )
        )
    return sorted(found, key=lambda a: (a.time, a.move, a.account))


def labels(snapshot: Snapshot, reached: Reached) -> list[Label]:
    """Per account the levels at which the money can have arrived earlier than over fewer."""
    order = np.lexsort((reached.moves, reached.level, snapshot.payee[reached.moves]))
    found: list[Label] = []
    for place in order.tolist():
        move, level = int(reached.moves[place]), int(reached.level[place])
        account, time = int(snapshot.payee[move]), int(snapshot.time[move])
        last = found[-1] if found and found[-1].account == account else None
        if last is None or (time < last.time and level > last.level):
            found.append(Label(account, level, time, move))
    return found
