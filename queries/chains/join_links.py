"""Joins between neighbouring stages: what one row or registered relation proves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from queries.chains.evidence import Rel, rows_of
from queries.chains.finds import Link, Sources
from queries.chains.join_contact import shared_addresses
from queries.chains.join_money import registered_wages
from queries.chains.scene import Scene
from queries.chains.seed import READ
from queries.chains.vocabulary import link_join

#: where a thing went or belongs: place → (confidence, rows)
Reach = dict[str, tuple[float, Sources]]


def reach(scene: Scene, rels: Iterable[Rel], forward: bool = True) -> Reach:
    """Ends of ``rels`` with the gangs and dens one BASED_AT away from them."""
    reached: Reach = {}
    for rel in rels:
        place = rel.target if forward else rel.source
        _add(reached, place, rel.confidence, rel.rows)
    for rel in scene.out("BASED_AT", list(reached)) + scene.into("BASED_AT", list(reached)):
        for here, there in ((rel.source, rel.target), (rel.target, rel.source)):
            if here in reached:
                strength, rows = reached[here]
                _add(reached, there, min(strength, rel.confidence), rows | rel.rows)
    return reached


def _add(reached: Reach, place: str, confidence: float, rows: Sources) -> None:
    old = reached.get(place)
    if old is None or old[0] < confidence:
        reached[place] = (confidence, rows)


def merge_reach(one: Reach, other: Reach) -> Reach:
    """Both together, the stronger tie of each place."""
    both = dict(one)
    for place, (strength, rows) in other.items():
        _add(both, place, strength, rows)
    return both


def ends_of_tools(scene: Scene) -> Reach:
    """Gangs, dens and persons that the tools were supplied to, stand at or are run by."""
    tools = scene.found("S2")
    outward = [
        rel
        for kind in ("SUPPLIES", "LOCATED_IN", "SEIZED_AT", "MEMBER_OF")
        for rel in scene.out(kind, tools)
    ]
    run = reach(scene, scene.into("OPERATES", tools), False)
    return merge_reach(reach(scene, outward), run)


@link_join
def same_receiver(scene: Scene) -> Iterator[Link]:
    """The batch (or its provider) and a tool reach the same gang, den or person."""
    sold = scene.found("S1")
    got = reach(scene, scene.out("LEAKED_TO", sold) + scene.out("SUPPLIES", sold))
    for place, (strength, rows) in ends_of_tools(scene).items():
        if place in got:
            yield Link(min(strength, got[place][0]), rows | got[place][1])


@link_join
def tool_made_contact(scene: Scene) -> Iterator[Link]:
    """A device of the tools made a first contact."""
    tools = scene.found("S2")
    for contact in scene.contacts:
        if any(goip in tools for goip in contact.goips):
            yield Link(contact.confidence, contact.rows | contact.tie_rows)


@link_join
def forward_or_second_contact(scene: Scene) -> Iterator[Link]:
    """A contacting number passed calls on to the con, or the con rang the victim next."""
    for forward in scene.forwards:
        owner = scene.file.ties.owned[forward.target]
        yield Link(min(forward.confidence, owner.confidence), forward.rows | owner.rows)
    for contact in scene.seconds:
        yield Link(contact.confidence, contact.rows | contact.tie_rows)
    for _, strength, rows in shared_addresses(scene):
        yield Link(strength, rows)


@link_join
def payment_after_contact(scene: Scene) -> Iterator[Link]:
    """A contacted victim paid within the days a contact counts."""
    span = scene.template.micros("contact_days")
    for contact in [*scene.contacts, *scene.seconds]:
        for payment in scene.payments:
            if payment.victim == contact.victim and 0 <= payment.time - contact.time <= span:
                strength = min(contact.confidence, payment.confidence)
                yield Link(strength, contact.rows | payment.rows)


@link_join
def move_out_of_payee(scene: Scene) -> Iterator[Link]:
    """A transfer out of a first payee after the payment."""
    moves = scene.evidence.money.frame[scene.moves].select("payer", "evidence")
    for payer, evidence in moves.iter_rows():
        if payer in scene.payees:
            yield Link(READ, rows_of(evidence))


@link_join
def cash_out_of_layer(scene: Scene) -> Iterator[Link]:
    """Cash or coins out of a reached account after its inflow."""
    for row in [*scene.cash, *scene.coins]:
        yield Link(row.confidence, row.rows)


@link_join
def return_to_boss(scene: Scene) -> Iterator[Link]:
    """Wages or shares from the layers, or from the people behind them, to the return accounts."""
    accounts = set(scene.evidence.keys_of(scene.found("S9")).values())
    for payee, evidence in scene.wages.select("payee", "evidence").iter_rows():
        if payee in accounts:
            yield Link(READ, rows_of(evidence))
    for rel in registered_wages(scene):
        yield Link(rel.confidence, rel.rows)
