"""Numbers of a dataset version: best-known type, card → account overlay, hubs, first and last."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph import schema


def numbers_base(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per number key from the table's rows: id, namespace, norm and type.

    The type is the specific one with most rows behind it; Account only when
    nothing says whether it is a card, a bank account or a payment account.
    """
    table = schema.load()
    general = {item.parent for item in table.entities.values() if item.parent}
    best = (
        rows.group_by("number_key", "type")
        .agg(pl.col("row_count").sum())
        .with_columns(general=pl.col("type").is_in(sorted(general)))
        .sort("number_key", "general", "row_count", "type", descending=[False, False, True, False])
        .unique("number_key", keep="first", maintain_order=True)
        .select("number_key", "type")
    )
    return (
        rows.sort("import_number", "sheet", "row")
        .group_by("number_key", maintain_order=True)
        .agg(
            pl.col("entity_id", "namespace", "norm").first(),
            pl.col("confidence").max(),
            valid_from=pl.col("valid_from").min(),
            valid_to=pl.col("valid_to").max(),
            synthetic=pl.col("synthetic").any(),
            case_nos=pl.col("case_no").filter(pl.col("case_no") != "").unique().sort(),
        )
        .join(best, on="number_key", how="left")
        .with_columns(label="norm")
    )


def card_overlay(relations: pl.DataFrame) -> pl.DataFrame:
    """``key, canonical, accounts`` for every card of a CARD_OF: its account when it has one only.

    A card with several accounts stays itself (``canonical`` = ``key``).
    """
    card_of = relations.filter(
        pl.col("type") == "CARD_OF",
        pl.col("from_kind") == "number",
        pl.col("to_kind") == "number",
        pl.col("from_id") != pl.col("to_id"),
    )
    return (
        card_of.group_by(key="from_id")
        .agg(accounts=pl.col("to_id").n_unique(), only=pl.col("to_id").first())
        .with_columns(canonical=pl.when(pl.col("accounts") == 1).then("only").otherwise("key"))
        .select("key", "canonical", "accounts")
        .sort("key")
    )


def degrees(facts: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """``number_key, in_degree, out_degree``: distinct other ends of transfers, contacts, logins."""
    parts = [
        _degree(facts["transfers"], "payer", "payee"),
        _degree(facts["calls"], "caller", "callee"),
        _degree(facts["messages"], "sender", "receiver"),
        *(_degree(facts["logins"], "account", end, both=True) for end in ("ip", "mac", "device")),
    ]
    return pl.concat(parts).group_by("number_key").sum()


def _degree(rows: pl.DataFrame, source: str, target: str, both: bool = False) -> pl.DataFrame:
    pairs = rows.select(a=source, b=target).filter(pl.col("a") != 0, pl.col("b") != 0).unique()
    out = pairs.group_by(number_key="a").agg(out_degree=pl.len().cast(pl.Int64))
    into = pairs.group_by(number_key="b").agg(in_degree=pl.len().cast(pl.Int64))
    if both:  # no direction: an address used by many is a hub, an account that logs in is none
        into = into.with_columns(out_degree="in_degree")
        out = out.with_columns(out_degree=pl.lit(0, pl.Int64))
    return pl.concat([out, into], how="diagonal").select(
        "number_key", pl.col("in_degree").fill_null(0), pl.col("out_degree").fill_null(0)
    )


def spans(facts: Mapping[str, pl.DataFrame], ends: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    """``number_key, first_seen, last_seen`` over every fact a number takes part in."""
    parts = [
        facts[table]
        .filter(pl.col("time").is_not_null())
        .group_by(number_key=end)
        .agg(first_seen=pl.col("time").min(), last_seen=pl.col("time").max())
        for table, columns in ends.items()
        for end in columns
    ]
    return (
        pl.concat(parts)
        .filter(pl.col("number_key") != 0)
        .group_by("number_key")
        .agg(pl.col("first_seen").min(), pl.col("last_seen").max())
    )


def numbers_view(
    base: pl.DataFrame,
    overlay: pl.DataFrame,
    degree: pl.DataFrame,
    span: pl.DataFrame,
    hub_degree: int,
) -> pl.DataFrame:
    """The ``numbers`` of a dataset: one row per number with hub flag and canonical key.

    A hub is listed in the schema, or has at least ``hub_degree`` distinct other
    ends in both directions (as a service line or a settlement account has; a
    scammer's phone calls many and is called by few).
    """
    return (
        base.join(overlay, left_on="number_key", right_on="key", how="left")
        .join(degree, on="number_key", how="left")
        .join(span, on="number_key", how="left")
        .with_columns(pl.col("in_degree", "out_degree").fill_null(0))
        .with_columns(
            canonical_key=pl.coalesce("canonical", "number_key"),
            ambiguous=pl.col("accounts").fill_null(1) > 1,
            hub=_listed() | (pl.min_horizontal("in_degree", "out_degree") >= hub_degree),
            first_seen=pl.min_horizontal("first_seen", "valid_from"),
            last_seen=pl.max_horizontal("last_seen", "valid_to"),
        )
        .select(
            "number_key", "entity_id", "namespace", "norm", "type", "label", "hub",
            "canonical_key", "ambiguous", "first_seen", "last_seen", "confidence", "synthetic",
            "case_nos", "in_degree", "out_degree",
        )
        .sort("number_key")
    )  # fmt: skip


def _listed() -> pl.Expr:
    listed = pl.lit(False)
    for namespace, values in schema.load().hubs.items():
        listed |= (pl.col("namespace") == namespace) & pl.col("norm").is_in(sorted(values))
    return listed
