"""Building blocks of a money plan: one transfer, a fan-out, withdrawals at a machine."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from samples import digits
from samples.mint import BANKS
from samples.model import Account, Atm, CashOut, Movement, Person, Thing
from samples.plan import CasePlan, World

YUAN = 100


class Flow:
    """Adds movements of one case to the world; amounts in minor units."""

    def __init__(self, world: World, case: CasePlan) -> None:
        self.mint, self.world, self.case = world.mint, world, case
        self.rng = world.mint.rng
        self.laundry = case.laundry
        self.ip, self.mac = case.laundry.ip, case.laundry.mac
        if not case.laundered:
            self.ip, self.mac = (
                world.sample.address("own", case.index),
                digits.mac_address(self.rng),
            )
        self.made: list[Movement] = []

    def open(self, bank: int, holder: Person | None = None, *, known: bool = True) -> Account:
        """A mule account; ``known`` means the bank returned its transactions."""
        account = self.mint.account(
            BANKS[bank], holder or self.mint.person(phone=False), statement=known
        )
        account.opening = self.rng.randrange(1_00, 300_00)
        self.world.accounts.append(account)
        return account

    def open_company(self, bank: int, company: Thing) -> Account:
        """A company's account, with statement."""
        account = self.mint.account(BANKS[bank], company.data["name"], statement=True)
        account.company = company
        account.opening = self.rng.randrange(500_00, 3000_00)
        self.world.accounts.append(account)
        return account

    def move(
        self, when: datetime, payer: Account, payee: Account, amount: int, **more: object
    ) -> Movement:
        """One online transfer from the gang's computer; both banks give serials of their own."""
        same = payer.bank is payee.bank or self.rng.random() < 0.4
        first = self.mint.serial(payer.bank, when)
        second = first if same else self.mint.serial(payee.bank, when)
        lag = 0 if payer.bank is payee.bank else self.rng.randrange(4)
        made = Movement(
            self.mint.ref("f"),
            when,
            payer,
            payee,
            amount,
            payer_serial=first,
            payee_serial=second,
            payee_lag=lag,
        )
        made.ip, made.mac = self.ip, self.mac
        for name, value in more.items():
            setattr(made, name, value)
        self._add(made)
        return made

    def _add(self, made: Movement) -> None:
        self.made.append(made)
        self.world.movements.append(made)

    def split(self, total: int, parts: int) -> list[int]:
        """``total`` less a small rest, in ``parts`` uneven amounts of whole yuan.

        Each is at least 70 % of an even part, so that three splits stay over 1 % of a payment.
        """
        least = total * 7 // (10 * parts)
        rest = min(total // 50, self.rng.randrange(20, 300) * YUAN)
        spread = total - rest - parts * least
        cuts = sorted(self.rng.randrange(spread) for _ in range(parts - 1))
        edges = [0, *cuts, spread]
        return [(b - a) // YUAN * YUAN + least for a, b in pairwise(edges)]

    def fan(
        self, start: datetime, payer: Account, payees: list[Account], total: int
    ) -> list[Movement]:
        """``payer`` passes ``total`` on to ``payees``, a minute or two apart."""
        when, made = start, []
        for payee, amount in zip(payees, self.split(total, len(payees)), strict=True):
            made.append(self.move(when, payer, payee, amount))
            when += timedelta(seconds=self.rng.randrange(41, 110))
        return made

    def held(self, account: Account) -> int:
        """What this case's money has left on ``account`` so far."""
        return sum(
            made.amount * ((made.payee is account) - (made.payer is account))
            for made in self.made
            if made.ok
        )

    def cash(self, start: datetime, account: Account, atm: Atm, times: int) -> None:
        """``times`` withdrawals of up to 5,000 yuan at one machine, each in the cash register."""
        when = start
        most = min(50, self.held(account) // times // (100 * YUAN))
        assert most > 0, "too little money to draw"
        for _ in range(times):
            amount = self.rng.randrange((most + 1) // 2, most + 1) * 100 * YUAN
            made = Movement(self.mint.ref("f"), when, account, None, amount, "cash", "ATM取款")
            made.payer_serial = self.mint.serial(account.bank, when)
            made.terminal = atm.code[3:]
            runner = self.rng.choice(self.case.runners)
            image = f"YX{self.case.tag}{len(self.world.cash_outs):03d}"
            row = CashOut(self.mint.ref("c"), made, account, atm, runner, image, self.case.case_no)
            self._add(made)
            self.world.cash_outs.append(row)
            when += timedelta(seconds=self.rng.randrange(55, 140))
