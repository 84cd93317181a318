"""Joins of chat groups: which are the case's, who of the con is in them, which victim."""

from __future__ import annotations

from collections.abc import Iterator

from queries.chains.approach import reaches
from queries.chains.finds import Find, Link, merge
from queries.chains.join_supply import only, target_of
from queries.chains.scene import Scene
from queries.chains.vocabulary import Words, link_join, stage_join


def _contacts(scene: Scene) -> set[str]:
    """Accounts and numbers that contacted the victims."""
    numbers = scene.evidence.ids_of({contact.number for contact in scene.contacts})
    return {*numbers.values(), *(approach.account for approach in scene.lures.approaches)}


def _led(scene: Scene) -> list[Find]:
    """Groups that a contact led to."""
    return only(scene, map(target_of, scene.out("LURED_TO", _contacts(scene))), "ChatGroup")


@stage_join()
def group_of_case(scene: Scene, words: Words) -> Iterator[Find]:
    """Chat groups involved in the case, or to which a contact led."""
    for rel in scene.involved("ChatGroup"):
        yield Find(rel.source, rel.confidence, rel.rows)
    yield from _led(scene)


def _accounts_of_victims(scene: Scene) -> dict[str, str]:
    """The victims themselves and the social accounts they use → victim."""
    uses = scene.out("USES", scene.victims)
    return {**{rel.target: rel.source for rel in uses}, **{v: v for v in scene.victims}}


@stage_join()
def group_of_victim(scene: Scene, words: Words) -> Iterator[Find]:
    """Those of these groups that a victim is in, or that a contact with him led to."""
    yield from _led(scene)
    groups = merge(group_of_case(scene, words))
    for rel in scene.out("IN_GROUP", _accounts_of_victims(scene)):
        if rel.target in groups:
            group = groups[rel.target]
            strength = min(rel.confidence, group.confidence)
            yield Find(rel.target, strength, rel.rows | group.sources)


def _in_groups(scene: Scene, groups: dict[str, Find]) -> Iterator[tuple[str, str, Find]]:
    """``(person, group, find)`` for each person of the ring in one of these groups."""
    people = scene.file.ring.people
    users = {rel.target: rel for rel in scene.out("USES", people)}
    for rel in scene.into("IN_GROUP", groups):
        use = users.get(rel.source)
        if rel.source in people:
            yield rel.source, rel.target, Find(rel.source, rel.confidence, rel.rows)
        elif use is not None:
            strength = min(rel.confidence, use.confidence)
            yield use.source, rel.target, Find(use.source, strength, rel.rows | use.rows)
    for rel in scene.into("OPERATES", groups):
        if rel.source in people:
            yield rel.source, rel.target, Find(rel.source, rel.confidence, rel.rows)


def _groups(scene: Scene) -> dict[str, Find]:
    found = scene.found("S2", "S4")
    return {find.entity: find for find in only(scene, found.values(), "ChatGroup")}


@stage_join("roles")
def caller_of_group(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons with one of ``roles`` in the case who are in such a group or run it."""
    bearers = scene.file.ring.with_role(words["roles"])
    groups = _groups(scene)
    for person, group, find in _in_groups(scene, groups):
        if person in bearers:
            role = bearers[person]
            strength = min(find.confidence, role.confidence, groups[group].confidence)
            yield Find(person, strength, find.sources | role.sources, role.role)


@link_join
def con_in_group(scene: Scene) -> Iterator[Link]:
    """One of the con is in the group that reached the victim, or to which the contact led."""
    reached, con = scene.found("S4"), scene.found("S5")
    led = {rel.target: rel for rel in scene.out("LURED_TO", reached)}
    for person, group, find in _in_groups(scene, _groups(scene)):
        if person not in con or not (group in reached or group in led):
            continue
        if group in reached:
            strength, rows = reached[group].confidence, reached[group].sources
        else:
            strength, rows = led[group].confidence, led[group].rows
        yield Link(min(strength, find.confidence), rows | find.sources)


@link_join
def payment_after_group(scene: Scene) -> Iterator[Link]:
    """A victim paid after he joined such a group, or within the days after he left it."""
    span = scene.template.micros("contact_days")
    owners = _accounts_of_victims(scene)
    groups = _groups(scene)
    for rel in scene.out("IN_GROUP", owners):
        for payment in scene.payments if rel.target in groups else ():
            same = payment.victim == owners[rel.source]
            if same and reaches(rel.valid_from, rel.valid_to, payment.time, span):
                yield Link(min(rel.confidence, payment.confidence), rel.rows | payment.rows)
