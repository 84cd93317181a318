"""Joins of a pseudo base station: the device, the wave of messages, the site in them."""

from __future__ import annotations

from collections.abc import Iterator

from queries.chains.finds import Find, Link
from queries.chains.scene import Scene
from queries.chains.vocabulary import Words, link_join, stage_join


@stage_join()
def station_of_case(scene: Scene, words: Words) -> Iterator[Find]:
    """Pseudo base stations seized in the case or run by its people."""
    for station in scene.stations:
        yield Find(station.entity, station.confidence, station.rows)


@stage_join()
def message_of_station(scene: Scene, words: Words) -> Iterator[Find]:
    """Texts that a station of the case sent to a victim before the payment."""
    for wave in scene.waves:
        yield Find(wave.text, wave.confidence, wave.rows)


@stage_join()
def site_of_message(scene: Scene, words: Words) -> Iterator[Find]:
    """Sites and apps such a text leads to."""
    for rel in scene.out("LURED_TO", {wave.text for wave in scene.waves}):
        yield Find(rel.target, rel.confidence, rel.rows)


@link_join
def station_sent_message(scene: Scene) -> Iterator[Link]:
    """A station of the tools sent a victim its text."""
    tools = scene.found("S2")
    for wave in scene.waves:
        if wave.station in tools:
            yield Link(wave.confidence, wave.rows)


@link_join
def payment_after_message(scene: Scene) -> Iterator[Link]:
    """A victim who got the text paid within the days a contact counts."""
    span = scene.template.micros("contact_days")
    for wave in scene.waves:
        for payment in scene.payments:
            if payment.victim == wave.victim and 0 <= payment.time - wave.time <= span:
                strength = min(wave.confidence, payment.confidence)
                yield Link(strength, wave.rows | payment.rows)
