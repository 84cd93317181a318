"""Who reached the victims without ringing them: social accounts, programmes, called numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from queries.chains.contact import Contact
from queries.chains.evidence import Evidence, Rel, rows_of
from queries.chains.finds import Sources
from queries.chains.seed import READ

#: victim → time of his first payment, µs; empty when nobody paid
Until = Mapping[str, int]
_NO_GOIPS: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Approach:
    """A social account registered as having contacted a victim.

    ``user`` ties it to a caller of the case; ``second`` says that it is the con's
    and another contact with the same victim came shortly before, or already a payment.
    """

    victim: str
    account: str
    since: int | None
    until: int | None
    user: Rel | None
    second: bool
    confidence: float
    rows: Sources


@dataclass(frozen=True, slots=True)
class Airing:
    """A programme of an illegal broadcast that a victim heard; undated for ``None``."""

    victim: str
    station: str
    programme: str
    time: int | None
    confidence: float
    rows: Sources


def last_time(rel: Rel) -> int | None:
    """When an event that the relation tells of was over; ``None`` for undated."""
    return rel.valid_to if rel.valid_to is not None else rel.valid_from


def before_payment(
    rel: Rel, victim: str, until: Until, span: int, last: Until | None = None
) -> bool:
    """Whether the event lies in the ``span`` µs before the victim's first payment.

    It may begin earlier and go on later, or begin before his ``last`` payment; an
    undated one counts.
    """
    if victim not in until:
        return not until
    begin, end = rel.valid_from, last_time(rel)
    started = begin is None or begin <= (last or until)[victim]
    return started and (end is None or until[victim] - end <= span)


def reaches(since: int | None, until: int | None, time: int, span: int) -> bool:
    """Whether ``time`` is after the event began and at most ``span`` µs after it was over."""
    return (since is None or since <= time) and (until is None or time - until <= span)


def approaches(
    contacted: Iterable[Rel],
    users: Mapping[str, Rel],
    rung: Collection[Contact],
    paid: Until,
    second: int,
) -> list[Approach]:
    """The social accounts of ``contacted`` (victims end the relations), oldest first.

    ``users`` maps an account to the caller of the case who uses it, ``rung`` are
    the first contacts by telephone, ``paid`` the first payments. One that began after
    the first payment counts only as the con's.
    """
    rels = [r for r in contacted if r.source in users or not _late(r, paid)]
    earlier = [(c.victim, c.time, "") for c in rung]
    earlier += [(r.target, r.valid_from, r.source) for r in rels if r.valid_from is not None]
    found = []
    for rel in rels:
        user = users.get(rel.source)
        follows = any(
            victim == rel.target and account != rel.source and 0 < rel.valid_from - time <= second
            for victim, time, account in earlier
            if rel.valid_from is not None
        )
        found.append(
            Approach(
                rel.target,
                rel.source,
                rel.valid_from,
                last_time(rel),
                user,
                user is not None and (follows or _late(rel, paid)),
                rel.confidence,
                rel.rows,
            )
        )
    return sorted(found, key=lambda a: (a.since or 0, a.account, a.victim))


def _late(rel: Rel, paid: Until) -> bool:
    """Whether the contact began after the victim's first payment."""
    return rel.valid_from is not None and rel.valid_from > paid.get(rel.target, rel.valid_from)


def airings(
    evidence: Evidence,
    stations: Mapping[str, Rel],
    phones: Mapping[int, str],
    victims: Collection[str],
    until: Until,
    span: int,
) -> list[Airing]:
    """Programmes ``SENT`` by one of ``stations`` and ``RECEIVED`` by a victim or his phone."""
    hearer = {entity: phones[key] for key, entity in evidence.ids_of(phones).items()}
    hearer |= {victim: victim for victim in victims}
    sent: dict[str, list[Rel]] = {}
    for rel in evidence.out("SENT", stations):
        sent.setdefault(rel.target, []).append(rel)
    found = []
    for heard in evidence.out("RECEIVED", hearer):
        victim = hearer[heard.source]
        if victim not in victims or not before_payment(heard, victim, until, span):
            continue
        for rel in sent.get(heard.target, ()):
            tie = stations[rel.source]
            strength = min(heard.confidence, rel.confidence, tie.confidence)
            rows = heard.rows | rel.rows | tie.rows
            time = heard.valid_from
            found.append(Airing(victim, rel.source, heard.target, time, strength, rows))
    return sorted(found, key=lambda a: (a.time or 0, a.programme, a.station, a.victim))


def calls_made(
    evidence: Evidence, phones: Mapping[int, str], ties: Mapping[int, Rel], until: Until, span: int
) -> list[Contact]:
    """Calls of the victims in the ``span`` µs before their first payment to numbers of ``ties``."""
    found = []
    for row in evidence.facts("calls", "caller", phones).iter_rows(named=True):
        victim, rel, time = phones[row["caller"]], ties.get(row["callee"]), row["time"]
        if rel is None or time is None or row["kind"] == "forward":
            continue
        if victim in until and 0 <= until[victim] - time <= span:
            strength = min(READ, rel.confidence)
            rows = rows_of(row["evidence"])
            found.append(Contact(victim, row["callee"], time, _NO_GOIPS, strength, rows, rel.rows))
    return sorted(found, key=lambda c: (c.time, c.number))
