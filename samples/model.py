"""What a scenario is made of: people, numbers, movements and calls, before any file exists.

Money is in minor units (分), times are naive Beijing time. ``ref`` names an
object inside ``truth.json``; two objects never share one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def micros(moment: datetime) -> int:
    """Epoch microseconds UTC of a naive Beijing time."""
    delta = moment.replace(tzinfo=BEIJING) - datetime(1970, 1, 1, tzinfo=UTC)
    return delta // timedelta(microseconds=1)


@dataclass(eq=False, slots=True)
class Person:
    """A person; ``phone`` is eleven digits or empty, ``id_number`` may be unknown to the files."""

    ref: str
    name: str
    id_number: str
    phone: str = ""
    alias: str = ""
    gender: str = "男"
    address: str = ""
    id_shown: bool = True


@dataclass(frozen=True, slots=True)
class Bank:
    """A fictional bank: issuer prefix and length of its cards."""

    name: str
    prefix: str
    card_length: int


@dataclass(eq=False, slots=True)
class Account:
    """A card with its account; ``statement``: rows were returned, ``opened_info``: the holder was.

    ``number`` is the natural key where the files show it, otherwise the card is.
    """

    ref: str
    bank: Bank
    card: str
    number: str
    holder: str
    person: Person | None = None
    opening: int = 0
    opened: datetime = datetime(2020, 5, 20)
    statement: bool = False
    opened_info: bool = False
    merchant_no: str = ""
    company: Thing | None = None

    @property
    def paper(self) -> str:
        """What the holder showed: an ID number, a company's credit code, or nothing known."""
        return (
            self.person.id_number if self.person else str(self.company.key) if self.company else ""
        )

    @property
    def owner(self) -> Person | Thing | None:
        """The holder, as far as a file tells who that is."""
        return self.person or self.company

    @property
    def known(self) -> bool:
        """Whether some file shows card and account number together."""
        return self.statement or self.opened_info

    @property
    def key(self) -> str:
        """The natural key: account number if known, else card number."""
        return self.number if self.known else self.card


@dataclass(eq=False, slots=True)
class Movement:
    """One real movement of money; ``payee_lag`` seconds later it stands in the payee's books.

    ``kind``: transfer, cash, deposit, fee, merchant, interest or wage. The side
    that is no account is ``None``; ``name`` and ``code`` then say who it was.
    """

    ref: str
    time: datetime
    payer: Account | None
    payee: Account | None
    amount: int
    kind: str = "transfer"
    summary: str = "转账"
    payer_serial: str = ""
    payee_serial: str = ""
    payee_lag: int = 0
    name: str = ""
    code: str = ""
    ip: str = ""
    mac: str = ""
    terminal: str = ""
    ok: bool = True


@dataclass(eq=False, slots=True)
class Phone:
    """A phone number with the SIM and handset it was used in; ``cell`` is where it usually is.

    ``parts`` are SIM and handset as entities of their own, where they matter.
    """

    ref: str
    number: str
    imsi: str = ""
    imei: str = ""
    cell: int = 0
    carrier: str = "合成移动"
    key: str = ""
    parts: list[Thing] = field(default_factory=list)

    def __post_init__(self) -> None:
        """A mobile's key is E.164, a hotline's its digits."""
        self.key = self.key or f"+86{self.number}"


@dataclass(eq=False, slots=True)
class Call:
    """A call, message or forwarding (``kind``: voice, sms, forward); duration in seconds."""

    ref: str
    time: datetime
    caller: Phone
    callee: Phone
    duration: int = 0
    kind: str = "voice"
    text: str = ""


@dataclass(eq=False, slots=True)
class Atm:
    """A cash machine; natural key ``bank|code``."""

    ref: str
    bank: str
    code: str
    address: str
    lat: float
    lon: float

    @property
    def key(self) -> str:
        """``bank|code``."""
        return f"{self.bank}|{self.code}"


@dataclass(eq=False, slots=True)
class CashOut:
    """A row of the cash register: it repeats a bank row of ``account``."""

    ref: str
    movement: Movement
    account: Account
    atm: Atm
    person: Person | None
    image: str
    case_no: str


@dataclass(eq=False, slots=True)
class Thing:
    """Anything else with a natural key: case, gang, den, batch, site, device, order, report."""

    ref: str
    type: str
    key: str | None
    data: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Assertion:
    """A row of the relations register: ``source`` relation ``target`` as an officer asserts it.

    ``stage`` is the stage or pair of stages the row proves, for the truth.
    """

    source: Person | Thing | Account | Phone
    relation: str
    target: Person | Thing | Account | Phone
    case_no: str
    note: str = ""
    role: str = ""
    count: str = ""
    amount: str = ""
    start: str = ""
    end: str = ""
    ref: str = ""
    stage: str = ""


@dataclass(eq=False, slots=True)
class Spam:
    """A reported message (preset 20): who got it, what number it showed, where; degrees WGS-84."""

    ref: str
    time: datetime
    phone: Phone
    shown: str
    text: str
    lac: str
    ci: str
    lat: float
    lon: float
