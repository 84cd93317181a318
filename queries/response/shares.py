"""Which of the three legal cases a frozen account is, and who gets how much (返还规定 第八条).

1. A single credit: returned to the victim it is traced to.
2. Several credits, traceable by their time stamps: returned to each victim directly.
3. Not traceable by time stamps: each victim's part in proportion to his loss, after a
   public notice of 30 days in which objections are heard.

All sums are whole minor units; what does not divide goes by largest remainder, ties to
the victim whose money came first. Nobody gets more than his loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SINGLE: Final = 1
BY_TIME: Final = 2
IN_PROPORTION: Final = 3
NOTICE_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Claim:
    """One victim at one account, in order of first arrival.

    ``came``: his money that came in; ``left``: what of it, by time stamps, is still
    there; ``due``: what he has not got back from other accounts.
    """

    victim: str
    came: int
    left: int
    due: int


def legal_case(credits: int, victims: int, traceable: bool) -> int:
    """The case of an account with so many credits and victims."""
    if credits == 1 and victims == 1:
        return SINGLE
    return BY_TIME if traceable else IN_PROPORTION


def refunds(case: int, frozen: int, claims: Sequence[Claim]) -> list[int]:
    """What each claim gets of ``frozen``; the sum is never more, and nobody gets more than due.

    >>> refunds(IN_PROPORTION, 100, [Claim("a", 200, 0, 200), Claim("b", 100, 0, 100)])
    [67, 33]
    """
    by_time = case == BY_TIME
    wanted = [min(c.left if by_time else c.came, c.due) for c in claims]
    return largest_remainder(min(frozen, sum(wanted)), wanted)


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` in proportion to ``weights`` in whole units; ties to the earlier.

    ``total`` is at most the sum of the weights, so no share exceeds its weight.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [divmod(total * weight, whole) for weight in weights]
    missing = total - sum(share for share, _ in exact)
    lucky = sorted(range(len(weights)), key=lambda place: -exact[place][1])[:missing]
    return [share + (place in lucky) for place, (share, _) in enumerate(exact)]
