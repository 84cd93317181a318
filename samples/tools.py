"""What a gang is given for its work: data, cards, devices, sites, dens, and who supplied it.

Every block adds the thing to the case and expects it in its stage of the truth.
"""

from __future__ import annotations

from datetime import timedelta

from samples.gear import Batch, Den, Goip, Site
from samples.mint import Made
from samples.model import Account, Assertion, Person, Phone, Thing
from samples.plan import CasePlan, World

SIMS = 12


def assert_row(
    world: World,
    case: CasePlan,
    source: Person | Thing | Account | Phone,
    relation: str,
    target: Person | Thing | Account | Phone,
    *,
    stage: str = "",
    note: str = "",
    count: str = "",
) -> Assertion:
    """A row of the relations register, some weeks before the case."""
    row = Assertion(source, relation, target, case.case_no, note, count=count, stage=stage)
    row.ref = world.mint.ref("r")
    row.start = f"{case.day - timedelta(days=world.mint.rng.randrange(20, 60)):%Y-%m-%d}"
    world.assertions.append(row)
    if stage:
        case.prove(stage, source, relation, target, (row.ref, "relation"))
    return row


def supply(
    world: World, case: CasePlan, kind: str, note: str, *, stage: str = "S2", count: str = "1"
) -> Person:
    """Somebody who sells ``note`` to the gang: kind is 料商, 卡商, 设备商 …, for the pool."""
    person: Person = world.shared(kind, world.mint.person)
    link = "S1-S2" if stage == "S2" and case.batch is not None else stage
    assert_row(world, case, person, "SUPPLIES", case.gang, stage=link, note=note, count=count)
    case.put(stage, person)
    return person


def give_batch(world: World, case: CasePlan) -> Batch:
    """Personal data of the victims, handed to the gang."""
    mint = world.mint
    broker: Person = world.shared("料商", mint.person)
    made = Batch(mint.thing("PersonalInfoBatch", f"PC{case.tag}"), broker)
    case.batch = made
    assert_row(
        world, case, broker, "SUPPLIES", case.gang, stage="S1", note="料（公民个人信息）", count="1"
    )
    case.put("S1", made.batch, broker)
    for victim in case.victims:
        case.prove(
            "S1", victim.person, "APPEARS_IN_BATCH", made.batch, (victim.person.ref, "batch-item")
        )
    case.prove("S1", broker, "PROVIDED", made.batch, (made.batch.ref, "batch"))
    case.prove("S1-S2", made.batch, "LEAKED_TO", case.gang, (made.batch.ref, "batch"))
    return made


def give_goip(world: World, case: CasePlan, note: str = "GOIP设备一台") -> Goip:
    """A GOIP device at the den's address, run by the gang."""
    made: Goip = world.shared("GOIP", lambda: _goip(world, case))
    case.goip = made
    device, installer = made.device, made.installer
    supply(world, case, "设备商", note)
    assert_row(world, case, case.gang, "OPERATES", device, stage="S2", note="远程控制")
    case.put("S2", device, installer)
    case.prove("S2", installer, "OPERATES", device, (installer.ref, "installer"))
    return made


def _goip(world: World, case: CasePlan) -> Goip:
    mint = world.mint
    sims = [mint.phone(cell=6 + case.index % 2) for _ in range(SIMS)]
    device = mint.thing("GoipDevice", f"GP32A{case.tag}")
    cards = [mint.thing("SimCard", sim.imsi) for sim in sims]
    address = case.den.address if case.den else world.sample.address("den", case.index)
    installer: Person = world.shared("架设人", mint.person)
    return Goip(device, address, sims, cards, installer)


def give_site(
    world: World, case: CasePlan, name: str, path: str, *, target: str = "Website"
) -> Site:
    """A fraud site (or app) and who rented its server."""
    mint = world.mint
    key = f"{name}-{case.tag}.example" if target == "Website" else f"com.example.{name}{case.tag}"
    renter: Person = world.shared("服务器租用人", mint.person)
    made = Site(mint.thing(target, key), renter, path, world.sample.address("site", case.index))
    case.site = made
    case.put("S2", made.site, renter)
    case.prove("S2", renter, "OPERATES", made.site, (renter.ref, "renter"))
    return made


def give_den(world: World, case: CasePlan, country: str, kind: str = "话务窝点") -> Den:
    """The place the con is worked from, with its address and landline."""
    mint = world.mint
    den = mint.thing("Den", f"WD{case.tag}")
    phone = mint.phone(cell=8)
    case.den = Den(den, phone, world.sample.address("den", case.index), country, kind)
    return case.den


def lead(world: World, case: CasePlan) -> None:
    """Who leads the gang, who launders for it, who runs the collecting account."""
    made = assert_row(world, case, case.boss, "LEADS", case.gang, stage="S9")
    made.role = "老板"
    if not case.laundered:
        return
    laundry = case.laundry
    s1 = "S1-S2" if case.batch is not None else ""
    assert_row(world, case, laundry.gang, "SUPPLIES", case.gang, stage=s1, note="洗钱")
    assert_row(
        world,
        case,
        laundry.operator,
        "CONTROLS",
        laundry.collector,
        stage="S7",
        note="代为操作网银",
    )


def expect(case: CasePlan, stage: str, *things: Made) -> None:
    """Expect ``things`` in ``stage`` (for things another block has made)."""
    case.put(stage, *things)


def url_of(case: CasePlan) -> str:
    """The address of the case's site as people see it; the package name of an app."""
    assert case.site is not None
    key = str(case.site.site.key)
    return f"http://{key}/{case.site.path}" if case.site.site.type == "Website" else key


def bring_in(world: World, case: CasePlan, recruits: list[Person]) -> None:
    """A smuggler who brought people to the gang; unknown when ``people`` is hidden."""
    if case.hides("people"):
        return
    smuggler = supply(world, case, "蛇头", "偷渡", stage="S3")
    for person in recruits:
        row = assert_row(world, case, smuggler, "RECRUITED", person, stage="S3", note="招募")
        case.prove("S2-S3", smuggler, "RECRUITED", person, (row.ref, "relation"))
