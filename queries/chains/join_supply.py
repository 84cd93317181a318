"""Joins of information, tools and people: batches, suppliers, devices, sites, recruiters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from queries.chains.evidence import Rel
from queries.chains.finds import Find
from queries.chains.scene import Scene
from queries.chains.vocabulary import Words, stage_join

#: same name and phone, but nothing that proves it is the victim
_LOOKALIKE: Final = 0.6
#: tools that persons operate
_OPERATED: Final = (
    "GoipDevice",
    "PseudoBaseStation",
    "IllegalBroadcast",
    "Website",
    "App",
    "ChatGroup",
    "Organization",
)


def source_of(rel: Rel, role: str = "") -> Find:
    """The start of a relation as a find."""
    return Find(rel.source, rel.confidence, rel.rows, role or rel.role)


def target_of(rel: Rel) -> Find:
    """The end of a relation as a find."""
    return Find(rel.target, rel.confidence, rel.rows)


def only(scene: Scene, finds: Iterable[Find], *types: str) -> list[Find]:
    """Those finds that are of one of ``types``."""
    found = list(finds)
    known = scene.evidence.types_of({find.entity for find in found})
    return [find for find in found if known.get(find.entity) in types]


@stage_join()
def batch_of_victim(scene: Scene, words: Words) -> Iterator[Find]:
    """Batches of personal information in which a victim appears."""
    for rel in scene.out("APPEARS_IN_BATCH", scene.victims):
        yield target_of(rel)
    twins = _lookalikes(scene)
    for rel in scene.out("APPEARS_IN_BATCH", twins):
        yield Find(rel.target, min(_LOOKALIKE, rel.confidence), rel.rows)


def _lookalikes(scene: Scene) -> set[str]:
    """Other persons with a victim's name and phone."""
    own = scene.evidence.records_of(scene.victims)
    wanted = {(r["name"], r["props"].get("phone")) for r in own if r["name"]}
    named = scene.evidence.records_named({name for name, phone in wanted if phone})
    same = {r["cluster"] for r in named if (r["name"], r["props"].get("phone")) in wanted}
    return same - set(scene.file.seed.victims)


@stage_join()
def provider_of_batch(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons who provided a batch found before."""
    finds = [source_of(rel) for rel in scene.into("PROVIDED", scene.found("S1"))]
    yield from only(scene, finds, "Person")


@stage_join("what")
def supplier(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons registered as supplying one of ``what`` to a gang or den of the case."""
    rels = scene.into("SUPPLIES", scene.file.ring.places)
    wanted = [rel for rel in rels if any(word in rel.what for word in words["what"])]
    yield from only(scene, map(source_of, wanted), "Person")


@stage_join()
def goip_of_gang(scene: Scene, words: Words) -> Iterator[Find]:
    """GOIP devices involved in the case that stand in its den or are run by its people."""
    ring = scene.file.ring
    goips = {rel.source: rel for rel in scene.involved("GoipDevice")}
    placed = scene.out("LOCATED_IN", goips) + scene.out("SEIZED_AT", goips)
    for rel in placed:
        if rel.target in ring.dens:
            yield Find(rel.source, rel.confidence, rel.rows | goips[rel.source].rows)
    for rel in scene.into("OPERATES", goips):
        if rel.source in ring.gangs or rel.source in ring.people:
            yield Find(rel.target, rel.confidence, rel.rows | goips[rel.target].rows)


@stage_join()
def goip_in_contact(scene: Scene, words: Words) -> Iterator[Find]:
    """GOIP devices whose SIM, handset or number made a first contact."""
    for contact in scene.contacts:
        for goip in sorted(contact.goips):
            yield Find(goip, contact.confidence, contact.rows | contact.tie_rows)


@stage_join()
def site_of_case(scene: Scene, words: Words) -> Iterator[Find]:
    """Sites and apps involved in the case."""
    for rel in scene.involved("Website", "App"):
        yield Find(rel.source, rel.confidence, rel.rows)


@stage_join()
def operator_of_tool(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons who run, rent or installed a device, site, group or company found before."""
    tools = only(scene, scene.found("S2").values(), *_OPERATED)
    rels = scene.into("OPERATES", {find.entity for find in tools})
    yield from only(scene, map(source_of, rels), "Person")


@stage_join("roles")
def payee_holder(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons with one of ``roles`` in the case who hold a first payee."""
    bearers = scene.file.ring.with_role(words["roles"])
    payees = scene.evidence.ids_of(scene.payees).values()
    for rel in scene.into("HOLDS", list(payees)):
        if rel.source in bearers:
            role = bearers[rel.source]
            strength = min(rel.confidence, role.confidence)
            yield Find(rel.source, strength, rel.rows | role.sources, role.role)


@stage_join()
def recruiter(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons who recruited a member of the case's gangs."""
    members = {rel.source for rel in scene.file.ring.members}
    for rel in scene.into("RECRUITED", members):
        yield source_of(rel)
