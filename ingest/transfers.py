"""Money movements: who paid whom, from one side's statement or from a register."""

from __future__ import annotations

from typing import Final

import polars as pl

from ingest.hashing import mixed, text_codes
from ingest.slot_values import SlotValues

#: words of a summary that say what the other side is when the file names none
_FEE: Final = r"手续费|工本费|年费|短信费|服务费|管理费|账户费|汇费|\bfee\b"
_INTEREST: Final = r"利息|结息|\binterest\b"
_ASIDE: Final = (
    *("account", "card", "counter", "own", "via", "other"),
    *("way", "cash", "merchant", "kind", "type"),
)
_TEXTS: Final = ("counter_name", "serial", "channel", "summary", "terminal")
_CASH: Final = r"取现|取款|现金|ATM取|柜台取|存现|\bcash\b"


def from_statement(slot: SlotValues) -> pl.DataFrame:
    """Rows of a bank's statement: own side, direction, and what stands on the other side."""
    rows = _amounts(slot, _columns(slot))
    own = pl.when(pl.col("account") != 0).then("account").otherwise("card").alias("own")
    via = pl.when((pl.col("account") != 0) & (pl.col("card") != pl.col("account"))).then("card")
    rows = rows.with_columns(own, via.fill_null(0).alias("via"))
    rows = rows.with_columns(_other_kind().alias("kind"))
    rows = rows.with_columns(
        pl.when(pl.col("kind") == "CASH").then(0).otherwise("counter").alias("other")
    )
    rows = rows.with_columns(_row_key(rows))
    incoming = pl.col("way") == "in"
    return rows.with_columns(
        pl.when(incoming).then("other").otherwise("own").alias("payer"),
        pl.when(incoming).then("own").otherwise("other").alias("payee"),
        pl.when(incoming).then("kind").otherwise(pl.lit("account")).alias("payer_kind"),
        pl.when(incoming).then(pl.lit("account")).otherwise("kind").alias("payee_kind"),
        pl.when(incoming).then(0).otherwise("via").alias("payer_card"),
        pl.when(incoming).then("via").otherwise(0).alias("payee_card"),
        pl.when(incoming).then(pl.lit("payee")).otherwise(pl.lit("payer")).alias("own_side"),
        pl.lit(slot.rule.slots.get("origin", "bank")).alias("origin"),
    ).drop(*_ASIDE)


def _columns(slot: SlotValues) -> pl.DataFrame:
    return slot.base().with_columns(
        slot.key("own_account").alias("account"),
        slot.key("own_card").alias("card"),
        slot.key("counter").alias("counter"),
        slot.value("cash").alias("cash"),
        slot.value("merchant").alias("merchant"),
        slot.value("kind").alias("type"),
        slot.value("currency").fill_null("CNY").alias("currency"),
        slot.value("balance", pl.Int64()).alias("balance_minor"),
        *(slot.value(n).alias(n) for n in _TEXTS),
        *(slot.key(n).alias(n) for n in ("ip", "mac")),
    )  # fmt: skip


def _amounts(slot: SlotValues, rows: pl.DataFrame) -> pl.DataFrame:
    """``amount_minor`` (positive) and ``way``; a sign against the direction turns it."""
    if "amount" in slot.rule.slots:
        amount, way = slot.value("amount"), slot.value("direction")
    else:
        income, expense = (slot.value(n, pl.Int64()).fill_null(0) for n in ("income", "expense"))
        amount, way = income - expense, slot.nothing(pl.String())
    rows = rows.with_columns(amount.alias("amount"), way.alias("way"))
    negative = pl.col("amount") < 0
    turned = negative & (pl.col("way") == "in")
    by_sign = pl.when(negative).then(pl.lit("out")).otherwise(pl.lit("in"))
    rows = rows.with_columns(
        pl.when(turned).then(pl.lit("out")).otherwise(pl.coalesce("way", by_sign)).alias("way"),
        pl.col("amount").abs().alias("amount_minor"),
    )
    return rows.drop("amount")


def _other_kind() -> pl.Expr:
    """What the other side is: an account, or CASH, FEE, INTEREST, MERCHANT, UNKNOWN."""
    told = pl.concat_str(pl.col("summary", "type"), separator=" ", ignore_nulls=True)
    nobody = pl.col("counter") == 0
    return (
        pl.when((pl.col("cash") == "cash") & (nobody | (pl.col("counter") == pl.col("own"))))
        .then(pl.lit("CASH"))
        .when(pl.col("merchant").is_not_null())
        .then(pl.lit("MERCHANT"))
        .when(~nobody)
        .then(pl.lit("account"))
        .when(told.str.contains(_FEE))
        .then(pl.lit("FEE"))
        .when(told.str.contains(_INTEREST))
        .then(pl.lit("INTEREST"))
        .when(told.str.contains(_CASH))
        .then(pl.lit("CASH"))
        .otherwise(pl.lit("UNKNOWN"))
    )


def _row_key(rows: pl.DataFrame) -> pl.Series:
    """Own number, other number or name, time, amount, currency, way, balance, serial, status."""
    name = text_codes(
        rows["counter_name"].zip_with(rows["counter"] == 0, rows["way"].clear(len(rows)))
    )
    numbers = [rows[n] for n in ("own", "counter", "time", "amount_minor", "balance_minor")]
    texts = [text_codes(rows[n]) for n in ("currency", "way", "serial", "status")]
    return mixed([*numbers, name, *texts]).alias("row_key")


def from_register(slot: SlotValues) -> pl.DataFrame:
    """Rows of a register (a victim's report, a cash-out): both ends as named there."""
    kind = slot.rule.slots.get("payee_kind", "account")
    rows = slot.base().with_columns(
        slot.key("payer").alias("payer"),
        slot.key("payee").alias("payee"),
        slot.value("amount").abs().alias("amount_minor"),
        slot.value("currency").fill_null("CNY").alias("currency"),
        slot.value("summary").alias("summary"),
        slot.value("serial").alias("serial"),
        slot.value("counter_name").alias("counter_name"),
    )
    rows = rows.with_columns(
        _end_kind("payer", "account").alias("payer_kind"),
        _end_kind("payee", kind).alias("payee_kind"),
        pl.lit("").alias("own_side"),
        pl.lit(slot.rule.slots.get("origin", "self")).alias("origin"),
    )
    numbers = [rows[n] for n in ("payer", "payee", "time", "amount_minor")]
    texts = [text_codes(rows[n]) for n in ("currency", "serial", "status", "origin")]
    return rows.with_columns(mixed([*numbers, *texts]).alias("row_key"))


def _end_kind(end: str, kind: str) -> pl.Expr:
    if kind != "account":
        return pl.lit(kind)
    return pl.when(pl.col(end) != 0).then(pl.lit("account")).otherwise(pl.lit("UNKNOWN"))
