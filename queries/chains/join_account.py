"""Joins of social accounts: who wrote to the victims, and the callers who use the accounts."""

from __future__ import annotations

from collections.abc import Iterator

from queries.chains.approach import reaches
from queries.chains.finds import Find, Link
from queries.chains.join_supply import only
from queries.chains.scene import Scene
from queries.chains.vocabulary import Words, link_join, stage_join


@stage_join()
def account_of_case(scene: Scene, words: Words) -> Iterator[Find]:
    """Social accounts involved in the case."""
    for rel in scene.involved("VirtualIdentity"):
        yield Find(rel.source, rel.confidence, rel.rows)


@stage_join()
def account_contact(scene: Scene, words: Words) -> Iterator[Find]:
    """Social accounts that contacted a victim before the payment, second contacts left out."""
    for approach in scene.lures.approaches:
        if not approach.second:
            yield Find(approach.account, approach.confidence, approach.rows)


@stage_join()
def second_account(scene: Scene, words: Words) -> Iterator[Find]:
    """Social accounts of the con that contacted the victim next."""
    for approach in scene.lures.approaches:
        if approach.second and approach.user is not None:
            strength = min(approach.confidence, approach.user.confidence)
            yield Find(approach.account, strength, approach.rows | approach.user.rows)


@stage_join("roles")
def caller_of_contact(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons with one of ``roles`` in the case who use a contacting account or number."""
    bearers = scene.file.ring.with_role(words["roles"])
    finds = only(scene, scene.found("S4", "S5").values(), "VirtualIdentity", "PhoneNumber")
    used = {find.entity: find for find in finds}
    for rel in scene.into("USES", used):
        if rel.source in bearers:
            role = bearers[rel.source]
            strength = min(rel.confidence, role.confidence, used[rel.target].confidence)
            yield Find(rel.source, strength, rel.rows | role.sources, role.role)


@link_join
def tool_is_contact(scene: Scene) -> Iterator[Link]:
    """An account or number among the tools is the one that contacted the victim."""
    tools = scene.found("S2")
    for entity, find in scene.found("S4").items():
        if entity in tools:
            yield Link(min(find.confidence, tools[entity].confidence), find.sources)


@link_join
def contact_led_to_tool(scene: Scene) -> Iterator[Link]:
    """The contact led to a site, an app or a group among the tools, or stands in that group."""
    tools, contacts = scene.found("S2"), scene.found("S4")
    for rel in scene.out("LURED_TO", contacts) + scene.out("IN_GROUP", contacts):
        if rel.target in tools:
            strength = min(rel.confidence, contacts[rel.source].confidence)
            yield Link(strength, rel.rows | contacts[rel.source].sources)


@link_join
def con_made_contact(scene: Scene) -> Iterator[Link]:
    """A caller uses the contacting account or number, or the con's account wrote next."""
    contacts, con = scene.found("S4"), scene.found("S5")
    for rel in scene.into("USES", contacts):
        if rel.source in con:
            strength = min(rel.confidence, contacts[rel.target].confidence)
            yield Link(strength, rel.rows | contacts[rel.target].sources)
    for find in second_account(scene, {}):
        if find.entity in con:
            yield Link(find.confidence, find.sources)


@link_join
def payment_after_account(scene: Scene) -> Iterator[Link]:
    """A victim whom an account contacted paid within the days a contact counts."""
    span = scene.template.micros("contact_days")
    for approach in scene.lures.approaches:
        for payment in scene.payments:
            same = payment.victim == approach.victim
            if same and reaches(approach.since, approach.until, payment.time, span):
                strength = min(approach.confidence, payment.confidence)
                yield Link(strength, approach.rows | payment.rows)
