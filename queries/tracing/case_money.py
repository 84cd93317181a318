"""The money question of a case: its victim payments in the snapshot, and what to follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.errors import BadInput
from graph.snapshot import Flags, Snapshot
from queries.chains.evidence import Evidence
from queries.chains.seed import Payment, Seed, find_seed, read_case
from queries.chains.template_files import suiting, templates
from queries.model import Text
from queries.tracing.follow import Bounds, Fences, Trace, Tracer


@dataclass(frozen=True, slots=True)
class CaseTrace:
    """The trace of one case in one currency; part numbers are 1 + place in ``payments``."""

    case_no: str
    payments: tuple[Payment, ...]
    trace: Trace


def seed_of(evidence: Evidence, case: str) -> Seed:
    """Victims and counted payments of the case with this entity id."""
    about = read_case(evidence, case)
    chosen = suiting(about.scam_type, evidence.dataset.ledger.home) or next(
        iter(templates().values())
    )
    return find_seed(evidence, about, chosen)


def trace_case(
    evidence: Evidence, snapshot: Snapshot, seed: Seed, method: str, bounds: Bounds
) -> list[CaseTrace]:
    """One trace per currency of the case's payments."""
    return trace_payments(evidence, snapshot, seed.case.case_no, seed.payments, method, bounds)


def trace_payments(
    evidence: Evidence,
    snapshot: Snapshot,
    case_no: str,
    wanted: Sequence[Payment],
    method: str,
    bounds: Bounds,
) -> list[CaseTrace]:
    """One trace per currency of these payments, each a part of its own."""
    fences = fences_of(evidence, snapshot)
    found = []
    for currency in sorted({payment.currency for payment in wanted}):
        payments = tuple(p for p in wanted if p.currency == currency)
        positions = positions_of(snapshot, payments)
        parts = {position: part for part, position in enumerate(positions, start=1)}
        trace = Tracer(snapshot, parts, method, bounds, fences).run()
        found.append(CaseTrace(case_no, payments, trace))
    return found


def payments_of(evidence: Evidence, cases: Sequence[str]) -> tuple[list[Payment], list[Text]]:
    """The payments of several cases (entity ids), each movement once, and what does not count."""
    found: dict[tuple[Any, ...], Payment] = {}
    notes: list[Text] = []
    for case in cases:
        seed = seed_of(evidence, case)
        notes += seed.notes
        for payment in seed.payments:
            found.setdefault((payment.account, payment.payee, payment.rows), payment)
    ordered = sorted(found.values(), key=lambda p: (p.time, p.payee, p.account, p.amount_minor))
    return ordered, list(dict.fromkeys(notes))


def no_payment(notes: Iterable[Text]) -> BadInput:
    """The error of a money question without a payment, with the reasons known."""
    known = list(dict.fromkeys(notes))
    zh = "没有可追踪的被骗付款。" + "".join(note.zh for note in known)
    en = " ".join(["No victim payment to follow.", *(note.en for note in known)])
    return BadInput(zh, en)


def fences_of(evidence: Evidence, snapshot: Snapshot) -> Fences:
    """Accounts without statement, hubs and merchants, as flags by account."""
    money = evidence.money
    return Fences(
        statement=_flags(snapshot, money.spoken),
        hub=_flags(snapshot, money.hubs),
        merchant=_flags(snapshot, money.shops),
    )


def _flags(snapshot: Snapshot, keys: frozenset[int]) -> Flags:
    return np.isin(snapshot.accounts, np.fromiter(keys, dtype=np.int64, count=len(keys)))


def positions_of(snapshot: Snapshot, payments: Sequence[Payment]) -> list[int]:
    """Where each payment stands; equal payments take equal movements one after another."""
    taken: set[int] = set()
    found = []
    for payment in payments:
        moves = snapshot.outgoing.of(snapshot.index_of(payment.account))
        fits = moves[
            (snapshot.payee[moves] == snapshot.index_of(payment.payee))
            & (snapshot.time[moves] == payment.time)
            & (snapshot.amount[moves] == payment.amount_minor)
        ]
        position = next(int(move) for move in fits if int(move) not in taken)
        taken.add(position)
        found.append(position)
    return found
