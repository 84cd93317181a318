"""Aggregated edges: one row per pair of entities, with sums, first, last and evidence count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

#: type, fact table, from-column, to-column: what one aggregated edge is made of
PAIRS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("TRANSFERS_TO", "transfers", "from_entity", "to_entity"),
    ("CALLS", "calls", "caller_entity", "callee_entity"),
    ("FORWARDS_TO", "calls", "callee_entity", "forwarded_entity"),
    ("MESSAGES", "messages", "sender_entity", "receiver_entity"),
    ("LOGGED_IN_FROM", "logins", "account_entity", "ip_entity"),
    ("LOGGED_IN_FROM", "logins", "account_entity", "mac_entity"),
    ("LOGGED_IN_FROM", "logins", "account_entity", "device_entity"),
    ("CASHED_AT", "cashouts", "account_entity", "atm_entity"),
    ("SEEN_AT", "presences", "number_entity", "place_entity"),
    ("SEEN_AT", "calls", "caller_entity", "caller_cell_entity"),
    ("SEEN_AT", "calls", "callee_entity", "callee_cell_entity"),
    ("INSERTED_IN", "calls", "caller_entity", "caller_imei_entity"),
    ("INSERTED_IN", "calls", "callee_entity", "callee_imei_entity"),
    ("INSERTED_IN", "calls", "caller_imsi_entity", "caller_imei_entity"),
    ("INSERTED_IN", "calls", "callee_imsi_entity", "callee_imei_entity"),
)


def pairs_view(facts: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The aggregated edges of all fact views, ordered by type and ends.

    Amounts never cross currencies: a pair has a row for each currency. Times
    are epoch µs, ``total_s`` seconds of calls, ``evidence_count`` source rows.
    """
    parts = [_slim(facts[table], kind, start, end) for kind, table, start, end in PAIRS]
    keys = ["type", "from_entity", "to_entity", "currency"]
    return (
        pl.concat(parts)
        .group_by(keys)
        .agg(
            count=pl.len().cast(pl.Int64),
            amount_minor=pl.col("amount_minor").sum(),
            total_s=pl.col("duration_s").sum(),
            first=pl.col("time").min(),
            last=pl.col("time").max(),
            evidence_count=pl.col("rows").sum().cast(pl.Int64),
        )
        .sort(keys)
    )


def _slim(facts: pl.DataFrame, kind: str, start: str, end: str) -> pl.DataFrame:
    def column(name: str, otherwise: pl.Expr) -> pl.Expr:
        return (pl.col(name) if name in facts.columns else otherwise).alias(name)

    return facts.filter(
        pl.col(start).is_not_null(), pl.col(end).is_not_null(), pl.col(start) != pl.col(end)
    ).select(
        pl.lit(kind).alias("type"),
        pl.col(start).alias("from_entity"),
        pl.col(end).alias("to_entity"),
        column("currency", pl.lit("")),
        column("amount_minor", pl.lit(0, pl.Int64)).fill_null(0),
        column("duration_s", pl.lit(0, pl.Int64)).fill_null(0)
        if kind == "CALLS"
        else pl.lit(0, pl.Int64).alias("duration_s"),
        "time",
        pl.col("evidence").list.len().alias("rows"),
    )
