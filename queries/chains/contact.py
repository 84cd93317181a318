"""Who reached the victims: first contacts, second contacts, and numbers calls were passed on to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from queries.chains.evidence import Evidence, Rel, rows_of
from queries.chains.finds import NO_SOURCES, Sources
from queries.chains.seed import READ

#: columns of the device that made a call
_TOOLS: Final = ("caller_imsi", "caller_imei")


@dataclass(frozen=True, slots=True)
class Ringing:
    """One call or message that reached a victim; ``tools`` are keys of SIM, IMEI and number."""

    victim: str
    number: int
    time: int
    tools: frozenset[int]
    rows: Sources


@dataclass(frozen=True, slots=True)
class Contact:
    """A ring tied to the offenders; ``goips`` and ``tools`` (number keys) are what made it."""

    victim: str
    number: int
    time: int
    goips: frozenset[str]
    confidence: float
    rows: Sources
    tie_rows: Sources = NO_SOURCES
    tools: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Forward:
    """A number that a contacting number passes calls on to."""

    number: int
    target: int
    confidence: float
    rows: Sources


@dataclass(frozen=True, slots=True)
class Ties:
    """What makes a ring a contact: SIMs in a GOIP, reported numbers, numbers of the con.

    ``goip_of`` maps number keys to ``INSERTED_IN`` relations, ``reported`` victims
    to the numbers they reported, ``owned`` numbers to the relation that gives
    them to a den or a caller.
    """

    goip_of: Mapping[int, tuple[Rel, ...]]
    reported: Mapping[str, Mapping[int, Rel]]
    owned: Mapping[int, Rel]


def rings_of(evidence: Evidence, phones: Mapping[int, str]) -> list[Ringing]:
    """Every dated call and message to these phones, oldest first; hubs are not returned."""
    found = [
        Ringing(
            phones[row["callee"]],
            row["caller"],
            row["time"],
            frozenset({row["caller"], *(row[tool] for tool in _TOOLS)} - {0}),
            rows_of(row["evidence"]),
        )
        for row in _dated(evidence.facts("calls", "callee", phones).to_dicts())
        if row["kind"] != "forward"
    ]
    found += [
        Ringing(
            phones[row["receiver"]],
            row["sender"],
            row["time"],
            frozenset({row["sender"]} - {0}),
            rows_of(row["evidence"]),
        )
        for row in _dated(evidence.facts("messages", "receiver", phones).to_dicts())
    ]
    hubs = {n for n, e in evidence.ids_of({r.number for r in found}).items() if e in evidence.hubs}
    kept = [r for r in found if r.number and r.number not in hubs and r.number not in phones]
    return sorted(kept, key=lambda r: (r.time, r.number))


def _dated(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["time"] is not None]


def goips_by_key(evidence: Evidence, keys: Collection[int]) -> dict[int, tuple[Rel, ...]]:
    """The GOIP devices in which a SIM card, handset or number (by key) is registered."""
    ids = evidence.ids_of(keys)
    inserted = evidence.out("INSERTED_IN", ids.values())
    types = evidence.types_of({rel.target for rel in inserted})
    by_id: dict[str, list[Rel]] = {}
    for rel in inserted:
        if types.get(rel.target) == "GoipDevice":
            by_id.setdefault(rel.source, []).append(rel)
    return {key: tuple(by_id[entity]) for key, entity in ids.items() if entity in by_id}


def first_contacts(
    rings: Iterable[Ringing], ties: Ties, until: Mapping[str, int], span: int, second: int
) -> list[Contact]:
    """Tied rings in the ``span`` µs before each victim's first payment (``until``).

    A number of the con itself is a first contact only where no other tied number
    rang that victim in the ``second`` µs before: otherwise it is a second contact.
    """
    near = [r for r in rings if _in_time(r, until, span)]
    found = [c for r in near if (c := _tied(r, ties))]
    for ring in near:
        if ring.number in ties.owned and _tied(ring, ties) is None:
            before = any(
                c.victim == ring.victim and 0 < ring.time - c.time <= second for c in found
            )
            if not before:
                rel = ties.owned[ring.number]
                found.append(_contact(ring, frozenset(), rel.confidence, rel.rows))
    return sorted(found, key=lambda c: (c.time, c.number))


def _in_time(ring: Ringing, until: Mapping[str, int], span: int) -> bool:
    if ring.victim not in until:
        return not until
    return 0 <= until[ring.victim] - ring.time <= span


def _contact(ring: Ringing, goips: frozenset[str], confidence: float, rows: Sources) -> Contact:
    strength = min(READ, confidence)
    return Contact(
        ring.victim, ring.number, ring.time, goips, strength, ring.rows, rows, ring.tools
    )


def _tied(ring: Ringing, ties: Ties) -> Contact | None:
    inserted = [rel for tool in sorted(ring.tools) for rel in ties.goip_of.get(tool, ())]
    if inserted:
        best = max(rel.confidence for rel in inserted)
        rows = frozenset(row for rel in inserted for row in rel.rows)
        return _contact(ring, frozenset(rel.target for rel in inserted), best, rows)
    reported = ties.reported.get(ring.victim, {}).get(ring.number)
    if reported is not None:
        return _contact(ring, frozenset(), reported.confidence, reported.rows)
    return None


def second_contacts(
    rings: Iterable[Ringing], first: Collection[Contact], ties: Ties, second: int
) -> list[Contact]:
    """Rings of the con's own numbers within ``second`` µs after another number's contact."""
    found = []
    for ring in rings:
        rel = ties.owned.get(ring.number)
        if rel is None:
            continue
        after = any(
            c.victim == ring.victim
            and c.number != ring.number
            and 0 <= ring.time - c.time <= second
            for c in first
        )
        if after:
            found.append(_contact(ring, frozenset(), rel.confidence, rel.rows))
    return found


def forwards(evidence: Evidence, numbers: Collection[int], ties: Ties) -> list[Forward]:
    """Calls that contacting ``numbers`` passed on to numbers of the con."""
    found = [
        Forward(row["caller"], target, READ, rows_of(row["evidence"]))
        for row in evidence.facts("calls", "caller", numbers).to_dicts()
        if (target := row["forwarded_to"] or (row["callee"] if row["kind"] == "forward" else 0))
    ]
    ids = evidence.ids_of(numbers)
    keys = {entity: key for key, entity in ids.items()}
    rels = evidence.out("FORWARDS_TO", keys)
    targets = evidence.keys_of({rel.target for rel in rels})
    found += [
        Forward(keys[rel.source], targets[rel.target], rel.confidence, rel.rows)
        for rel in rels
        if rel.target in targets
    ]
    return [f for f in found if f.target in ties.owned and f.target not in numbers]
