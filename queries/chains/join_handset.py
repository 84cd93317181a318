"""Joins of handsets and SIM cards: what the call rows name as the device of a contact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from queries.chains.finds import Find, Link, Sources
from queries.chains.scene import Scene
from queries.chains.vocabulary import Words, link_join, stage_join

_KINDS: Final = ("Device", "SimCard")


def _made(scene: Scene) -> Iterator[tuple[str, float, Sources]]:
    """``(handset or card, confidence, rows)`` for each contact whose row names one.

    The row itself is the tie: another number on the same (perhaps cloned) IMEI is not joined.
    """
    keys = {tool for contact in scene.contacts for tool in contact.tools}
    ids = scene.evidence.ids_of(keys)
    types = scene.evidence.types_of(set(ids.values()))
    for contact in scene.contacts:
        for tool in sorted(contact.tools):
            entity = ids.get(tool, "")
            if types.get(entity) in _KINDS:
                yield entity, contact.confidence, contact.rows | contact.tie_rows


@stage_join()
def handset_in_contact(scene: Scene, words: Words) -> Iterator[Find]:
    """Handsets and SIM cards that a first contact was made with."""
    for entity, strength, rows in _made(scene):
        yield Find(entity, strength, rows)


@link_join
def handset_made_contact(scene: Scene) -> Iterator[Link]:
    """A handset or SIM card of the tools made a first contact."""
    tools = scene.found("S2")
    for entity, strength, rows in _made(scene):
        if entity in tools:
            yield Link(strength, rows)
