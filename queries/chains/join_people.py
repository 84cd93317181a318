"""Joins of people: who was brought in, by whom, and which agent brought which payer."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from queries.chains.evidence import Rel, rows_of
from queries.chains.finds import Find, Link
from queries.chains.join_links import Reach, ends_of_tools, merge_reach, reach
from queries.chains.scene import Scene
from queries.chains.seed import READ
from queries.chains.vocabulary import Words, link_join, stage_join


@stage_join()
def border_crosser(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons of the ring who crossed the border inside the window."""
    people = scene.file.ring.people
    low, high = scene.window
    trips = scene.evidence.facts("trips", "person_entity", people)
    for row in trips.iter_rows(named=True):
        if row["kind"] == "border" and row["time"] is not None and low <= row["time"] <= high:
            person = row["person_entity"]
            rows = rows_of(row["evidence"]) | people[person].sources
            yield Find(person, min(READ, people[person].confidence), rows)


@stage_join("roles")
def agent_of_payer(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons with one of ``roles`` in the case who recruited a payer or wrote to him."""
    agents = scene.file.ring.with_role(words["roles"])
    for rel, _ in _recruitments(scene, agents):
        role = agents[rel.source]
        strength = min(rel.confidence, role.confidence)
        yield Find(rel.source, strength, rel.rows | role.sources, role.role)


def _recruitments(scene: Scene, agents: Collection[str]) -> Iterator[tuple[Rel, str]]:
    """``(relation that starts at an agent, payer)``: recruited him, or uses the account
    that contacted him."""
    for rel in scene.into("RECRUITED", scene.victims):
        if rel.source in agents:
            yield rel, rel.target
    wrote = {approach.account: approach.victim for approach in scene.lures.approaches}
    for rel in scene.into("USES", wrote):
        if rel.source in agents:
            yield rel, wrote[rel.target]


def _brought(scene: Scene) -> Reach:
    """Persons of the stage, those they recruited, and the gangs and dens of both."""
    people = scene.found("S3")
    recruits = reach(scene, scene.out("RECRUITED", people))
    for person, find in people.items():
        recruits.setdefault(person, (find.confidence, find.sources))
    rels = scene.out("SUPPLIES", people) + scene.out("MEMBER_OF", recruits)
    placed: Reach = {}
    for place, (strength, rows) in reach(scene, rels).items():
        placed[place] = (strength, rows)
    return merge_reach(placed, recruits)


@link_join
def people_meet_tools(scene: Scene) -> Iterator[Link]:
    """A tool and those brought in reach the same gang, den or person."""
    got = _brought(scene)
    for place, (strength, rows) in ends_of_tools(scene).items():
        if place in got:
            yield Link(min(strength, got[place][0]), rows | got[place][1])


@link_join
def recruit_made_contact(scene: Scene) -> Iterator[Link]:
    """Who contacted the victim was brought in, or is of the gang people were brought to."""
    got, contacts = _brought(scene), scene.found("S4")
    users = {rel.source: (rel.confidence, rel.rows) for rel in scene.into("USES", contacts)}
    people = scene.file.ring.people
    users |= {p: (f.confidence, f.sources) for p, f in contacts.items() if p in people}
    gangs = {rel.source: rel for rel in scene.file.ring.members if rel.target in got}
    for person, (strength, rows) in users.items():
        if person in got:
            yield Link(min(strength, got[person][0]), rows | got[person][1])
        elif person in gangs:
            gang = gangs[person]
            weakest = min(strength, gang.confidence, got[gang.target][0])
            yield Link(weakest, rows | gang.rows | got[gang.target][1])


@link_join
def payment_after_agent(scene: Scene) -> Iterator[Link]:
    """A payer whom an agent recruited or wrote to paid afterwards."""
    agents = scene.found("S4")
    for rel, payer in _recruitments(scene, agents):
        for payment in scene.payments:
            if payment.victim == payer and (rel.valid_from or payment.time) <= payment.time:
                strength = min(rel.confidence, payment.confidence)
                yield Link(strength, rel.rows | payment.rows)
