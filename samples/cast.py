"""Casts a case: its numbers, victims, gang and members. What they use is in ``tools``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samples import digits
from samples.gear import Laundry
from samples.mint import BANKS, Mint
from samples.model import Person, Thing
from samples.plan import CasePlan, Gap, Member, Victim, World


@dataclass(frozen=True, slots=True)
class Brief:
    """What the registers call a case: 作案手法, code names of its gangs, and what happened."""

    scam: str
    gangs: tuple[str, str]
    text: str


def case_number(world: World, day: datetime) -> str:
    """The next one: 23 characters, A, agency, year and month, serial."""
    sample = world.sample
    return f"A{sample.agency}{day:%Y%m}{sample.number + world.next_number:04d}"


def tag_of(world: World, number: str) -> str:
    """The part of register keys that belongs to one case."""
    return world.sample.mark + number[15:]


def cast_laundry(world: World, day: datetime) -> Laundry:
    """A 水房: an operator at one IP and MAC with a collecting account."""
    mint, place = world.mint, len(world.pool.get("laundry", ()))
    tag = f"{world.sample.mark}{day:%y%m}{world.sample.number:04d}"
    collector = mint.account(BANKS[2], mint.person(), opening=21_35)
    collector.statement = collector.opened_info = True
    outlets = [
        mint.account(BANKS[0], mint.person(), statement=True, opening=88_10) for _ in range(2)
    ]
    gang = mint.thing("Gang", f"SF{tag}{place}", name="“水房”转账团伙", scam="转账洗钱")
    world.accounts += [collector, *outlets]
    mac = digits.mac_address(mint.rng)
    return Laundry(
        gang, mint.person(), collector, world.sample.address("laundry", place), mac, outlets
    )


def open_case(
    world: World, template: str, day: datetime, gap: Gap | None, brief: Brief, laundry: Laundry
) -> CasePlan:
    """A new case with a gang and its boss; everything else is added by others."""
    mint, index = world.mint, len(world.cases)
    number = case_number(world, day)
    tag = tag_of(world, number)
    code = brief.gangs[index % 2] + ("" if world.sample.template else str(index + 1))
    name = f"“{code}”{brief.scam}团伙"
    gang = mint.thing("Gang", f"TH{tag}", name=name, scam=brief.scam)
    case = mint.thing("Case", number, code=f"{day:%m%d}专案")
    plan = CasePlan(
        template, case, index, tag, day, gap, gang, laundry, mint.person(), brief.scam, brief.text
    )
    world.cases.append(plan)
    return plan


def add_victim(
    world: World,
    case: CasePlan,
    *,
    opening: int = 412_630_55,
    years: tuple[int, int] = (1955, 1990),
) -> Victim:
    """A victim with phone and a statement of its own; ``opening`` in minor units."""
    mint, place = world.mint, len(case.victims)
    person = mint.person(years=years)
    phone = mint.phone(person.phone, cell=case.index % 2)
    bank = BANKS[(case.index + place) % len(BANKS)]
    account = mint.account(bank, person, statement=True, opening=opening)
    world.accounts.append(account)
    report = mint.thing("PoliceReport", f"JJ{case.tag}{place or ''}")
    victim = Victim(person, phone, account, report)
    case.victims.append(victim)
    case.put("S10", report)
    return victim


def add_player(world: World, case: CasePlan, *, opening: int) -> Victim:
    """Somebody who gambled: he pays like a victim, reports nothing and is none."""
    player = add_victim(world, case, opening=opening, years=(1970, 2000))
    player.player = True
    case.stages["S10"].remove(player.report.ref)
    return player


def company(world: World, name: str) -> Thing:
    """A company with a credit code under a division that does not exist."""
    code = world.mint.unique(lambda: digits.credit_code(world.mint.rng))
    return world.mint.thing("Organization", code, name=name)


def staff(world: World, case: CasePlan, *roles: str) -> list[Member]:
    """People under the boss, the first one over the others; each in the suspects register."""
    leader = case.boss
    made = []
    for role in roles:
        person = world.mint.person()
        upline = leader.id_number if leader is case.boss else leader.name
        made.append(Member(person, role, case.gang, case, upline))
        if role in ("主管", "组长") and leader is case.boss:
            leader = person
    case.staff += made
    return made


def people(world: World, count: int) -> list[Person]:
    """Young people who open cards or draw cash for money."""
    return [world.mint.person(years=(1985, 2004)) for _ in range(count)]


def register(world: World, case: CasePlan, dealer: Person | None = None) -> None:
    """Write everybody of the case into the suspects register, by role."""
    rows = [Member(case.boss, "老板", case.gang, case), *case.staff]
    rows += [Member(person, "卡农", case.gang, case) for person in case.farmers]
    if not case.hides("layers"):
        rows += [Member(person, "车手", case.gang, case) for person in case.runners]
    if case.laundered:
        rows.append(Member(case.laundry.operator, "水房", case.laundry.gang, case))
    if dealer is not None:
        rows.append(Member(dealer, "卡商", case.gang, case))
    world.members += rows


def namesake_of(mint: Mint, person: Person) -> Person:
    """Another person of the same name, innocent."""
    return mint.person(name=person.name)


def member(case: CasePlan, person: Person, role: str) -> Member:
    """A row of the suspects register for somebody another block has made."""
    return Member(person, role, case.gang, case, case.boss.id_number)
