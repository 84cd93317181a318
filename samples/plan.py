"""The plan of one scenario: every case with its people and things, and the whole world around."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from samples.gear import Batch, Broadcast, Den, Goip, Laundry, Site, Station
from samples.mint import Made, Mint, Sample
from samples.model import (
    Account,
    Assertion,
    Atm,
    Call,
    CashOut,
    Movement,
    Person,
    Phone,
    Spam,
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
class Victim:
    """A victim with phone, account and police report; ``told`` is what the report says.

    Keys of ``told``: ``phone``, ``virtual`` and ``url``. A ``player`` paid without being a
    victim: he reports nothing.
    """

    person: Person
    phone: Phone
    account: Account
    report: Thing
    payments: list[Movement] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    player: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A way to break a case: its name in the truth, and which evidence nobody obtained."""

    name: str
    hides: frozenset[str]


@dataclass(frozen=True, slots=True)
class Proof:
    """A planned link: the stage or pair of stages, both ends, and whose rows in which roles."""

    stage: str
    source: str
    relation: str
    target: str
    rows: tuple[str, ...]


@dataclass(eq=False, slots=True)
class CasePlan:
    """One case and everyone in it; ``stages`` has what the files show of S1 to S5, by ref.

    ``laundered`` says whether the 水房 works for this gang.
    """

    template: str
    case: Thing
    index: int
    tag: str
    day: datetime
    gap: Gap | None
    gang: Thing
    laundry: Laundry
    boss: Person
    scam: str
    brief: str
    victims: list[Victim] = field(default_factory=list)
    batch: Batch | None = None
    goip: Goip | None = None
    site: Site | None = None
    den: Den | None = None
    station: Station | None = None
    broadcast: Broadcast | None = None
    laundered: bool = True
    staff: list[Member] = field(default_factory=list)
    farmers: list[Person] = field(default_factory=list)
    runners: list[Person] = field(default_factory=list)
    wage_people: list[Person] = field(default_factory=list)
    first_payees: list[Account] = field(default_factory=list)
    payments: list[Movement] = field(default_factory=list)
    wage_accounts: list[Account] = field(default_factory=list)
    otc: Account | None = None
    wallet: Thing | None = None
    orders: list[Order] = field(default_factory=list)
    stages: dict[str, list[str]] = field(default_factory=dict)
    proofs: list[Proof] = field(default_factory=list)

    @property
    def case_no(self) -> str:
        """The case number."""
        return str(self.case.key)

    @property
    def victim(self) -> Victim:
        """The first victim."""
        return self.victims[0]

    def hides(self, evidence: str) -> bool:
        """Whether nobody obtained this kind of evidence."""
        return self.gap is not None and evidence in self.gap.hides

    def put(self, stage: str, *things: Made) -> None:
        """Expect ``things`` in ``stage``, each once."""
        known = self.stages.setdefault(stage, [])
        known += [thing.ref for thing in things if thing.ref not in known]

    def prove(
        self, stage: str, source: Made, relation: str, target: Made, rows: tuple[str, ...]
    ) -> None:
        """Expect a link; ``rows`` is a ref and the roles in which its rows prove the link."""
        self.proofs.append(Proof(stage, source.ref, relation, target.ref, rows))


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
    scam: str
    brief: str
    called: str
    note: str


@dataclass(eq=False, slots=True)
class Dossier:
    """A set of call records an operator returned: whose they are and how the file looks."""

    phones: list[Phone]
    name: str
    style: str


@dataclass(eq=False, slots=True)
class World:
    """All of a scenario but the streets around it; nothing is written yet.

    ``pool`` has suppliers by kind; with the chance ``sharing`` a case takes one it finds there.
    """

    sample: Sample
    mint: Mint
    hotline: Phone
    cases: list[CasePlan] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    spam: list[Spam] = field(default_factory=list)
    dossiers: list[Dossier] = field(default_factory=list)
    bulk: list[Phone] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    assertions: list[Assertion] = field(default_factory=list)
    cash_outs: list[CashOut] = field(default_factory=list)
    atms: list[Atm] = field(default_factory=list)
    must_not_join: list[tuple[str, str]] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)
    pool: dict[str, list[Any]] = field(default_factory=dict)
    sharing: float = 0.0

    @property
    def day(self) -> datetime:
        """Midnight of the first case, or of the decoy."""
        return self.cases[0].day if self.cases else self.withdrawn[0].day

    @property
    def next_number(self) -> int:
        """How many case numbers have been given out."""
        return len(self.cases) + len(self.withdrawn)

    def statements(self) -> Iterator[Account]:
        """Accounts whose transactions the banks returned."""
        return (account for account in self.accounts if account.statement)

    def shared(self, kind: str, make: Callable[[], Any]) -> Any:
        """One of the suppliers of ``kind`` known so far, or a new one."""
        known = self.pool.setdefault(kind, [])
        if known and self.sharing and self.mint.rng.random() < self.sharing:
            return self.mint.rng.choice(known)
        known.append(make())
        return known[-1]
