"""The plan of one scenario: every case with its people and things, and the whole world around."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from samples.model import (
    Account,
    Assertion,
    Atm,
    Call,
    CashOut,
    Movement,
    Person,
    Phone,
    Thing,
)


@dataclass(eq=False, slots=True)
class Member:
    """A row of the suspects register: who, in which role, in which gang, under whom."""

    person: Person
    role: str
    gang: Thing
    case: CasePlan
    upline: str = ""


@dataclass(eq=False, slots=True)
class Order:
    """A row of the stop-payment ledger; ``freeze`` is the second order on the same line."""

    stop: Thing
    freeze: Thing | None
    account: Account
    case_no: str
    start: datetime
    sequence: int = 1
    frozen: int = 0


@dataclass(eq=False, slots=True)
class Supply:
    """What S1 and S2 gave the gang: personal data, cards, a GOIP device with its SIMs, a site."""

    batch: Thing
    broker: Person
    dealer: Person
    device_seller: Person
    goip: Thing
    sims: list[Phone]
    sim_cards: list[Thing]
    installer: Person
    site: Thing
    renter: Person


@dataclass(eq=False, slots=True)
class CasePlan:
    """One T2 case and everyone in it; ``gap`` is ``""``, ``B`` or ``C`` (domain.md §4.4)."""

    case: Thing
    report: Thing
    index: int
    tag: str
    day: datetime
    gap: str
    victim: Person
    victim_phone: Phone
    victim_account: Account
    gang: Thing
    supply: Supply
    den: Thing
    den_phone: Phone
    second_phone: Phone
    staff: list[Member]
    boss: Person
    farmers: list[Person]
    runners: list[Person]
    first_payees: list[Account] = field(default_factory=list)
    payments: list[Movement] = field(default_factory=list)
    fillers: list[Person] = field(default_factory=list)
    leaked: list[Person] = field(default_factory=list)
    wage_accounts: list[Account] = field(default_factory=list)
    otc: Account | None = None
    wallet: Thing | None = None
    orders: list[Order] = field(default_factory=list)

    @property
    def case_no(self) -> str:
        """The case number."""
        return str(self.case.key)


@dataclass(eq=False, slots=True)
class Laundry:
    """The 水房 both cases share: its operator, its collecting account, its IP and MAC."""

    gang: Thing
    operator: Person
    collector: Account
    ip: str
    mac: str
    outlets: list[Account]


@dataclass(eq=False, slots=True)
class Withdrawn:
    """The decoy: a case that was reported, explained and withdrawn."""

    case: Thing
    report: Thing
    day: datetime
    buyer: Person
    phone: Phone
    account: Account
    shop: Account
    owner: Person
    payment: Movement


@dataclass(eq=False, slots=True)
class Dossier:
    """A set of call records an operator returned: whose they are and how the file looks."""

    phones: list[Phone]
    name: str
    style: str


@dataclass(eq=False, slots=True)
class World:
    """All of a scenario; ``synthetic`` background included, nothing written yet."""

    variant: str
    seed: int
    size: str
    cases: list[CasePlan] = field(default_factory=list)
    laundry: Laundry | None = None
    accounts: list[Account] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    dossiers: list[Dossier] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    assertions: list[Assertion] = field(default_factory=list)
    cash_outs: list[CashOut] = field(default_factory=list)
    atms: list[Atm] = field(default_factory=list)
    extra_refs: list[Person | Phone | Thing] = field(default_factory=list)
    must_not_join: list[tuple[str, str]] = field(default_factory=list)
    withdrawn: Withdrawn | None = None

    @property
    def day(self) -> datetime:
        """Midnight of the first case, or of the decoy."""
        if self.cases:
            return self.cases[0].day
        assert self.withdrawn is not None
        return self.withdrawn.day

    def statements(self) -> Iterator[Account]:
        """Accounts whose transactions the banks returned."""
        return (account for account in self.accounts if account.statement)
