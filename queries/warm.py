"""Compiles the loops over the snapshot into their cache: once, when the packages are installed.

A first question would wait half a minute for it otherwise. Mapped arrays are
read-only, and that is another type to the compiler, so these are too.
"""

from __future__ import annotations

import numpy as np

from graph.snapshot import NO_BALANCE, Snapshot, csr
from queries.tracing.follow import METHODS, Bounds, Fences, Tracer
from queries.tracing.reach import reach


def warm() -> int:
    """Compile every kernel; the number of movements followed (for whoever checks)."""
    snapshot = _small()
    none = np.zeros(len(snapshot.accounts), dtype=np.bool_)
    bounds = Bounds(10, 3)
    found = 0
    for method in METHODS:
        found += len(
            Tracer(snapshot, {0: 1}, method, bounds, Fences(~none, none, none)).run().moves
        )
    return found + len(reach(snapshot, [0], bounds, False, none).moves)


def _small() -> Snapshot:
    """1 → 2 → 3, as a mapped snapshot is: no array can be written."""
    payer, payee = np.array([0, 1], dtype=np.int64), np.array([1, 2], dtype=np.int64)
    found = Snapshot(
        accounts=np.arange(1, 4),
        payer=payer,
        payee=payee,
        time=np.array([1, 2]),
        amount=np.array([5, 5]),
        currency=np.zeros(2, dtype=np.int64),
        currencies=("CNY",),
        unordered=np.zeros(2, dtype=np.bool_),
        payer_balance=np.full(2, NO_BALANCE),
        payee_balance=np.full(2, NO_BALANCE),
        row=np.arange(2),
        outgoing=csr(payer, 3),
        incoming=csr(payee, 3),
    )
    for values in (found.payer, found.payee, found.time, found.amount, found.currency,
                   found.unordered, found.payer_balance, found.payee_balance,
                   *(part for index in (found.outgoing, found.incoming)
                     for part in (index.start, index.positions))):  # fmt: skip
        values.setflags(write=False)
    return found
