"""Makes people, accounts and phones of one scenario: seeded, and never the same one twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import TypeVar

from samples import digits, words
from samples.model import Account, Atm, Bank, Person, Phone, Thing

Made = Person | Account | Phone | Atm | Thing
_Any = TypeVar("_Any", Person, Account, Phone, Atm, Thing)

BANKS = (
    Bank("合成银行甲", "690012", 19),
    Bank("合成银行乙", "690027", 19),
    Bank("合成银行丙", "690041", 16),
    Bank("合成银行丁", "690058", 19),
    Bank("合成银行戊", "690035", 16),
)
VARIANTS = ("complete", "gap", "decoy")
TEMPLATES = tuple(f"T{number}" for number in range(1, 12))
_NETS = {"complete": "192.0.2", "gap": "198.51.100", "decoy": "203.0.113"}
_FIRST_NUMBER = {"complete": 1000, "gap": 4000, "decoy": 7000, "world": 1000}
_AGENCY = "99{:02d}05000000"
#: agency number of a world, beside those of the templates
_WORLD = 0
#: documentation addresses per template, and where each kind of machine begins among them
_HOSTS = 21
_HOST = {"laundry": 0, "own": 3, "den": 4, "site": 12, "shop": 19, "nat": 20}
#: the same in a world, which has all three documentation nets to itself
_WORLD_HOST = {"laundry": 0, "own": 90, "den": 200, "site": 460, "shop": 720, "nat": 730}
#: coprime to 10**8: counting by it visits every eight-digit number before it repeats one
_STRIDE = 61_803_399


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sample is made from; ``template`` is ``T1`` … ``T11``, or ``""`` for a world."""

    template: str
    variant: str
    size: str
    seed: int

    def random(self, stream: str) -> Random:
        """A random source of its own for one purpose."""
        return Random(f"{self.template}/{self.variant}/{self.seed}/{stream}")

    @property
    def place(self) -> int:
        """The number of the template, 0 for a world."""
        return int(self.template[1:] or _WORLD)

    @property
    def number(self) -> int:
        """The first register number, of four digits."""
        return _FIRST_NUMBER[self.variant] + self.seed * 2 % 3000

    @property
    def agency(self) -> str:
        """The twelve digits of the unit that registered the cases."""
        return _AGENCY.format(self.place)

    def address(self, kind: str, index: int = 0) -> str:
        """A documentation address for the ``index``-th machine of a kind (``den``, ``site`` …)."""
        if self.template:
            host = (_HOST[kind] + index) % _HOSTS
            return f"{_NETS[self.variant]}.{1 + self.place * _HOSTS + host}"
        net, host = divmod((_WORLD_HOST[kind] + index) % (3 * 254), 254)
        return f"{tuple(_NETS.values())[net]}.{1 + host}"

    @property
    def mark(self) -> str:
        """What keeps keys of this template apart from those of others."""
        return f"{self.place:02d}"


class Mint:
    """One seeded source of identifiers; ``stream`` separates the plan from the background.

    Templates and variants draw register numbers and addresses from disjoint ranges, so that
    samples can be loaded together without touching each other. ``made`` has everything by ref.
    """

    def __init__(self, sample: Sample, stream: str, parent: Mint | None = None) -> None:
        self.rng = sample.random(stream)
        self.sample = sample
        self.made: dict[str, Made] = {}
        self._taken: set[str] = parent._taken if parent else set()
        self._refs: dict[str, count[int]] = parent._refs if parent else {}
        self._serials: count[int] = (
            parent._serials if parent else count(sample.random("serials").randrange(10**8))
        )
        third = VARIANTS.index(sample.variant) if sample.variant in VARIANTS else 0
        self._counties = words.COUNTIES[third :: len(VARIANTS)]

    def ref(self, letter: str) -> str:
        """The next free local reference, such as ``p12``."""
        return f"{letter}{next(self._refs.setdefault(letter, count(1)))}"

    def _keep(self, thing: _Any) -> _Any:
        self.made[thing.ref] = thing
        return thing

    def unique(self, draw: Callable[[], str]) -> str:
        """The first value of ``draw`` that was not handed out before."""
        while (value := draw()) in self._taken:
            pass
        self._taken.add(value)
        return value

    def name(self) -> str:
        """A personal name of two or three characters."""
        rng = self.rng
        length = 1 if rng.random() < 0.15 else 2
        draw = lambda: rng.choice(words.SURNAMES) + "".join(rng.sample(words.GIVEN, length))  # noqa: E731
        return self.unique(draw)

    def address(self) -> str:
        """A street address in a fictional city."""
        rng = self.rng
        city, street = rng.choice(words.CITIES), rng.choice(words.STREETS)
        return f"合成省{city}{street}{rng.randrange(1, 300)}号"

    def person(
        self, *, name: str = "", phone: bool = True, years: tuple[int, int] = (1962, 2004)
    ) -> Person:
        """A person with a unique ID number of sequence 000."""
        rng = self.rng
        first = datetime(years[0], 1, 1)
        days = (datetime(years[1], 12, 31) - first).days

        def draw() -> str:
            birth = first + timedelta(days=rng.randrange(days))
            return digits.id_number(rng.choice(self._counties)[0], f"{birth:%Y%m%d}")

        return self._keep(
            Person(
                self.ref("p"),
                name or self.name(),
                self.unique(draw),
                self.unique(lambda: digits.phone_number(rng)) if phone else "",
                gender=rng.choice("男女"),
                address=self.address(),
            )
        )

    def account(
        self,
        bank: Bank,
        holder: Person | str,
        *,
        statement: bool = False,
        opening: int = 0,
        opened: datetime | None = None,
    ) -> Account:
        """A card and its account at ``bank``."""
        rng = self.rng
        person = holder if isinstance(holder, Person) else None
        return self._keep(
            Account(
                self.ref("a"),
                bank,
                self.unique(lambda: digits.card_number(rng, bank.prefix, bank.card_length)),
                self.unique(lambda: digits.account_number(rng, bank.prefix)),
                person.name if person else str(holder),
                person,
                opening,
                opened or datetime(2015, 3, 1) + timedelta(days=rng.randrange(3600), hours=10),
                statement,
            )
        )

    def phone(self, number: str = "", *, cell: int = 0) -> Phone:
        """A mobile number with SIM and handset."""
        rng = self.rng
        return self._keep(
            Phone(
                self.ref("t"),
                number or self.unique(lambda: digits.phone_number(rng)),
                self.unique(lambda: digits.imsi(rng)),
                self.unique(lambda: digits.imei(rng)),
                cell,
                rng.choice(words.CARRIERS),
            )
        )

    def line(self, number: str) -> Phone:
        """A service line everybody knows, such as 95588: no SIM, its key is its digits."""
        return self._keep(Phone(self.ref("t"), number, carrier="", key=number))

    def atm(self, bank: Bank) -> Atm:
        """A cash machine of ``bank``."""
        rng = self.rng
        code = self.unique(lambda: f"ATM{digits.digits(rng, 8)}")
        lat, lon = round(30 + rng.random(), 6), round(114 + rng.random(), 6)
        return self._keep(Atm(self.ref("m"), bank.name, code, self.address(), lat, lon))

    def thing(self, type_name: str, key: str | None, **data: str) -> Thing:
        """Any other entity with a natural key."""
        return self._keep(Thing(self.ref("e"), type_name, key, data))

    def serial(self, bank: Bank, moment: datetime) -> str:
        """A bank's serial number of a transaction: prefix, day, eight digits, no two alike."""
        number = next(self._serials) * _STRIDE % 10**8
        return f"{bank.prefix[2:]}{moment:%y%m%d}{number:08d}"
