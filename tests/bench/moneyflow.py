"""Synthetic movements as a snapshot, without files: the same world for ours and its peers."""

from __future__ import annotations

import numpy as np

from graph.snapshot import NO_BALANCE, Snapshot, csr

HOUR = 3_600_000_000


def world(transfers: int, accounts: int, seed: int = 3) -> Snapshot:
    """``transfers`` movements of random accounts, three a second, amounts up to 50,000 yuan."""
    rng = np.random.default_rng(seed)
    payer = rng.integers(0, accounts, transfers)
    payee = (payer + 1 + rng.integers(0, accounts - 1, transfers)) % accounts
    none = np.full(transfers, NO_BALANCE, dtype=np.int64)
    return Snapshot(
        accounts=np.arange(1, accounts + 1, dtype=np.int64),
        payer=payer,
        payee=payee,
        time=np.arange(transfers, dtype=np.int64) * 333_333,
        amount=rng.integers(1, 5_000_000, transfers),
        currency=np.zeros(transfers, dtype=np.int64),
        currencies=("CNY",),
        unordered=np.zeros(transfers, dtype=np.bool_),
        payer_balance=none,
        payee_balance=none,
        row=np.arange(transfers, dtype=np.int64),
        outgoing=csr(payer, accounts),
        incoming=csr(payee, accounts),
    )
