"""Cuts the payments of a case into first-payee clusters: each is one chain."""

from __future__ import annotations

from typing import Final

import polars as pl

from queries.chains.case_file import CaseFile
from queries.chains.money import Walk

#: two first payees whose owners share one of these relations' ends belong together
_OWNED_BY: Final = ("HOLDS", "CONTROLS")


def clusters(file: CaseFile) -> list[list[int]]:
    """Places in ``file.seed.payments``, one list per cluster, the earliest payment first.

    First payees are one cluster when they share holder, controller, the gang of
    either, a device or address they logged in from, or an account the money of
    both reaches.
    """
    payees = sorted({payment.payee for payment in file.seed.payments})
    marks: dict[int, set[object]] = {payee: {payee} for payee in payees}
    _mark_owners(file, marks)
    _mark_logins(file, marks)
    for payment, walk in zip(file.seed.payments, file.walks, strict=True):
        marks[payment.payee].update(walk.level)
        marks[payment.payee].update(_other_payees(file, walk))
    group = _components(marks)
    found: dict[int, list[int]] = {}
    for place, payment in enumerate(file.seed.payments):
        found.setdefault(group[payment.payee], []).append(place)
    return sorted(found.values())


def _other_payees(file: CaseFile, walk: Walk) -> set[int]:
    """First payees to which money of this walk is sent on (the walk itself stops there)."""
    first = {payment.payee for payment in file.seed.payments}
    return first & set(file.evidence.money.payee[walk.exits].tolist())


def _mark_owners(file: CaseFile, marks: dict[int, set[object]]) -> None:
    evidence = file.evidence
    ids = evidence.ids_of(marks)
    keys = {entity: key for key, entity in ids.items()}
    owners: dict[str, set[int]] = {}
    for kind in _OWNED_BY:
        for rel in evidence.into(kind, keys):
            marks[keys[rel.target]].add(rel.source)
            owners.setdefault(rel.source, set()).add(keys[rel.target])
    for rel in evidence.out("MEMBER_OF", owners):
        for payee in owners[rel.source]:
            marks[payee].add(rel.target)


def _mark_logins(file: CaseFile, marks: dict[int, set[object]]) -> None:
    """Devices and addresses of logins inside the window around the payments."""
    times = [payment.time for payment in file.seed.payments]
    if not times:
        return
    span = file.template.micros("window_days")
    logins = file.evidence.facts("logins", "account", marks).filter(
        pl.col("time").is_between(min(times) - span, max(times) + span)
    )
    hubs = file.evidence.hubs
    for end in ("ip", "mac", "device"):
        named = logins.filter(pl.col(end) != 0).select("account", f"{end}_entity").unique()
        for account, entity in named.iter_rows():
            if entity not in hubs:
                marks[account].add(entity)


def _components(marks: dict[int, set[object]]) -> dict[int, int]:
    """The least payee of the connected component of each."""
    parent = {payee: payee for payee in marks}

    def root(payee: int) -> int:
        while parent[payee] != payee:
            payee = parent[payee]
        return payee

    first: dict[object, int] = {}
    for payee in sorted(marks):
        for mark in marks[payee]:
            one, other = root(payee), root(first.setdefault(mark, payee))
            parent[max(one, other)] = min(one, other)
    return {payee: root(payee) for payee in marks}
