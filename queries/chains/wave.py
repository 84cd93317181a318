"""Messages of a pseudo base station that reached the victims before they paid."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from queries.chains.evidence import Evidence, Rel, rows_of
from queries.chains.finds import NO_SOURCES, Source, Sources
from queries.chains.seed import READ
from queries.stations.reports import cell_key
from queries.stations.station import seized_at


@dataclass(frozen=True, slots=True)
class Station:
    """A station of the case: the key of its fake cell (0: not known) and until when it sent."""

    entity: str
    cell: int
    until: int | None
    confidence: float
    rows: Sources


@dataclass(frozen=True, slots=True)
class Wave:
    """A message a victim got from a station; ``text`` is the entity of its template."""

    victim: str
    station: str
    text: str
    time: int
    confidence: float
    rows: Sources


def stations_of(evidence: Evidence, rels: Collection[tuple[str, Rel]]) -> list[Station]:
    """The stations named by ``(entity, relation that ties it to the case)``, strongest tie kept."""
    best: dict[str, Rel] = {}
    for entity, rel in rels:
        if entity not in best or best[entity].confidence < rel.confidence:
            best[entity] = rel
    found = []
    for entity, rel in sorted(best.items()):
        cell, until = 0, None
        for record in evidence.records_of([entity]):
            props = record["props"]
            fake = (str(props.get(name) or "") for name in ("fake_lac", "fake_ci"))
            cell = cell_key(evidence.dataset, *fake) or cell
            until = seized_at(str(props.get("seized_at") or "")) or until
        found.append(Station(entity, cell, until, rel.confidence, rel.rows))
    return found


def waves(
    evidence: Evidence,
    stations: Collection[Station],
    phones: Mapping[int, str],
    until: Mapping[str, int],
    span: int,
) -> list[Wave]:
    """Messages to ``phones`` (key → victim) in the ``span`` µs before each victim's payment.

    A message is a station's when its row names the station's fake cell, or no cell at all
    and a text registered as ``SENT`` by it. The number shown is forged and proves nothing.
    """
    texts = _texts(evidence, phones)
    sent = {(r.source, r.target): r for r in evidence.out("SENT", {s.entity for s in stations})}
    found = []
    for row in evidence.facts("messages", "receiver", phones).iter_rows(named=True):
        victim, time, rows = phones[row["receiver"]], row["time"], rows_of(row["evidence"])
        if time is None or victim not in until or not 0 <= until[victim] - time <= span:
            continue
        text = next((texts[place] for place in sorted(rows) if place in texts), "")
        for station in stations:
            tie = _tie(station, row["cell"] or 0, sent.get((station.entity, text)))
            if text and tie is not None and (station.until is None or time <= station.until):
                strength, behind = tie
                strength = min(READ, strength, station.confidence)
                behind = rows | behind | station.rows
                found.append(Wave(victim, station.entity, text, time, strength, behind))
    return sorted(found, key=lambda wave: (wave.time, wave.text, wave.station))


def _tie(station: Station, cell: int, sent: Rel | None) -> tuple[float, Sources] | None:
    if cell:
        return (READ, NO_SOURCES) if cell == station.cell else None
    return None if sent is None else (sent.confidence, sent.rows)


def _texts(evidence: Evidence, phones: Mapping[int, str]) -> dict[Source, str]:
    """The template a phone received, by source row."""
    entities = evidence.ids_of(phones).values()
    return {row: rel.target for rel in evidence.out("RECEIVED", entities) for row in rel.rows}
