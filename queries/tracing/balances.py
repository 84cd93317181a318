"""Whether the amounts of a statement add up with the balances it prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph.snapshot import NO_BALANCE, Snapshot


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The first movement of an account after which printed and calculated balance differ.

    ``count`` printed balances do not continue the one printed before; minor units.
    """

    account: int
    position: int
    printed: int
    calculated: int
    count: int


def disagreements(
    snapshot: Snapshot, accounts: Iterable[int], currency: int
) -> tuple[int, list[Disagreement]]:
    """How many printed balances were checked, and the accounts where they do not add up.

    Each printed balance is compared with the one printed before it and the
    movements between, so one missing row counts once. Movements of which only
    the day is known are skipped with their neighbours' comparison: their order is
    unknown. Cost: the movements of the accounts.
    """
    checked, found = 0, []
    for account in accounts:
        number, first = _of(snapshot, account, currency)
        checked += number
        if first is not None:
            found.append(first)
    return checked, found


def _of(snapshot: Snapshot, account: int, currency: int) -> tuple[int, Disagreement | None]:
    into, out = snapshot.incoming.of(account), snapshot.outgoing.of(account)
    places = np.concatenate([into, out])
    signed = np.concatenate([snapshot.amount[into], -snapshot.amount[out]])
    printed = np.concatenate([snapshot.payee_balance[into], snapshot.payer_balance[out]])
    own = snapshot.currency[places] == currency
    places, signed, printed = places[own], signed[own], printed[own]
    order = np.argsort(places, kind="stable")
    places, running, printed = places[order], signed[order].cumsum(), printed[order]
    known = np.flatnonzero(printed != NO_BALANCE)
    if len(known) < 2:
        return 0, None
    vague = np.concatenate([[0], snapshot.unordered[places].cumsum()])
    sure = vague[known[1:] + 1] == vague[known[:-1]]
    steps = np.diff(printed[known]) - np.diff(running[known])
    wrong = np.flatnonzero((steps != 0) & sure)
    if not len(wrong):
        return int(sure.sum()), None
    place = int(known[wrong[0] + 1])
    at, off = int(printed[place]), int(steps[wrong[0]])
    return int(sure.sum()), Disagreement(account, int(places[place]), at, at - off, len(wrong))
