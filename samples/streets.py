"""The rest of the town, a street at a time: what makes a sample large is never all in memory.

A street is some dozens of accounts (or phones) that deal with each other, with shops, employers
and hotlines, and with nobody of a case. It is made when its rows are written, and then forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samples.background import PER_ACCOUNT, REPEATED, Life, neighbours, settle_openings
from samples.background_calls import PER_PHONE, Talk
from samples.mint import Mint
from samples.model import Account, Call, Movement, Phone

ACCOUNTS, PHONES = 40, 50
BANK_ROWS, CALL_ROWS = ACCOUNTS * (PER_ACCOUNT + REPEATED), PHONES * PER_PHONE


@dataclass(frozen=True, slots=True)
class Town:
    """What the streets share: the mint of the background, employers, hubs, and how many streets."""

    mint: Mint
    employers: list[Account]
    hubs: list[Phone]
    bank_streets: int
    call_streets: int

    def banking(self) -> Iterator[tuple[list[Account], list[Movement]]]:
        """Accounts with statements and their movements, street by street; once per sample."""
        for place in range(self.bank_streets):
            mint = Mint(self.mint.sample, f"bank street {place}", self.mint)
            movements: list[Movement] = []
            accounts = neighbours(mint, Life(mint, movements, self.employers), ACCOUNTS)
            settle_openings(accounts, movements, mint.rng)
            yield accounts, movements

    def talking(self) -> Iterator[tuple[list[Phone], list[Call]]]:
        """Phones and their calls, street by street; once per sample."""
        for place in range(self.call_streets):
            mint = Mint(self.mint.sample, f"call street {place}", self.mint)
            calls: list[Call] = []
            yield Talk(mint, calls, self.hubs).street(PHONES), calls
