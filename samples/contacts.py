"""Plans the calls of one T2 case: spoofed hotline, GOIP call, forwarding, second contact."""

from __future__ import annotations

from datetime import timedelta

from samples.mint import Mint
from samples.model import Call, Phone
from samples.plan import CasePlan, Dossier, World


def plan_contacts(mint: Mint, world: World, case: CasePlan, hotline: Phone) -> None:
    """Calls around the first payment at 11:05, and whose records the operators returned.

    Without call records (gap B) the calls are planned all the same: no file shows them.
    """
    victim, relay = case.victim_phone, case.supply.sims[0]
    case.second_phone.cell = case.den_phone.cell = 8
    at = case.day + timedelta(hours=9, minutes=41, seconds=mint.rng.randrange(60))
    plan = (
        (
            at - timedelta(hours=17),
            hotline,
            victim,
            0,
            "sms",
            "【安全中心】您的账户存在异常，请留意来电。",
        ),
        (at, hotline, victim, 185, "voice", ""),
        (at + timedelta(minutes=21), relay, victim, 2280, "voice", ""),
        (at + timedelta(minutes=28), relay, case.den_phone, 1812, "forward", ""),
        (at + timedelta(minutes=107), case.second_phone, victim, 905, "voice", ""),
    )
    world.calls += [Call(mint.ref("k"), *row) for row in plan]
    _other_targets(mint, world, case)
    if case.gap != "B":
        styles = ("gb18030", "xlsx") if case is world.cases[0] else ("xlsx", "utf8")
        world.dossiers.append(Dossier([victim], victim.number, styles[0]))
        world.dossiers += [Dossier([sim], sim.number, styles[1]) for sim in case.supply.sims[:2]]


def _other_targets(mint: Mint, world: World, case: CasePlan) -> None:
    """The same GOIP called many others that week; nobody else paid."""
    for sim in case.supply.sims[:2]:
        for _ in range(mint.rng.randrange(14, 22)):
            begin = case.day - timedelta(days=mint.rng.randrange(1, 6))
            begin += timedelta(hours=9 + mint.rng.randrange(8), seconds=mint.rng.randrange(3600))
            other = mint.phone(cell=mint.rng.randrange(10, 30))
            length = mint.rng.choice((0, 4, 11, 23, 48, 95))
            world.calls.append(Call(mint.ref("k"), begin, sim, other, length))


def plan_bystander(mint: Mint, world: World, hotline: Phone) -> Phone:
    """Somebody who rang the real hotline: it joins him to nobody (a cell of his own, too)."""
    phone = mint.phone(cell=9)
    world.extra_refs.append(phone)
    day = world.day
    friends = [mint.phone(cell=9) for _ in range(2)]
    for place in range(12):
        when = day + timedelta(days=place - 8, hours=10 + place % 7, minutes=mint.rng.randrange(60))
        other = hotline if place % 4 == 0 else friends[place % 2]
        ends = (phone, other) if place % 3 else (other, phone)
        world.calls.append(Call(mint.ref("k"), when, *ends, mint.rng.randrange(20, 400)))
    world.dossiers.append(Dossier([phone], phone.number, "utf16"))
    return phone
