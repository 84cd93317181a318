"""Accounts the victim's money reaches: a plain walk over the plan's movements, for the truth.

The rule is that of the S7 stage: times do not decrease, at most 72 hours a hop,
ten hops, no amount on the way under one per cent of the payment, and only an
account whose statement is in the files is left again.
"""

from __future__ import annotations

from collections import deque
from datetime import timedelta

from samples.model import Account, Movement

WINDOW = timedelta(hours=72)
DEPTH = 10
_WAGE_WORDS = ("工资", "提成", "分红")


def is_wage(made: Movement) -> bool:
    """Whether the summary says wage, commission or share."""
    return any(word in made.summary for word in _WAGE_WORDS)


def visible(made: Movement) -> bool:
    """Whether a file shows the movement: one of its two accounts has a statement."""
    ends = (made.payer, made.payee)
    return made.ok and any(end is not None and end.statement for end in ends)


Leaving = dict[str, list[Movement]]


def leaving(movements: list[Movement]) -> Leaving:
    """The visible moves between accounts by payer, made once for all payments."""
    found: Leaving = {}
    for made in movements:
        if made.payer is not None and made.payee is not None and visible(made):
            found.setdefault(made.payer.ref, []).append(made)
    return found


def reached(
    payment: Movement, moves: Leaving, barred: set[str]
) -> dict[str, tuple[Account, list[Movement]]]:
    """Accounts behind the first payee of ``payment`` by ref, with the inflows that reached each.

    ``barred`` are the victims' own accounts and the first payees: never entered.
    """
    found: dict[str, tuple[Account, list[Movement]]] = {}
    queue = deque([(payment, 1)])
    seen = {payment.ref}
    while queue:
        inflow, hops = queue.popleft()
        here = inflow.payee
        assert here is not None
        if hops > 1:
            found.setdefault(here.ref, (here, []))[1].append(inflow)
        if hops == DEPTH or not here.statement:
            continue
        for made in moves.get(here.ref, []):
            late = made.time - inflow.time
            big = made.amount * 100 >= payment.amount
            if (
                timedelta(0) <= late <= WINDOW
                and big
                and not is_wage(made)
                and made.ref not in seen
                and made.payee is not None
                and made.payee.ref not in barred
            ):
                seen.add(made.ref)
                queue.append((made, hops + 1))
    return found
