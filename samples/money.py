"""Follows victims' money row by row: FIFO and pro rata in whole minor units (design.md §5).

A plain calculation over rows in time order, written for reading: it is the
answer other programs are checked against. The rules:

* the parts of an account are the victim payments of one case and one clean part;
* the opening balance is clean and first; an outflow above the balance draws the
  rest from an unknown source, which is clean as well;
* FIFO spends lots in order of arrival; pro rata rounds every outflow by largest
  remainder, ties to the part that arrived first at the account; parts that
  arrive together keep the sender's order;
* an outflow later than the window after the account's last tainted inflow, or
  past the depth, still takes its share but is followed no further.

Cost: one pass over the steps, each in the number of parts (pro rata) or lots (FIFO).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

#: the part that belongs to no victim
CLEAN = ""
HOUR = 3_600_000_000
#: ends that are no account, and why taint ends there
ENDS = {"CASH": "cash", "FEE": "fee", "MERCHANT": "merchant"}

Share = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """One movement as the calculation sees it; ``time`` in epoch µs, ends are natural keys.

    ``part`` names the victim payment this step is, empty for every other movement.
    """

    time: int
    serial: str
    row: int
    payer: str
    payee: str
    amount: int
    part: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Taint of one victim payment passing on; ``level`` is that of the receiving account."""

    part: str
    level: int
    source: str
    target: str
    time: int
    amount: int
    tainted: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where taint of one payment ends, and why."""

    part: str
    account: str
    level: int
    reason: str


@dataclass(slots=True)
class Trace:
    """Moves in time order, leaves with their sums, and what the books did not explain."""

    moves: list[Move] = field(default_factory=list)
    leaves: dict[Leaf, int] = field(default_factory=dict)
    unknown_source: int = 0

    def end(self, leaf: Leaf, amount: int) -> None:
        """Add ``amount`` to ``leaf``."""
        self.leaves[leaf] = self.leaves.get(leaf, 0) + amount


class Fifo:
    """An account that spends lots in order of arrival."""

    def __init__(self, opening: int) -> None:
        self.lots: list[Share] = [(CLEAN, opening)] if opening else []

    def put(self, part: str, amount: int) -> None:
        """A lot arrives last."""
        self.lots.append((part, amount))

    def held(self) -> int:
        """The balance."""
        return sum(amount for _, amount in self.lots)

    def take(self, amount: int) -> list[Share]:
        """The oldest lots that make up ``amount``, equal neighbours joined."""
        taken: list[Share] = []
        while amount:
            part, size = self.lots.pop(0)
            used = min(size, amount)
            if used < size:
                self.lots.insert(0, (part, size - used))
            if taken and taken[-1][0] == part:
                taken[-1] = (part, taken[-1][1] + used)
            else:
                taken.append((part, used))
            amount -= used
        return taken

    def rest(self) -> dict[str, int]:
        """What each part still has here."""
        left: dict[str, int] = {}
        for part, amount in self.lots:
            left[part] = left.get(part, 0) + amount
        return left


class Prorata:
    """An account in which every outflow takes the same share of each part."""

    def __init__(self, opening: int) -> None:
        self.parts: dict[str, int] = {CLEAN: opening} if opening else {}

    def put(self, part: str, amount: int) -> None:
        """``part`` grows; its place is that of its first arrival."""
        self.parts[part] = self.parts.get(part, 0) + amount

    def held(self) -> int:
        """The balance."""
        return sum(self.parts.values())

    def take(self, amount: int) -> list[Share]:
        """Whole minor units of each part, largest remainders rounded up."""
        total = self.held()
        shares = {part: amount * size // total for part, size in self.parts.items()}
        missing = amount - sum(shares.values())
        by_remainder = sorted(self.parts, key=lambda part: -(amount * self.parts[part] % total))
        for part in by_remainder[:missing]:
            shares[part] += 1
        for part, share in shares.items():
            self.parts[part] -= share
        return [(part, share) for part, share in shares.items() if share]

    def rest(self) -> dict[str, int]:
        """What each part still has here."""
        return {part: size for part, size in self.parts.items() if size}


METHODS: dict[str, type[Fifo] | type[Prorata]] = {"fifo": Fifo, "prorata": Prorata}


class _Run:
    """One run over the steps of a case; ``openings`` names the accounts with a statement."""

    def __init__(self, openings: dict[str, int], method: str, window: int, depth: int) -> None:
        self.pots = {key: METHODS[method](opening) for key, opening in openings.items()}
        self.levels: dict[tuple[str, str], int] = {}
        self.tainted_at: dict[str, int] = {}
        self.window, self.depth = window, depth
        self.trace = Trace()

    def step(self, step: Step) -> None:
        """Take the parts out of the payer, put them into the payee."""
        if step.part:
            shares, stop = [(step.part, step.amount)], ""
        else:
            shares, stop = self._spend(step)
        for part, amount in shares:
            if part == CLEAN:
                self._arrive(step.payee, CLEAN, amount)
            else:
                self._taint(step, part, amount, stop)

    def _spend(self, step: Step) -> tuple[list[Share], str]:
        pot = self.pots.get(step.payer)
        if pot is None:
            return [(CLEAN, step.amount)], ""
        short = step.amount - pot.held()
        if short > 0:
            pot.put(CLEAN, short)
            self.trace.unknown_source += short
        late = step.time - self.tainted_at.get(step.payer, step.time) > self.window
        return pot.take(step.amount), "window" if late else ""

    def _arrive(self, account: str, part: str, amount: int) -> None:
        if account in self.pots:
            self.pots[account].put(part, amount)

    def _taint(self, step: Step, part: str, amount: int, stop: str) -> None:
        level = 1 if step.part else self.levels[step.payer, part] + 1
        move = Move(part, level, step.payer, step.payee, step.time, step.amount, amount)
        self.trace.moves.append(move)
        if not stop and level > self.depth:
            stop = "depth"
        if not stop and step.payee not in self.pots:
            stop = ENDS.get(step.payee, "no_statement")
        if stop:
            self.trace.end(Leaf(part, step.payee, level, stop), amount)
            self._arrive(step.payee, CLEAN, amount)
            return
        self._arrive(step.payee, part, amount)
        self.levels.setdefault((step.payee, part), level)
        self.tainted_at[step.payee] = step.time

    def close(self) -> Trace:
        """Taint that never moved on is a leaf of its own."""
        for (account, part), level in self.levels.items():
            left = self.pots[account].rest().get(part, 0)
            if left:
                self.trace.end(Leaf(part, account, level, "balance"), left)
        return self.trace


def trace(
    steps: Iterable[Step],
    openings: dict[str, int],
    method: str,
    *,
    window_hours: int = 72,
    depth: int = 10,
) -> Trace:
    """Follow every step with a ``part`` through the accounts in ``openings``.

    ``method`` is ``fifo`` or ``prorata``. For every part the leaves add up to
    the amounts of its steps.
    """
    run = _Run(openings, method, window_hours * HOUR, depth)
    for step in sorted(steps, key=lambda row: (row.time, row.serial, row.row)):
        run.step(step)
    return run.close()
