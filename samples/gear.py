"""What gangs work with: data, devices, sites, dens, stations, a launderer's accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from samples.model import Account, Person, Phone, Spam, Thing


@dataclass(eq=False, slots=True)
class Batch:
    """Personal data a gang bought, and who sold it; ``others``: innocent people listed in it."""

    batch: Thing
    broker: Person
    source: tuple[str, str] = ("合成网购平台", "购物订单")
    others: list[Person] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Goip:
    """A GOIP device with the SIMs in it; each port has a handset number of its own."""

    device: Thing
    address: str
    sims: list[Phone]
    sim_cards: list[Thing]
    installer: Person


@dataclass(eq=False, slots=True)
class Site:
    """A fraud site with its server and who rented it."""

    site: Thing
    renter: Person
    path: str
    address: str


@dataclass(eq=False, slots=True)
class Den:
    """A den: place, country, network address, landline and kind."""

    den: Thing
    phone: Phone
    address: str
    country: str
    kind: str = "话务窝点"


@dataclass(eq=False, slots=True)
class Station:
    """A pseudo base station in a car: who drove it, its fake cell, one stay per place."""

    station: Thing
    driver: Person
    lac: str
    ci: str
    text: Thing
    seized: datetime
    stays: list[list[Spam]] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Broadcast:
    """A pirate transmitter: who put it up, its frequency, the programme and its hotline."""

    station: Thing
    operator: Person
    frequency: str
    programme: Thing
    hotline: Phone


@dataclass(eq=False, slots=True)
class Laundry:
    """A 水房 that works for several gangs: operator, collecting account, IP and MAC."""

    gang: Thing
    operator: Person
    collector: Account
    ip: str
    mac: str
    outlets: list[Account]
