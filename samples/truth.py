"""Writes ``truth.json``: what a perfect reader of the files must find (design.md §6, schema 1)."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

from samples import money
from samples.evidence.tables import Book
from samples.links import case_links
from samples.mint import Made
from samples.model import Account, Atm, Movement, Person, Phone, Thing, micros
from samples.plan import CasePlan, World
from samples.stages import STAGES, Answer, answers
from samples.walk import visible

SCHEMA = 1
_ENDS = {"cash": "CASH", "fee": "FEE", "merchant": "MERCHANT", "interest": "INTEREST"}


def build_truth(world: World, book: Book) -> dict[str, Any]:
    """The truth of ``world``, every row as it stands in the files of ``book``."""
    found = answers(world)
    steps = [(place, made) for place, made in enumerate(world.movements) if visible(made)]
    links = [link for made in found for link in case_links(made, book)]
    sample = world.sample
    return {
        "schema": SCHEMA,
        "synthetic": True,
        "template": sample.template or "world",
        "variant": sample.variant,
        "size": sample.size,
        "seed": sample.seed,
        "rows": book.lines,
        "entities": _entities(world, book, found, links),
        "links": links,
        "chains": [_chain(made) for made in found],
        "payments": [row for case in world.cases for row in _payments(world, case, book, steps)],
        "stations": [_station(case) for case in world.cases if case.station is not None],
        "must_not_join": [list(pair) for pair in world.must_not_join],
    }


def write_truth(path: Path, truth: dict[str, Any]) -> None:
    """UTF-8 JSON, a line per leaf list, the same bytes each time."""
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _entities(
    world: World, book: Book, answers: list[Answer], links: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Everything in a stage, in a link, in ``must_not_join``, and victims' own numbers."""
    wanted: dict[str, None] = {}
    for made in answers:
        case = made.case
        wanted |= dict.fromkeys((case.case.ref, case.gang.ref))
        for victim in case.victims:
            own = (victim.person, victim.phone, victim.account)
            wanted |= dict.fromkeys(thing.ref for thing in own)
        for stage in STAGES:
            wanted |= dict.fromkeys(made.entities[stage])
    for link in links:
        wanted |= dict.fromkeys((link["from"], link["to"]))
    for made_up in world.withdrawn:
        own_things = (made_up.case, made_up.report, made_up.buyer, made_up.account, made_up.shop)
        wanted |= dict.fromkeys(thing.ref for thing in own_things)
    for pair in world.must_not_join:
        wanted |= dict.fromkeys(pair)
    return [
        {"ref": ref, "type": kind, "key": key, "rows": rows_of(book, ref)}
        for ref in wanted
        for kind, key in [_named(world.mint.made[ref])]
    ]


def _named(thing: Made) -> tuple[str, str | None]:
    """Type and natural key of a planned thing; no key where the files do not tell."""
    if isinstance(thing, Person):
        return "Person", thing.id_number if thing.id_shown else None
    if isinstance(thing, Phone):
        return "PhoneNumber", thing.key
    if isinstance(thing, Account):
        return ("BankAccount" if thing.known else "Account"), thing.key
    if isinstance(thing, Thing) and thing.type == "SmsTemplate":  # a text's key: no widths, blanks
        return thing.type, "".join(unicodedata.normalize("NFKC", str(thing.key)).split())
    return ("AtmOrBranch" if isinstance(thing, Atm) else thing.type), thing.key


def rows_of(book: Book, ref: str, *roles: str) -> list[dict[str, Any]]:
    """The places of ``ref`` as JSON objects."""
    return [
        {"file": place.file, "sheet": place.sheet, "row": place.row, "role": place.role}
        for place in book.of(ref, *roles)
    ]


def _chain(made: Answer) -> dict[str, Any]:
    return {
        "case": made.case.case_no,
        "template": made.case.template,
        "gap": made.case.gap.name if made.case.gap else None,
        "stages": made.statuses,
        "stage_entities": made.entities,
        "links": made.links,
        "completeness": made.completeness,
        "verdict": made.verdict,
    }


def _station(case: CasePlan) -> dict[str, Any]:
    """Where a pseudo base station stood and when (WGS-84 means), and which victims it reached."""
    made = case.station
    assert made is not None
    reached = {spam.phone.ref for stay in made.stays for spam in stay}
    return {
        "case": case.case_no,
        "station": made.station.key,
        "track": [
            {
                "first": micros(stay[0].time),
                "last": micros(stay[-1].time),
                "lat": round(sum(spam.lat for spam in stay) / len(stay), 6),
                "lon": round(sum(spam.lon for spam in stay) / len(stay), 6),
                "count": len(stay),
            }
            for stay in made.stays
        ],
        "victims": [v.phone.ref for v in case.victims if v.phone.ref in reached],
    }


def _payments(
    world: World, case: CasePlan, book: Book, visible_steps: list[tuple[int, Movement]]
) -> list[dict[str, Any]]:
    """The victim's payments with every move and leaf of both methods.

    Only movements of accounts that the money can get to are calculated with: the rest is clean.
    """
    near = _downstream(case, visible_steps)
    steps = [
        _step(place, made, case)
        for place, made in visible_steps
        if any(end is not None and end.ref in near for end in (made.payer, made.payee))
    ]
    openings = {
        account.key: account.opening for account in world.statements() if account.ref in near
    }
    traces = {name: money.trace(steps, openings, name) for name in money.METHODS}
    rows = []
    for paid in case.payments:
        (victim,) = [victim for victim in case.victims if paid in victim.payments]
        source = {
            key: value
            for key, value in rows_of(book, paid.ref, "payer")[0].items()
            if key != "role"
        }
        rows.append(
            {
                "case": case.case_no,
                "victim": victim.person.id_number,
                "row": source,
                "time": micros(paid.time),
                "amount_minor": paid.amount,
                "moves": {name: _moves(found, paid.ref) for name, found in traces.items()},
                "leaves": {name: _leaves(found, paid.ref) for name, found in traces.items()},
            }
        )
    return rows


def _downstream(case: CasePlan, steps: list[tuple[int, Movement]]) -> set[str]:
    """Accounts with a way from a payment of the case, by ref; times are not looked at."""
    onward: dict[str, set[str]] = {}
    for _, made in steps:
        if made.payer is not None and made.payee is not None:
            onward.setdefault(made.payer.ref, set()).add(made.payee.ref)
    near = {paid.payee.ref for paid in case.payments if paid.payee is not None}
    queue = list(near)
    while queue:
        fresh = onward.get(queue.pop(), set()) - near
        near |= fresh
        queue += fresh
    return near


def _step(place: int, made: Movement, case: CasePlan) -> money.Step:
    """``made`` as a step; time and serial are the payer's where his statement shows it."""
    payer = made.payer.key if made.payer else "UNKNOWN_SOURCE"
    payee = made.payee.key if made.payee else _ENDS.get(made.kind, "UNKNOWN")
    part = made.ref if made in case.payments else ""
    when, serial = micros(made.time), made.payer_serial
    if made.payer is None or not made.payer.statement:
        when, serial = when + made.payee_lag * 1_000_000, made.payee_serial
    return money.Step(when, serial, place, payer, payee, made.amount, part)


def _moves(found: money.Trace, part: str) -> list[dict[str, Any]]:
    return [
        {
            "level": move.level,
            "from": move.source,
            "to": move.target,
            "time": move.time,
            "amount_minor": move.amount,
            "tainted_minor": move.tainted,
            "currency": "CNY",
        }
        for move in found.moves
        if move.part == part
    ]


def _leaves(found: money.Trace, part: str) -> list[dict[str, Any]]:
    return [
        {"account": leaf.account, "level": leaf.level, "reason": leaf.reason, "tainted_minor": sum_}
        for leaf, sum_ in found.leaves.items()
        if leaf.part == part
    ]
