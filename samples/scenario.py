"""Builds the whole world of one sample from template, variant, size and seed."""

from __future__ import annotations

from datetime import datetime, timedelta

from samples.background import Life, plan_banking, settle_openings
from samples.background_calls import plan_talk
from samples.cast import cast_case, cast_laundry, namesake_of, spoofed_hotline
from samples.contacts import plan_bystander, plan_contacts
from samples.decoy import plan_decoy
from samples.funds import plan_funds
from samples.mint import BANKS, VARIANTS, Mint
from samples.model import Phone
from samples.plan import World
from samples.registers import plan_relations

#: rows over all files, about
SIZES = {"S": 5_000, "M": 100_000}
TEMPLATES = ("T2",)
_BANK_SHARE, _CALL_SHARE = 0.62, 0.28
#: days between the two cases: their 72-hour windows never touch
_APART = 17


def build(variant: str, size: str, seed: int) -> World:
    """The world of a T2 sample; the case itself is the same in every size."""
    assert variant in VARIANTS
    mint = Mint(variant, seed, "plan")
    world = World(variant, seed, size)
    hotline = spoofed_hotline(mint)
    world.extra_refs.append(hotline)
    if variant == "decoy":
        plan_decoy(mint, world, hotline)
    else:
        _plan_cases(mint, world, hotline)
    around = Mint(variant, seed, f"background {size}", mint)
    rows = SIZES[size]
    plan_banking(around, world, int(rows * _BANK_SHARE) - _bank_rows(world))
    plan_talk(around, world, hotline, int(rows * _CALL_SHARE) - _call_rows(world))
    settle_openings(world, around.rng)
    return world


def _bank_rows(world: World) -> int:
    """Statement rows planned so far."""
    ends = (end for made in world.movements for end in (made.payer, made.payee))
    return sum(end is not None and end.statement for end in ends)


def _call_rows(world: World) -> int:
    """Rows of call records planned so far."""
    asked = {phone.ref for dossier in world.dossiers for phone in dossier.phones}
    return sum((call.caller.ref in asked) + (call.callee.ref in asked) for call in world.calls)


def _plan_cases(mint: Mint, world: World, hotline: Phone) -> None:
    """Two cases sharing one 水房; in a gap sample the first is broken, the second complete."""
    first = datetime(2026, 5, 11) + timedelta(days=mint.rng.randrange(7))
    gap = "CB"[world.seed % 2]
    world.laundry = cast_laundry(mint, f"{first:%Y%m}{mint.number:04d}")
    laundry = world.laundry
    laundry.collector.statement = world.variant != "gap" or gap != "C"
    laundry.collector.opened_info = True
    for account in laundry.outlets:
        account.statement = laundry.collector.statement
    world.accounts += [laundry.collector, *laundry.outlets]
    for place in range(2):
        day = first + timedelta(days=_APART * place)
        broken = gap if world.variant == "gap" and place == 0 else ""
        case = cast_case(mint, world, day, broken)
        world.accounts.append(case.victim_account)
        plan_funds(mint, world, case)
        plan_contacts(mint, world, case, hotline)
        plan_relations(mint, world, case)
    _plan_strangers(mint, world, hotline)


def _plan_strangers(mint: Mint, world: World, hotline: Phone) -> None:
    """Namesakes of the boss and of the first victim, and somebody who rang the real hotline."""
    one, two = world.cases
    twin, other = namesake_of(mint, one.boss), namesake_of(mint, one.victim)
    account = mint.account(BANKS[0], twin, statement=True)
    world.accounts.append(account)
    Life(mint, world).live(account, 60)
    two.leaked.append(other)
    world.extra_refs += [twin, other]
    bystander = plan_bystander(mint, world, hotline)
    world.must_not_join += [
        (one.boss.ref, twin.ref),
        (one.victim.ref, other.ref),
        (one.victim_phone.ref, bystander.ref),
        (two.victim_phone.ref, bystander.ref),
    ]
