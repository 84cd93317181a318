"""A world of many cases of all templates: over months, they share suppliers, 水房 and GOIPs."""

from __future__ import annotations

from datetime import datetime, timedelta

from samples import cast, templates
from samples.contacts import plan_bystander
from samples.decoy import plan_decoy
from samples.gear import Laundry
from samples.mint import Mint, Sample
from samples.plan import Gap, World
from samples.scenario import plan_case, surround
from samples.streets import Town

#: cases begin in these months; wages and calls go on for two more
_FIRST, _DAYS = datetime(2026, 2, 23), 130
#: a supplier, device or 水房 known already is used again with this chance
_SHARING = 0.6
#: days between two cases of one 水房: their money is never on its accounts together
_REST = 16
_BROKEN = 0.2
#: most cases of a world: register numbers have four digits
MOST = 500


def build_world(sample: Sample, cases: int) -> tuple[World, Town]:
    """``cases`` cases of mixed templates, half as many withdrawn ones, the streets around them."""
    mint = Mint(sample, "plan")
    world = World(sample, mint, mint.line("95588"), sharing=_SHARING)
    busy: dict[str, list[datetime]] = {}
    for template in _mixed(mint, cases):
        day = _FIRST + timedelta(days=mint.rng.randrange(_DAYS))
        plan_case(world, template, day, _gap(mint, template), _laundry(world, day, busy))
    for template in _mixed(mint, cases // 2):
        day = _FIRST + timedelta(days=mint.rng.randrange(_DAYS))
        plan_decoy(world, templates.module(template).DECOY, day, life=40)
    for case in world.cases[::10]:
        twin = cast.namesake_of(mint, case.boss)
        if case.batch is not None:
            case.batch.others.append(twin)
            world.must_not_join.append((case.boss.ref, twin.ref))
    bystander = plan_bystander(world, world.day)
    world.must_not_join.append((world.cases[0].victim.phone.ref, bystander.ref))
    return world, surround(world)


def _mixed(mint: Mint, cases: int) -> list[str]:
    """A template per case: every template once before any comes again."""
    mixed: list[str] = []
    while len(mixed) < cases:
        mixed += mint.rng.sample(templates.TEMPLATES, len(templates.TEMPLATES))
    return mixed[:cases]


def _gap(mint: Mint, template: str) -> Gap | None:
    """Now and then a broken case; never by statements that other cases have in common."""
    gaps = [gap for gap in templates.module(template).GAPS if "layers" not in gap.hides]
    return mint.rng.choice(gaps) if gaps and mint.rng.random() < _BROKEN else None


def _laundry(world: World, day: datetime, busy: dict[str, list[datetime]]) -> Laundry:
    """A 水房 that has no other case in these days."""
    known: list[Laundry] = world.pool.setdefault("laundry", [])
    for laundry in known:
        days = busy[laundry.gang.ref]
        if all(abs((day - other).days) >= _REST for other in days):
            days.append(day)
            return laundry
    known.append(cast.cast_laundry(world, day))
    busy[known[-1].gang.ref] = [day]
    return known[-1]
