"""Background life on bank accounts: wages, shopping, family, cash, interest; nothing criminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from samples import words
from samples.mint import BANKS, Mint
from samples.model import Account, Movement
from samples.plan import World

FIRST_DAY, LAST_DAY = datetime(2026, 2, 1), datetime(2026, 9, 30)
#: rows of an ordinary account, and those its relatives' statements repeat
PER_ACCOUNT, REPEATED = 110, 18
_DAYS = (LAST_DAY - FIRST_DAY).days
_INTEREST_DAYS = (datetime(2026, 3, 21, 2, 10), datetime(2026, 6, 21, 2, 10))


class Life:
    """The town around a case: employers, relatives and shops every account deals with."""

    def __init__(
        self, mint: Mint, movements: list[Movement], employers: list[Account] | None = None
    ) -> None:
        self.mint, self.movements, self.rng = mint, movements, mint.rng
        self.employers = employers or [
            mint.account(BANKS[i % 5], name) for i, name in enumerate(words.EMPLOYERS)
        ]
        self.relatives: list[Account] = []
        self.merchants = [
            (name, f"8999{i:011d}", word) for i, (name, word) in enumerate(words.SHOPS)
        ]

    def live(self, account: Account, rows: int) -> None:
        """About ``rows`` rows of ordinary life on ``account``; its opening covers them."""
        rng, add = self.rng, self.movements.append
        day = rng.randrange(5, 16)
        employer = rng.choice(self.employers)
        salary = rng.randrange(55, 140) * 10000
        for month in range(2, 10):
            when = datetime(2026, month, day, 9, rng.randrange(60), rng.randrange(60))
            serial = self.mint.serial(account.bank, when)
            pay = salary + rng.randrange(-20000, 20000)
            add(Movement("", when, employer, account, pay, "wage", "代发工资", payee_serial=serial))
        for when in _INTEREST_DAYS:
            interest = rng.randrange(100, 2500)
            late = when + timedelta(seconds=rng.randrange(3000))
            add(Movement("", late, None, account, interest, "interest", "结息"))
        family = [self._relative() for _ in range(3)]
        daily = max(600, 7 * salary // max(1, rows))
        for _ in range(max(0, rows - 10)):
            add(self._event(account, family, daily))

    def _relative(self) -> Account:
        """A relative's account: sometimes one whose statement is in the files as well."""
        rng = self.rng
        if self.relatives and rng.random() < 0.5:
            return rng.choice(self.relatives)
        return self.mint.account(rng.choice(BANKS), self.mint.person(phone=False))

    def _event(self, account: Account, family: list[Account], daily: int) -> Movement:
        """One ordinary row: shopping most of the time."""
        rng = self.rng
        when = FIRST_DAY + timedelta(days=rng.randrange(_DAYS), seconds=rng.randrange(25200, 82800))
        serial = self.mint.serial(account.bank, when)
        amount, dice = rng.randrange(daily // 4, daily * 2), rng.random()
        if dice < 0.72:
            name, code, word = rng.choice(self.merchants)
            made = Movement("", when, account, None, amount, "merchant", word, serial)
            made.name, made.code = name, code
            return made
        if dice < 0.80:
            cash = max(1, amount // 10000) * 10000
            return Movement("", when, account, None, cash, "cash", "ATM取款", serial)
        other = rng.choice(family)
        if other is account:
            other = self.mint.account(account.bank, self.mint.person(phone=False))
        payer, payee = (account, other) if rng.random() < 0.6 else (other, account)
        second = serial if payer.bank is payee.bank else self.mint.serial(payee.bank, when)
        lag = 0 if payer.bank is payee.bank else rng.randrange(5)
        return Movement("", when, payer, payee, amount, "transfer", "转账", serial, second, lag)


def neighbours(mint: Mint, life: Life, count: int) -> list[Account]:
    """``count`` ordinary accounts with statements, relatives of each other among them."""
    made = []
    for _ in range(count):
        account = mint.account(mint.rng.choice(BANKS), mint.person(phone=False), statement=True)
        made.append(account)
        life.relatives.append(account)
    for account in made:
        life.live(account, PER_ACCOUNT)
    return made


def plan_banking(mint: Mint, world: World, rows: int) -> list[Account]:
    """Ordinary accounts with about ``rows`` rows in all; victims and bosses have a life too.

    Returns the employers of the town.
    """
    life = Life(mint, world.movements)
    lives = [
        (victim.account, max(30, 240 // len(case.victims)))
        for case in world.cases
        for victim in case.victims
    ]
    lives += [
        (account, 60)
        for case in world.cases
        for account in case.wage_accounts[:1]
        if account.statement
    ]
    rows -= sum(count for _, count in lives)
    world.accounts += neighbours(mint, life, max(6, rows // (PER_ACCOUNT + REPEATED)))
    for account, count in lives:
        life.live(account, count)
    return life.employers


def settle_openings(accounts: Iterable[Account], movements: list[Movement], rng: Random) -> None:
    """Raise opening balances until no account with a statement is ever overdrawn."""
    low: dict[str, int] = {}
    held: dict[str, int] = {}
    for made in sorted(movements, key=lambda row: row.time):
        if not made.ok:
            continue
        for account, sign in ((made.payee, 1), (made.payer, -1)):
            if account is not None and account.statement:
                held[account.ref] = held.get(account.ref, account.opening) + sign * made.amount
                low[account.ref] = min(low.get(account.ref, 0), held[account.ref])
    for account in accounts:
        if low.get(account.ref, 0) < 0:
            account.opening += -low[account.ref] + rng.randrange(1000, 300000)
