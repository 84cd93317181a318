"""A ledger of synthetic transfers for the benchmarks of the graph and the picture, seeded."""

from __future__ import annotations

import numpy as np
import polars as pl

from graph import keys
from graph.ledger import ImportSource, Ledger

_WORDS = {
    "payer_kind": "account",
    "payee_kind": "account",
    "own_side": "payer",
    "origin": "bank",
    "currency": "CNY",
    "status": "ok",
    "time_precision": "second",
}


def fill(ledger: Ledger, pairs: int, accounts: int) -> list[str]:
    """One import of ``pairs`` transfers between ``accounts`` accounts; their public ids.

    Accounts form communities of 60; four transfers of five stay inside one.
    """
    rng = np.random.default_rng(7)
    norms = [f"9900{n:015d}" for n in range(accounts)]
    ids = [keys.public_id(ledger.key, "a", "number", "account", norm) for norm in norms]
    number_keys = np.array([keys.number_key(ledger.key, "account", norm) for norm in norms])
    community = rng.integers(0, accounts // 60, pairs) * 60
    payer, payee = community + rng.integers(0, 60, pairs), rng.integers(0, accounts, pairs)
    near = rng.random(pairs) < 0.8
    payee = np.where(near, community + rng.integers(0, 60, pairs), payee) % accounts
    numbers = pl.DataFrame(
        {"number_key": number_keys, "entity_id": ids, "norm": norms, "row": np.arange(accounts)}
    ).with_columns(namespace=pl.lit("account"), type=pl.lit("BankAccount"))
    transfers = pl.DataFrame(
        {
            "payer": number_keys[payer % accounts],
            "payee": number_keys[payee],
            "row": np.arange(pairs),
            "row_key": np.arange(1, pairs + 1),
            "time": 1_760_000_000_000_000 + np.arange(pairs) * 1_000_000,
            "amount_minor": rng.integers(1, 5_000_000, pairs),
            "serial": [f"SN{n:010d}" for n in range(pairs)],
        }
    ).with_columns(
        pl.lit(1, pl.Int32).alias("occurrence"),
        *(pl.lit(text).alias(name) for name, text in _WORDS.items()),
    )
    source = ImportSource("0" * 64, "bench.csv", 0, "utf-8", "bench", "bench")
    with ledger.begin_import(source, None) as draft:
        draft.append("numbers", numbers)
        draft.append("transfers", transfers)
        draft.commit([{"sheet": "", "lines": pairs, "accepted": pairs}])
    return ids
