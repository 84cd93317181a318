"""Follows tainted money through the snapshot, one movement after another.

Only accounts that taint reaches are opened, and only their movements are read:
the cost is their number times log of it, never the size of the ledger. The
rules are design.md §5, "Fund tracing"; the loop is ``follow_kernel``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

from graph.snapshot import Flags, Snapshot
from queries.tracing.follow_kernel import REASONS, follow

#: the part that is nobody's
CLEAN: Final = 0
#: how a payer's money is divided among what it pays (domain.md §5.1)
METHODS: Final = ("fifo", "prorata")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far money is followed: window in µs per hop, depth in levels, floor in minor units."""

    window: int
    depth: int
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Fences:
    """Accounts (by index) taint enters but is not followed out of, with the reason shown."""

    statement: Flags
    hub: Flags
    merchant: Flags

    def codes(self) -> np.ndarray[Any, Any]:
        """The reason by account, 0 where money is followed; then those of the end codes."""
        code = np.where(self.statement, 0, REASONS.index("no_statement")).astype(np.int8)
        code[self.merchant] = REASONS.index("merchant")
        code[self.hub] = REASONS.index("hub")
        ends = ("no_statement", "merchant", "fee", "cash", "no_statement")
        return np.concatenate([code, np.array([REASONS.index(e) for e in ends], dtype=np.int8)])


class World(NamedTuple):
    """Arrays of the snapshot, its two indices, and by account why it is not followed.

    ``fence`` ends with the reasons of the end codes, so that code -1 is its last.
    """

    payer: Any
    payee: Any
    time: Any
    amount: Any
    currency: Any
    unordered: Any
    payer_balance: Any
    payee_balance: Any
    out_start: Any
    out_positions: Any
    in_start: Any
    in_positions: Any
    fence: Any


class Rules(NamedTuple):
    """``window`` µs per hop, ``depth`` levels, ``floor`` minor units; FIFO unless ``prorata``."""

    window: int
    depth: int
    floor: int
    prorata: bool


class Move(NamedTuple):
    """A movement that carries taint of ``part``; ``level`` is that of the receiving account."""

    part: int
    level: int
    position: int
    tainted: int


@dataclass(slots=True)
class Trace:
    """The moves in order, where taint ended, and how the books of the opened accounts close.

    ``leaves``: (part, account or end code, level, reason) → minor units.
    ``books``: account → [opening, in, out, unknown source, closing].
    """

    moves: list[Move] = field(default_factory=list)
    leaves: dict[tuple[int, int, int, str], int] = field(default_factory=dict)
    books: dict[int, list[int]] = field(default_factory=dict)
    last_seen: dict[int, int] = field(default_factory=dict)
    assumed_openings: int = 0
    assumed_order: int = 0

    @property
    def unknown_source(self) -> int:
        """Minor units that left accounts whose known balance did not cover them."""
        return sum(book[3] for book in self.books.values())


class Tracer:
    """One run: the victim payments (positions → part number) of one case and currency."""

    def __init__(
        self,
        snapshot: Snapshot,
        payments: Mapping[int, int],
        method: str,
        bounds: Bounds,
        fences: Fences,
    ) -> None:
        self._snapshot = snapshot
        self._payments = payments
        self._rules = Rules(bounds.window, bounds.depth, bounds.floor, method == METHODS[1])
        self._fences = fences

    def run(self) -> Trace:
        """Follow everything to its leaves."""
        s = self._snapshot
        world = World(
            s.payer, s.payee, s.time, s.amount, s.currency, s.unordered, s.payer_balance,
            s.payee_balance, s.outgoing.start, s.outgoing.positions, s.incoming.start,
            s.incoming.positions, self._fences.codes(),
        )  # fmt: skip
        positions = np.array(sorted(self._payments), dtype=np.int64)
        parts = np.array([self._payments[place] for place in positions.tolist()], dtype=np.int64)
        slots = np.zeros(len(s.accounts), dtype=np.int64)
        queued = np.zeros(len(s.amount), dtype=np.bool_)
        found = follow(world, self._rules, positions, parts, slots, queued)
        return self._trace(*found)

    def _trace(self, moves: Any, leaves: Any, accounts: Any, books: Any, assumed: Any) -> Trace:
        rows = moves.reshape(-1, 4)
        trace = Trace([Move._make(row) for row in rows.tolist()])
        for part, account, level, reason, amount in leaves.reshape(-1, 5).tolist():
            key = (part, account, level, REASONS[reason])
            trace.leaves[key] = trace.leaves.get(key, 0) + amount
        trace.books = dict(zip(accounts.tolist(), books.reshape(-1, 5).tolist(), strict=True))
        places = rows[:, 2]
        ends, times = self._snapshot.payee[places], self._snapshot.time[places]
        trace.last_seen = dict(zip(ends.tolist(), times.tolist(), strict=True))
        trace.assumed_openings, trace.assumed_order = assumed.tolist()
        return trace
