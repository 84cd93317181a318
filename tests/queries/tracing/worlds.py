"""Small ledgers of movements as snapshots, without files, for the tracing tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.snapshot import END_CODES, NO_BALANCE, Snapshot, csr
from queries.tracing.follow import Bounds, Fences, Trace, Tracer

HOUR = 3_600_000_000


@dataclass(frozen=True)
class Row:
    """One movement: hours since the start, ends by name, minor units; ``part`` if a payment."""

    hour: float
    payer: str
    payee: str
    amount: int
    part: int = 0
    currency: int = 0


def snapshot(rows: list[Row], names: list[str], openings: dict[str, int]) -> Snapshot:
    """``rows`` in the order given; each account prints its balance at its first row."""
    index = {name: place for place, name in enumerate(names)} | END_CODES
    payer = np.array([index[row.payer] for row in rows], dtype=np.int64)
    payee = np.array([index[row.payee] for row in rows], dtype=np.int64)
    amount = np.array([row.amount for row in rows], dtype=np.int64)
    size = len(rows)
    balances = {side: np.full(size, NO_BALANCE, dtype=np.int64) for side in ("payer", "payee")}
    for name, opening in openings.items():
        for place, row in enumerate(rows):
            if name in (row.payer, row.payee):
                side, sign = ("payee", 1) if row.payee == name else ("payer", -1)
                balances[side][place] = opening + sign * row.amount
                break
    return Snapshot(
        accounts=np.arange(1, len(names) + 1, dtype=np.int64),
        payer=payer,
        payee=payee,
        time=np.array([int(row.hour * HOUR) for row in rows], dtype=np.int64),
        amount=amount,
        currency=np.array([row.currency for row in rows], dtype=np.int64),
        currencies=("CNY", "USD"),
        unordered=np.zeros(size, dtype=np.bool_),
        payer_balance=balances["payer"],
        payee_balance=balances["payee"],
        row=np.arange(size, dtype=np.int64),
        outgoing=csr(payer, len(names)),
        incoming=csr(payee, len(names)),
    )


def trace(
    rows: list[Row],
    method: str,
    openings: dict[str, int],
    names: list[str],
    bounds: Bounds | None = None,
    without_statement: tuple[str, ...] = (),
) -> tuple[Trace, Snapshot]:
    """The trace of every row with a part."""
    world = snapshot(rows, names, openings)
    count = len(names)
    statement = np.array([name not in without_statement for name in names], dtype=np.bool_)
    none = np.zeros(count, dtype=np.bool_)
    fences = Fences(statement, none, none)
    payments = {place: row.part for place, row in enumerate(rows) if row.part}
    tracer = Tracer(world, payments, method, bounds or Bounds(72 * HOUR, 10), fences)
    return tracer.run(), world


__all__ = ["HOUR", "Row", "snapshot", "trace"]
