"""Plans the calls of a con: spoofed hotline, GOIP call, forwarding, second contact; bystanders."""

from __future__ import annotations

from datetime import datetime, timedelta

from samples.model import Call, Person, Phone
from samples.plan import CasePlan, Dossier, Victim, World

#: one planned call: caller, callee, seconds, kind, text, after the first one
_Row = tuple[timedelta, Phone, Phone, int, str, str]


def ring(world: World, at: datetime, rows: list[_Row]) -> list[Call]:
    """The planned calls, each ``row[0]`` after ``at``."""
    made = [Call(world.mint.ref("k"), at + row[0], *row[1:]) for row in rows]
    world.calls += made
    return made


def con_call(
    world: World, case: CasePlan, victim: Victim, at: datetime, hotline: Phone | None
) -> list[Call]:
    """A GOIP calls the victim, passes the call on to the den; a second number rings later.

    ``hotline`` is shown by a spoofed call before. Needs a GOIP, a den and a 二线话务员.
    Without call records (``calls`` hidden) the calls are planned all the same: no file shows them.
    """
    assert case.goip is not None and case.den is not None
    relay, line, minute = case.goip.sims[0], case.den.phone, timedelta(minutes=1)
    second = second_line(world, case)
    before: list[_Row] = []
    if hotline is not None:
        text = "【安全中心】您的账户存在异常，请留意来电。"
        before = [
            (-1020 * minute, hotline, victim.phone, 0, "sms", text),
            (0 * minute, hotline, victim.phone, 185, "voice", ""),
        ]
    calls = ring(
        world,
        at,
        [
            *before,
            (21 * minute, relay, victim.phone, 2280, "voice", ""),
            (28 * minute, relay, line, 1812, "forward", ""),
            (107 * minute, second, victim.phone, 905, "voice", ""),
        ],
    )
    if not case.hides("calls"):
        _expect_con(case, victim, calls[-3:])
    return calls


def second_line(world: World, case: CasePlan) -> Phone:
    """The phone of the second-line caller, the same one each time."""
    (member,) = [row for row in case.staff if "二线" in row.role]
    known = [thing for thing in world.mint.made.values() if isinstance(thing, Phone)]
    for phone in known:
        if phone.number == member.person.phone:
            return phone
    return world.mint.phone(member.person.phone, cell=8)


def _expect_con(case: CasePlan, victim: Victim, calls: list[Call]) -> None:
    """S4 and S5 of a case whose call records are there, and what proves them."""
    assert case.goip is not None and case.den is not None
    called, forwarded, again = calls
    card = case.goip.sim_cards[0]
    case.put("S4", called.caller)
    case.put("S5", case.den.den, case.den.phone, again.caller)
    case.put("S5", *(member.person for member in case.staff))
    device = case.goip.device
    case.prove("S2-S4", card, "INSERTED_IN", device, (card.ref, "sim"))
    case.prove("S2-S4", called.caller, "CALLS", victim.phone, (called.ref, "call"))
    case.prove("S4-S5", called.caller, "FORWARDS_TO", forwarded.callee, (forwarded.ref, "call"))
    case.prove("S4-S5", again.caller, "CALLS", victim.phone, (again.ref, "call"))


def return_records(world: World, case: CasePlan, phones: list[Phone]) -> None:
    """The operators' answer: one file per number, unless the calls are hidden."""
    if case.hides("calls"):
        return
    styles = ("gb18030", "xlsx") if case.index % 2 == 0 else ("xlsx", "utf8")
    asked = {phone.ref for dossier in world.dossiers for phone in dossier.phones}
    for place, phone in enumerate(phones):
        if phone.ref in asked:  # a device of several cases: its records are there already
            continue
        world.dossiers.append(Dossier([phone], phone.number, styles[min(place, 1)]))


def other_targets(world: World, case: CasePlan) -> None:
    """The same GOIP called many others that week; nobody else paid."""
    assert case.goip is not None
    rng = world.mint.rng
    for sim in case.goip.sims[:2]:
        for _ in range(rng.randrange(14, 22)):
            begin = case.day - timedelta(days=rng.randrange(1, 6))
            begin += timedelta(hours=9 + rng.randrange(8), seconds=rng.randrange(3600))
            other = world.mint.phone(cell=rng.randrange(10, 30))
            length = rng.choice((0, 4, 11, 23, 48, 95))
            world.calls.append(Call(world.mint.ref("k"), begin, sim, other, length))


def plan_bystander(world: World, day: datetime) -> Phone:
    """Somebody who rang the real hotline: it joins him to nobody (a cell of his own, too)."""
    mint = world.mint
    phone = mint.phone(cell=9)
    friends = [mint.phone(cell=9) for _ in range(2)]
    for place in range(12):
        when = day + timedelta(days=place - 8, hours=10 + place % 7, minutes=mint.rng.randrange(60))
        other = world.hotline if place % 4 == 0 else friends[place % 2]
        ends = (phone, other) if place % 3 else (other, phone)
        world.calls.append(Call(mint.ref("k"), when, *ends, mint.rng.randrange(20, 400)))
    world.dossiers.append(Dossier([phone], phone.number, "utf16"))
    return phone


def nickname_only(person: Person) -> None:
    """The registers know this person by a nickname alone."""
    person.id_shown, person.alias = False, "阿" + person.name[-1]


def relay_number(case: CasePlan) -> str:
    """The number the victim saw: the first SIM of the GOIP."""
    assert case.goip is not None
    return case.goip.sims[0].number


def prove_payment(case: CasePlan, victim: Victim, pair: str = "S5-S6") -> None:
    """The payment of a contacted victim, shortly after the contact."""
    paid = victim.payments[0]
    assert paid.payer is not None and paid.payee is not None
    case.prove(pair, paid.payer, "TRANSFERS_TO", paid.payee, (paid.ref, "payer", "payee"))
