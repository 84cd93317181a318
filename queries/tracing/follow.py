"""Follows tainted money through the snapshot, one movement after another.

Only accounts that taint reaches are opened, and only their movements are read:
the cost is their number times log of it, never the size of the ledger. The
rules are design.md §5, "Fund tracing".
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from graph.snapshot import END_CODES, NO_BALANCE, Flags, Snapshot
from queries.tracing.pots import CLEAN, METHODS, Pot

#: why taint ends at an end that is no account
_END_REASON: Final = {
    END_CODES["CASH"]: "cash",
    END_CODES["FEE"]: "fee",
    END_CODES["MERCHANT"]: "merchant",
}


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

    def reason(self, account: int) -> str:
        """Why ``account`` is not followed, empty when it is."""
        if account < 0:
            return _END_REASON.get(account, "no_statement")
        if self.hub[account]:
            return "hub"
        if self.merchant[account]:
            return "merchant"
        return "" if self.statement[account] else "no_statement"


@dataclass(frozen=True, slots=True)
class Move:
    """A movement that carries taint of ``part``; ``level`` is that of the receiving account."""

    part: int
    level: int
    position: int
    tainted: int


@dataclass(slots=True)
class Trace:
    """The moves in order, where taint ended, and how the books of the opened accounts close.

    ``leaves``: (part, account or end code, level, reason) → minor units.
    ``closing``: account → (opening, in, out, unknown source, closing).
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

    def end(self, part: int, account: int, level: int, reason: str, amount: int) -> None:
        """Taint stops here."""
        key = (part, account, level, reason)
        self.leaves[key] = self.leaves.get(key, 0) + amount


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
        self._pot = METHODS[method]
        self._bounds = bounds
        self._fences = fences
        self._pots: dict[int, Pot] = {}
        self._levels: dict[tuple[int, int], int] = {}
        self._tainted_at: dict[int, int] = {}
        self._queue: list[int] = sorted(payments)
        self._queued: set[int] = set(payments)
        self._trace = Trace()

    def run(self) -> Trace:
        """Follow everything to its leaves."""
        while self._queue:
            self._step(heapq.heappop(self._queue))
        for (account, part), level in self._levels.items():
            left = self._pots[account].rest().get(part, 0)
            if left:
                self._trace.end(part, account, level, "balance", left)
        for account, pot in self._pots.items():
            self._trace.books[account][4] = pot.balance
        return self._trace

    def _step(self, position: int) -> None:
        """Take the parts out of the payer, put them into the payee."""
        snapshot = self._snapshot
        amount = int(snapshot.amount[position])
        payer = int(snapshot.payer[position])
        shares = self._spend(payer, amount) if payer in self._pots else [(CLEAN, amount)]
        part = self._payments.get(position)
        reason = ""
        if part is not None:
            self._relabel(payer, shares)
            shares = [(part, amount)]
        else:
            reason = self._late(payer, position, amount)
        if bool(snapshot.unordered[position]) and any(p for p, _ in shares):
            self._trace.assumed_order += 1
        self._arrive(position, shares, reason)

    def _relabel(self, payer: int, shares: list[tuple[int, int]]) -> None:
        """Taint that came back to a victim ends there: what he pays on is a new payment."""
        for part, share in shares:
            if part != CLEAN:
                self._trace.end(part, payer, self._levels[payer, part], "balance", share)

    def _spend(self, payer: int, amount: int) -> list[tuple[int, int]]:
        pot, book = self._pots[payer], self._trace.books[payer]
        short = amount - pot.balance
        if short > 0:
            pot.put(CLEAN, short)
            book[3] += short
        book[2] += amount
        return pot.take(amount)

    def _late(self, payer: int, position: int, amount: int) -> str:
        """Why an outflow is not followed, empty when it is."""
        tainted_at = self._tainted_at.get(payer)
        if tainted_at is None:
            return ""
        if int(self._snapshot.time[position]) - tainted_at > self._bounds.window:
            return "window"
        return "floor" if amount < self._bounds.floor else ""

    def _arrive(self, position: int, shares: list[tuple[int, int]], reason: str) -> None:
        """Put the shares into the payee; taint that is not followed ends there and is clean."""
        payee = int(self._snapshot.payee[position])
        levels = {part: self._level(position, part) for part, _ in shares if part != CLEAN}
        reason = reason or self._fences.reason(payee)
        followed = {part for part in levels if not reason and levels[part] <= self._bounds.depth}
        if followed:
            self._open(payee, position)
        for part, amount in shares:
            self._put(payee, part if part in followed else CLEAN, amount)
            if part == CLEAN:
                continue
            level = levels[part]
            self._trace.moves.append(Move(part, level, position, amount))
            if part in followed:
                self._levels.setdefault((payee, part), level)
            else:
                self._trace.end(part, payee, level, reason or "depth", amount)
        if levels:
            self._trace.last_seen[payee] = int(self._snapshot.time[position])
        if followed:
            self._tainted_at[payee] = int(self._snapshot.time[position])

    def _level(self, position: int, part: int) -> int:
        """The level of the receiving account: the first payee is 1."""
        if position in self._payments:
            return 1
        return self._levels[int(self._snapshot.payer[position]), part] + 1

    def _put(self, account: int, part: int, amount: int) -> None:
        pot = self._pots.get(account)
        if pot is not None:
            pot.put(part, amount)
            self._trace.books[account][1] += amount

    def _open(self, account: int, position: int) -> None:
        """Start the books of an account taint reaches: its clean balance before ``position``."""
        if account in self._pots:
            return
        incoming = self._snapshot.incoming.of(account)
        outgoing = self._snapshot.outgoing.of(account)
        currency = self._snapshot.currency
        same = currency[position]
        incoming = incoming[currency[incoming] == same]
        outgoing = outgoing[currency[outgoing] == same]
        opening = self._opening(account, incoming, outgoing)
        came, went = incoming[incoming < position], outgoing[outgoing < position]
        short = self._shortfall(opening, came, went)
        total_in, total_out = self._sum(came), self._sum(went)
        self._trace.books[account] = [opening, total_in, total_out, short, 0]
        self._pots[account] = self._pot(opening + total_in + short - total_out)
        for later in (incoming, outgoing):
            self._enqueue(later[later > position].tolist())

    def _enqueue(self, positions: Sequence[int]) -> None:
        for position in positions:
            if position not in self._queued:
                self._queued.add(position)
                heapq.heappush(self._queue, position)

    def _sum(self, positions: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
        return int(self._snapshot.amount[positions].sum())

    def _opening(
        self,
        account: int,
        incoming: np.ndarray[tuple[int], np.dtype[np.int64]],
        outgoing: np.ndarray[tuple[int], np.dtype[np.int64]],
    ) -> int:
        """The first printed balance, reversed to before the first movement; else 0, assumed."""
        snapshot = self._snapshot
        positions = np.concatenate([incoming, outgoing])
        signs = np.concatenate([np.ones(len(incoming)), -np.ones(len(outgoing))]).astype(np.int64)
        printed = np.concatenate(
            [snapshot.payee_balance[incoming], snapshot.payer_balance[outgoing]]
        )
        order = np.argsort(positions, kind="stable")
        known = np.flatnonzero(printed[order] != NO_BALANCE)
        if not len(known):
            self._trace.assumed_openings += 1
            return 0
        until = order[: known[0] + 1]
        return int(printed[until[-1]] - (signs[until] * snapshot.amount[positions[until]]).sum())

    def _shortfall(
        self,
        opening: int,
        came: np.ndarray[tuple[int], np.dtype[np.int64]],
        went: np.ndarray[tuple[int], np.dtype[np.int64]],
    ) -> int:
        """What the account must have had besides, so that its balance was never below 0."""
        positions = np.concatenate([came, went])
        if not len(positions):
            return max(0, -opening)
        amounts = self._snapshot.amount[positions]
        amounts[len(came) :] *= -1
        running = opening + np.cumsum(amounts[np.argsort(positions, kind="stable")])
        return max(0, -int(running.min()))
