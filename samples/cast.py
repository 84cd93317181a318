"""Casts one T2 case: victim, gang, den, suppliers, callers; their numbers and register keys."""

from __future__ import annotations

from datetime import datetime

from samples import digits
from samples.mint import BANKS, Mint
from samples.model import Person, Phone
from samples.plan import CasePlan, Laundry, Member, Supply, World

AGENCY = "990105000000"
_STAFF = ("主管", "二线话务员", "一线话务员", "三线话务员", "组长")
_CODE_NAMES = ("春雷", "清风")
SIMS = 12


def case_number(mint: Mint, day: datetime, index: int) -> str:
    """23 characters: A, agency, year and month, serial."""
    return f"A{AGENCY}{day:%Y%m}{mint.number + index:04d}"


def cast_laundry(mint: Mint, tag: str) -> Laundry:
    """The 水房 of both cases: an operator at one IP and MAC with a collecting account."""
    bank = BANKS[2]
    collector = mint.account(bank, mint.person(), opening=21_35)
    outlets = [mint.account(BANKS[0], mint.person(), opening=88_10) for _ in range(2)]
    gang = mint.thing("Gang", f"TH{tag}9", name="“水房”转账团伙", scam="转账洗钱")
    operator = mint.person()
    return Laundry(
        gang, operator, collector, f"{mint.net}.7", digits.mac_address(mint.rng), outlets
    )


def cast_case(mint: Mint, world: World, day: datetime, gap: str) -> CasePlan:
    """Everyone and everything of one case; money and calls are added by others."""
    index = len(world.cases)
    number = case_number(mint, day, index)
    tag = number[13:]
    gang_name = f"“{_CODE_NAMES[index]}”冒充公检法团伙"
    victim = mint.person(years=(1955, 1990))
    plan = CasePlan(
        case=mint.thing("Case", number, code=f"{day:%m%d}专案"),
        report=mint.thing("PoliceReport", f"JJ{tag}"),
        index=index,
        tag=tag,
        day=day,
        gap=gap,
        victim=victim,
        victim_phone=mint.phone(victim.phone, cell=index),
        victim_account=mint.account(BANKS[index], victim, statement=True, opening=412_630_55),
        gang=mint.thing("Gang", f"TH{tag}", name=gang_name, scam="冒充公检法"),
        supply=_supply(mint, tag, index),
        den=mint.thing("Den", f"WD{tag}", ip=f"{mint.net}.{20 + index}"),
        den_phone=mint.phone(),
        second_phone=mint.phone(),
        staff=[],
        boss=mint.person(),
        farmers=[mint.person(years=(1985, 2004)) for _ in range(index + 1)],
        runners=[mint.person(years=(1985, 2004)) for _ in range(2)],
    )
    world.cases.append(plan)
    _register_members(mint, world, plan)
    return plan


def _supply(mint: Mint, tag: str, index: int) -> Supply:
    """Suppliers and their goods; each port of the GOIP device has a handset number of its own."""
    sims = [mint.phone(cell=6 + index) for _ in range(SIMS)]
    return Supply(
        batch=mint.thing("PersonalInfoBatch", f"PC{tag}"),
        broker=mint.person(),
        dealer=mint.person(),
        device_seller=mint.person(),
        goip=mint.thing("GoipDevice", f"GP32A{tag}"),
        sims=sims,
        sim_cards=[mint.thing("SimCard", sim.imsi) for sim in sims],
        installer=mint.person(),
        site=mint.thing("Website", f"safe-acct-{tag}.example"),
        renter=mint.person(),
    )


def _register_members(mint: Mint, world: World, plan: CasePlan) -> None:
    """Suspects of the case as registered; one caller is known by nickname only."""
    rows = [Member(plan.boss, "老板", plan.gang, plan)]
    leader = plan.boss
    for role in _STAFF:
        person = mint.person(phone=role != "二线话务员")
        if role == "二线话务员":
            person.phone = plan.second_phone.number
        if role == "三线话务员":
            person.id_shown, person.alias = False, "阿" + person.name[-1]
        upline = leader.id_number if leader is plan.boss else leader.name
        plan.staff.append(Member(person, role, plan.gang, plan, upline))
        if role == "主管":
            leader = person
    rows += plan.staff
    rows += [Member(person, "卡农", plan.gang, plan) for person in plan.farmers]
    if plan.gap != "C":
        rows += [Member(person, "车手", plan.gang, plan) for person in plan.runners]
    assert world.laundry is not None
    rows.append(Member(world.laundry.operator, "水房", world.laundry.gang, plan))
    rows.append(Member(plan.supply.dealer, "卡商", plan.gang, plan))
    world.members += rows


def namesake_of(mint: Mint, person: Person) -> Person:
    """Another person of the same name, innocent."""
    return mint.person(name=person.name)


def spoofed_hotline(mint: Mint) -> Phone:
    """The number victims saw: a bank's service line, shown by a caller who is not the bank."""
    return Phone(mint.ref("t"), "95588", carrier="", key="95588")
