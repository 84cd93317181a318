"""What a trace says about one account: whose money came in, what is left, what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from graph.snapshot import Snapshot
from queries.tracing.case_money import CaseTrace


@dataclass(slots=True)
class Touched:
    """One account the money reached; sums in minor units by part of the trace.

    ``unordered``: some row on the way of the money shows only its day.
    """

    account: int
    level: int
    came: dict[int, int] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    moves: list[int] = field(default_factory=list)
    unordered: bool = False

    @property
    def tainted(self) -> int:
        """涉诈金额: the victims' money that came in."""
        return sum(self.came.values())


def touched_accounts(snapshot: Snapshot, traced: CaseTrace) -> dict[int, Touched]:
    """Every account (by index) the trace reached, in order of first arrival."""
    trace = traced.trace
    found: dict[int, Touched] = {}
    vague: set[int] = set()
    for move in trace.moves:
        if bool(snapshot.unordered[move.position]):
            vague.add(move.part)
        account = int(snapshot.payee[move.position])
        if account < 0:
            continue
        at = found.setdefault(account, Touched(account, move.level))
        at.level = min(at.level, move.level)
        at.came[move.part] = at.came.get(move.part, 0) + move.tainted
        if not at.moves or at.moves[-1] != move.position:
            at.moves.append(move.position)
        at.unordered |= move.part in vague
    for (part, account, _, reason), amount in trace.leaves.items():
        if reason == "balance" and account in found:
            left = found[account].left
            left[part] = left.get(part, 0) + amount
    return found


def credits(snapshot: Snapshot, account: int, currency: int) -> tuple[int, int]:
    """(number, 流水总额) of all movements into the account in one currency."""
    incoming = snapshot.incoming.of(account)
    own = incoming[snapshot.currency[incoming] == currency]
    return len(own), int(snapshot.amount[own].sum())


def dated_only(snapshot: Snapshot, account: int, currency: int) -> bool:
    """Whether some movement of the account shows only its day: its order is then unknown."""
    both = np.concatenate([snapshot.incoming.of(account), snapshot.outgoing.of(account)])
    own = both[snapshot.currency[both] == currency]
    return bool(snapshot.unordered[own].any())
