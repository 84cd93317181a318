"""Joins of reach and con: numbers that called, dens and callers behind them."""

from __future__ import annotations

from collections.abc import Iterator

from queries.chains.finds import Find, merge
from queries.chains.scene import Scene
from queries.chains.vocabulary import Words, stage_join


@stage_join()
def contact_of_victim(scene: Scene, words: Words) -> Iterator[Find]:
    """Numbers that reached a victim before the payment and are tied to tools or con."""
    ids = scene.evidence.ids_of({contact.number for contact in scene.contacts})
    for contact in scene.contacts:
        rows = contact.rows | contact.tie_rows
        yield Find(ids[contact.number], contact.confidence, rows)


@stage_join()
def second_number(scene: Scene, words: Words) -> Iterator[Find]:
    """Numbers of the con that rang the victim next, or to which calls were passed on."""
    keys = {c.number for c in scene.seconds} | {f.target for f in scene.forwards}
    ids = scene.evidence.ids_of(keys)
    for contact in scene.seconds:
        rows = contact.rows | contact.tie_rows
        yield Find(ids[contact.number], contact.confidence, rows)
    for forward in scene.forwards:
        owner = scene.file.ties.owned[forward.target]
        strength = min(forward.confidence, owner.confidence)
        yield Find(ids[forward.target], strength, forward.rows | owner.rows)


def _numbers(scene: Scene) -> dict[str, Find]:
    return merge(second_number(scene, {}))


@stage_join()
def den_of_second_number(scene: Scene, words: Words) -> Iterator[Find]:
    """Dens of the case whose line is such a number."""
    numbers = _numbers(scene)
    for rel in scene.into("HAS_PHONE", numbers):
        if rel.source in scene.file.ring.dens:
            number = numbers[rel.target]
            strength = min(rel.confidence, number.confidence)
            yield Find(rel.source, strength, rel.rows | number.sources)


@stage_join()
def den_of_goip_ip(scene: Scene, words: Words) -> Iterator[Find]:
    """Dens of the case that share an address with a GOIP that made a first contact."""
    for den, strength, rows in shared_addresses(scene):
        yield Find(den, strength, rows)


def shared_addresses(scene: Scene) -> Iterator[tuple[str, float, frozenset[tuple[int, str, int]]]]:
    """``(den, confidence, rows)`` for each address a contacting GOIP and a den both use."""
    made = {goip: contact for contact in scene.contacts for goip in contact.goips}
    dens: dict[str, list[tuple[str, float, frozenset[tuple[int, str, int]]]]] = {}
    for rel in scene.out("USES_IP", scene.file.ring.dens):
        dens.setdefault(rel.target, []).append((rel.source, rel.confidence, rel.rows))
    for rel in scene.out("USES_IP", made):
        for den, strength, rows in dens.get(rel.target, ()):
            contact = made[rel.source]
            behind = rows | rel.rows | contact.rows | contact.tie_rows
            yield den, min(strength, rel.confidence, contact.confidence), behind


@stage_join("roles")
def caller_of_gang(scene: Scene, words: Words) -> Iterator[Find]:
    """Members with a caller's role of a gang based at such a den or using such a number."""
    ring = scene.file.ring
    dens = {e for e in scene.found("S5") if e in ring.dens}
    gangs = {rel.source for rel in ring.based if rel.target in dens}
    users = {rel.source for rel in scene.into("USES", _numbers(scene))}
    gangs |= {rel.target for rel in ring.members if rel.source in users}
    members = {rel.source for rel in ring.members if rel.target in gangs}
    for person, find in ring.with_role(words["roles"]).items():
        if person in members:
            yield find
