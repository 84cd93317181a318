"""Joins of an illegal broadcast: the transmitter, its programmes, the hotline that was called."""

from __future__ import annotations

from collections.abc import Iterator

from queries.chains.finds import Find, Link
from queries.chains.scene import Scene
from queries.chains.vocabulary import Words, link_join, stage_join


@stage_join()
def broadcast_of_case(scene: Scene, words: Words) -> Iterator[Find]:
    """Illegal broadcasts involved in the case or run by its people."""
    for entity, rel in scene.lures.broadcasts.items():
        yield Find(entity, rel.confidence, rel.rows)


@stage_join()
def programme_of_broadcast(scene: Scene, words: Words) -> Iterator[Find]:
    """Programmes of such a broadcast that a victim heard before the payment."""
    for airing in scene.lures.airings:
        yield Find(airing.programme, airing.confidence, airing.rows)


@stage_join()
def dialled_number(scene: Scene, words: Words) -> Iterator[Find]:
    """Numbers of the con, reported numbers and hotlines that a victim called himself."""
    ids = scene.evidence.ids_of({call.number for call in scene.lures.dialled})
    for call in scene.lures.dialled:
        yield Find(ids[call.number], call.confidence, call.rows | call.tie_rows)


@link_join
def broadcast_sent_programme(scene: Scene) -> Iterator[Link]:
    """A broadcast of the tools sent the programme a victim heard."""
    tools = scene.found("S2")
    for airing in scene.lures.airings:
        if airing.station in tools:
            yield Link(airing.confidence, airing.rows)


@link_join
def hotline_after_programme(scene: Scene) -> Iterator[Link]:
    """A victim called a number that the programme names, or one of the con soon after it."""
    near = scene.template.micros("second_hours")
    hotlines = scene.lures.hotlines
    for call in scene.lures.dialled:
        named = hotlines.get(call.number)
        for airing in scene.lures.airings:
            if airing.victim != call.victim or (airing.time or call.time) > call.time:
                continue
            tie = named is not None and named.source == airing.programme
            soon = airing.time is not None and call.time - airing.time <= near
            if tie or (soon and call.number in scene.file.ties.owned):
                rows = airing.rows | call.rows | call.tie_rows
                yield Link(min(airing.confidence, call.confidence), rows)


@link_join
def payment_after_call(scene: Scene) -> Iterator[Link]:
    """A victim who called the con paid within the days a contact counts."""
    span = scene.template.micros("contact_days")
    for call in scene.lures.dialled:
        for payment in scene.payments:
            if payment.victim == call.victim and 0 <= payment.time - call.time <= span:
                strength = min(call.confidence, payment.confidence)
                yield Link(strength, call.rows | payment.rows)
