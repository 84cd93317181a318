"""Builds the whole world of one sample from template, variant, size and seed."""

from __future__ import annotations

from datetime import datetime, timedelta

from samples import cast, templates, wave
from samples.background import Life, plan_banking, settle_openings
from samples.background_calls import plan_talk
from samples.contacts import plan_bystander
from samples.decoy import plan_decoy
from samples.gear import Laundry
from samples.mint import BANKS, Mint, Sample
from samples.plan import CasePlan, Gap, World
from samples.streets import BANK_ROWS, CALL_ROWS, Town

#: rows over all files, about
SIZES = {"S": 5_000, "M": 100_000, "L": 1_000_000}
_BANK_SHARE, _CALL_SHARE = 0.62, 0.28
#: reports of other advertising, at most
_MOST_SPAM = 4_000
#: days between the two cases: their 72-hour windows never touch
_APART = 17


def build(sample: Sample) -> tuple[World, Town]:
    """The world of a sample and the streets around it; the cases are the same in every size."""
    mint = Mint(sample, "plan")
    world = World(sample, mint, mint.line("95588"))
    if sample.variant == "decoy":
        day = datetime(2026, 5, 11) + timedelta(days=mint.rng.randrange(7))
        plan_decoy(world, templates.module(sample.template).DECOY, day)
    else:
        plan_cases(world)
    return world, surround(world)


def surround(world: World) -> Town:
    """Ordinary life: about 5,000 rows in the plan, the rest in streets."""
    around = Mint(world.sample, "background", world.mint)
    small, rows = SIZES["S"], SIZES[world.sample.size]
    employers = plan_banking(around, world, int(small * _BANK_SHARE) - _bank_rows(world))
    hubs = plan_talk(around, world, int(small * _CALL_SHARE) - _call_rows(world))
    settle_openings(world.statements(), world.movements, around.rng)
    if world.spam:
        wave.noise(world, min(_MOST_SPAM, rows // 50))
    more = rows - small
    banks, calls = int(more * _BANK_SHARE) // BANK_ROWS, int(more * _CALL_SHARE) // CALL_ROWS
    share = 1 / (_BANK_SHARE + _CALL_SHARE)  # streets write nothing but statements and calls
    return Town(around, employers, hubs, round(banks * share), round(calls * share))


def _bank_rows(world: World) -> int:
    """Statement rows planned so far."""
    ends = (end for made in world.movements for end in (made.payer, made.payee))
    return sum(end is not None and end.statement for end in ends)


def _call_rows(world: World) -> int:
    """Rows of call records planned so far."""
    asked = {phone.ref for dossier in world.dossiers for phone in dossier.phones}
    return sum((call.caller.ref in asked) + (call.callee.ref in asked) for call in world.calls)


def plan_cases(world: World) -> None:
    """Two cases sharing one 水房; in a gap sample the first is broken, the second complete."""
    sample, rng = world.sample, world.mint.rng
    first = datetime(2026, 5, 11) + timedelta(days=rng.randrange(7))
    gap = templates.gap_of(sample.template, sample.seed) if sample.variant == "gap" else None
    laundry = cast.cast_laundry(world, first)
    if gap is not None and "layers" in gap.hides:
        for account in (laundry.collector, *laundry.outlets):
            account.statement = False
    for place in range(2):
        day = first + timedelta(days=_APART * place)
        plan_case(world, sample.template, day, gap if place == 0 else None, laundry)
    _plan_strangers(world)


def plan_case(
    world: World, template: str, day: datetime, gap: Gap | None, laundry: Laundry
) -> CasePlan:
    """One case of ``template``, complete but for ``gap``."""
    module = templates.module(template)
    case = cast.open_case(world, template, day, gap, module.BRIEF, laundry)
    module.plan(world, case)
    return case


def _plan_strangers(world: World) -> None:
    """Namesakes of the boss and of the first victim, and somebody who rang the real hotline."""
    mint, (one, two) = world.mint, world.cases
    twin = cast.namesake_of(mint, one.boss)
    account = mint.account(BANKS[0], twin, statement=True)
    world.accounts.append(account)
    Life(mint, world.movements).live(account, 60)
    world.must_not_join.append((one.boss.ref, twin.ref))
    if two.batch is not None:
        other = cast.namesake_of(mint, one.victim.person)
        two.batch.others.append(other)
        world.must_not_join.append((one.victim.person.ref, other.ref))
    bystander = plan_bystander(world, world.day)
    world.must_not_join += [(case.victim.phone.ref, bystander.ref) for case in (one, two)]
