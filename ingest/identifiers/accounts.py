"""Cards and accounts: one namespace, since a counterparty column may hold either.

A wrong Luhn digit is an error for a card and only a remark for an account, which
needs none. The bank of a card comes from ``ingest/tables/iin.csv``, an editable table.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl

from ingest.identifiers.checksums import luhn_ok, luhn_ok_series
from ingest.identifiers.cleaning import EXCEL_DIGITS, compact, prepare
from ingest.identifiers.parsed import Parsed

IIN_FILE: Final = Path(__file__).parents[1] / "tables" / "iin.csv"
_MAIL = re.compile(r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$", re.ASCII)
_LOGIN = re.compile(r"^[A-Za-z][\w-]{4,39}$", re.ASCII)
_ALNUM = re.compile(r"^(?=.*\d)[A-Z0-9]{5,34}$")
_CARD: Final = r"^\d{13,19}$"
_PAYMENT: Final = r"^2088\d{12}$"


def parse_card(text: str) -> Parsed:
    """A card number (cleaned text): 13 to 19 digits with a Luhn check."""
    ready = prepare(text)
    if isinstance(ready, Parsed):
        return ready
    digits, issues = compact(ready)
    if not re.match(_CARD, digits):
        return Parsed(issues=("length",) if digits.isdigit() else ("format",))
    if luhn_ok(digits):
        suspect = ("precision_suspect",) if _zeros_at_end(digits) else ()
        return Parsed(digits, True, (*issues, *suspect), "card")
    if _zeros_at_end(digits):
        return Parsed(issues=("precision_lost",))
    return Parsed(digits, False, (*issues, "luhn"), "card")


def parse_account(text: str) -> Parsed:
    """A card, bank account or payment account number; ``hint`` ``card``, ``payment`` or empty."""
    ready = prepare(text)
    if isinstance(ready, Parsed):
        return ready
    if _MAIL.match(ready):
        return Parsed(ready.lower(), True, (), "payment")
    bare, issues = compact(ready)
    if not bare.isdigit():
        bare = re.sub(r"[\s\-._/]", "", ready).upper()
        return Parsed(bare, True, issues) if _ALNUM.match(bare) else Parsed(issues=("format",))
    if not 5 <= len(bare) <= 32:
        return Parsed(issues=("length",))
    hint = account_hint(bare)
    if _zeros_at_end(bare):
        if hint != "card" and _card_like(bare):
            return Parsed(issues=("precision_lost",))
        issues = (*issues, "precision_suspect")
    return Parsed(bare, True, issues, hint)


def parse_payment(text: str) -> Parsed:
    """An account of a payment platform: as :func:`parse_account`, or a name such as ``wxid_abc``.

    Only for columns that say so: in a bank's file a bare word is no account.
    """
    parsed = parse_account(text)
    if parsed.norm is not None:
        return parsed._replace(hint=parsed.hint or "payment")
    return Parsed(text.upper(), True, (), "payment") if _LOGIN.match(text) else parsed


def _zeros_at_end(digits: str) -> bool:
    """Whether a long number ends as Excel leaves it: nothing but zeros behind 15 digits."""
    return len(digits) >= EXCEL_DIGITS + 3 and not digits[EXCEL_DIGITS:].strip("0")


def _card_like(digits: str) -> bool:
    return 16 <= len(digits) <= 19 and (digits.startswith("62") or issuer(digits) is not None)


def account_hint(digits: str) -> str:
    """What digits show by themselves: ``card`` (Luhn and a known range), ``payment`` or empty."""
    if re.match(_PAYMENT, digits):
        return "payment"
    return "card" if _card_like(digits) and luhn_ok(digits) else ""


def fast_card(texts: pl.Series) -> pl.DataFrame:
    """Plain 13- to 19-digit cards with a right check among cleaned ``texts``."""
    found = texts.filter(texts.str.contains(_CARD) & ~texts.str.ends_with("000"))
    frame = pl.DataFrame({"text": found}).filter(luhn_ok_series(found))
    return _plain(frame, pl.lit("card"))


def fast_account(texts: pl.Series) -> pl.DataFrame:
    """Plain digit accounts and cards among cleaned ``texts``."""
    found = texts.filter(texts.str.contains(r"^\d{5,32}$") & ~texts.str.ends_with("000"))
    text = pl.col("text")
    known = text.str.starts_with("62")
    for prefix in _issuers():
        known = known | text.str.starts_with(prefix)
    card = pl.col("luhn") & text.str.len_bytes().is_between(16, 19) & known
    frame = pl.DataFrame({"text": found, "luhn": luhn_ok_series(found)})
    hint = pl.when(text.str.contains(_PAYMENT)).then(pl.lit("payment"))
    return _plain(frame, hint.when(card).then(pl.lit("card")).otherwise(pl.lit("")))


def _plain(frame: pl.DataFrame, hint: pl.Expr) -> pl.DataFrame:
    none = pl.lit([], dtype=pl.List(pl.String))
    return frame.select(
        "text",
        pl.col("text").alias("norm"),
        pl.lit(True).alias("ok"),
        none.alias("issues"),
        hint.alias("hint"),
    )


@lru_cache(maxsize=1)
def _issuers() -> dict[str, tuple[str, str]]:
    """Issuer prefix → (bank, card type) of ``iin.csv``; lines that start with # are remarks."""
    lines = IIN_FILE.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["iin"]: (row["bank"], row["card_type"]) for row in rows}


def issuer(digits: str) -> tuple[str, str] | None:
    """(bank, card type) of a card by its longest known prefix, or ``None``."""
    table = _issuers()
    for length in range(min(8, len(digits)), 2, -1):
        if found := table.get(digits[:length]):
            return found
    return None
