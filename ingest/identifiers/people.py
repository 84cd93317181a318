"""Document numbers of persons and units: resident ID, passport, permits, USCC.

A number is judged in parts (check character, birth date, division), never by one
library's verdict: numbers issued under divisions since merged are genuine.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

import polars as pl
from stdnum import numdb

from ingest.identifiers.checksums import (
    id_check,
    id_check_ok_series,
    organization_code_ok,
    uscc_ok,
)
from ingest.identifiers.cleaning import prepare
from ingest.identifiers.parsed import Parsed

_RESIDENT = re.compile(r"^\d{17}[\dX]$")
_INSIDE = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_LABEL = re.compile(r"^[\u4e00-\u9fff]+:")
_LETTERS = str.maketrans("OIL", "011")
_OLDEST: Final = 130

#: forms of other documents, tried in this order
_OTHER: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("passport", re.compile(r"^(?:[EGDPS]\d{8}|E[A-HJ-NP-Z]\d{7}|[DPS]E?\d{7}|1[45]\d{7})$")),
    ("hk-macao-permit", re.compile(r"^[HM]\d{8}(?:\d{2})?$")),
    ("taiwan-permit", re.compile(r"^\d{8}(?:\d{2})?(?:\([A-Z]\))?$")),
    ("passport", re.compile(r"^[A-Z]{1,2}\d{6,8}$")),
)


def parse_id(text: str) -> Parsed:
    """A document number of a person (cleaned text).

    ``hint``: ``resident``, ``residence-permit`` (81, 82, 83), ``permanent`` (9…),
    ``passport``, ``hk-macao-permit``, ``taiwan-permit``.
    """
    ready = prepare(text)
    if isinstance(ready, Parsed):
        return ready
    bare = re.sub(r"[\s\-.·]", "", _LABEL.sub("", ready)).upper()
    fixed = bare.translate(_LETTERS)
    if _RESIDENT.match(fixed):
        return _resident(fixed, () if fixed == bare else ("letter_as_digit",))
    if len(bare) == 15 and bare.isdigit():
        return _upgraded(bare)
    for hint, form in _OTHER:
        if form.match(bare):
            guessed = ("doc_type_guessed",) if hint == "taiwan-permit" else ()
            return Parsed(bare, True, guessed, hint)
    return _taken_out(ready) or Parsed(issues=("length",) if bare.isdigit() else ("format",))


def _taken_out(text: str) -> Parsed | None:
    """The one sound ID number among other words: ``张三(1101…)``; ``None`` for none or several."""
    found = {number.upper() for number in _INSIDE.findall(text)}
    if len(found) != 1:
        return None
    parsed = _resident(found.pop(), ("taken_out",))
    return parsed if parsed.ok else None


def _resident(number: str, issues: tuple[str, ...]) -> Parsed:
    wrong = []
    if id_check(number[:17]) != number[17]:
        wrong.append("checksum")
    if birth_date(number) is None:
        wrong.append("birth")
    place = () if _place_known(number[:6]) or number[0] == "9" else ("place_unknown",)
    return Parsed(number, not wrong, (*issues, *wrong, *place), _resident_kind(number))


def _resident_kind(number: str) -> str:
    if number[0] == "9":
        return "permanent"
    return "residence-permit" if number[:2] in ("81", "82", "83") else "resident"


def _upgraded(old: str) -> Parsed:
    first17 = f"{old[:6]}19{old[6:]}"
    parsed = _resident(first17 + id_check(first17), ("upgraded_15",))
    return parsed if parsed.ok else Parsed(issues=("length", "birth"))


def birth_date(number: str) -> date | None:
    """The birth date in an 18-character number, or ``None`` when it cannot be one."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    today = date.today()
    return born if born <= today and today.year - born.year < _OLDEST else None


def gender(number: str) -> str:
    """``男`` or ``女`` as the sequence digit of an 18-character number says."""
    return "男" if int(number[16]) % 2 else "女"


@lru_cache(maxsize=8192)
def _place_known(code: str) -> bool:
    """Whether GB/T 2260 has or had this division, in any year."""
    if code[:2] in ("81", "82", "83"):
        return True
    parts = numdb.get("cn/loc").info(code)
    return len(parts) > 1 and "county" in parts[1][1]


def fast_id(texts: pl.Series) -> pl.DataFrame:
    """Rows of well-formed 18-character numbers among cleaned ``texts``, read as columns."""
    found = texts.filter(texts.str.contains(r"^\d{17}[\dX]$"))
    codes = found.str.slice(0, 6).unique()
    known = codes.filter(
        pl.Series([_place_known(c) or c[0] == "9" for c in codes], dtype=pl.Boolean)
    )
    today = date.today()
    born = pl.col("text").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    frame = pl.DataFrame({"text": found, "check": id_check_ok_series(found)}).with_columns(
        ((born <= today) & (today.year - born.dt.year() < _OLDEST)).fill_null(False).alias("born")
    )
    head = pl.col("text").str.slice(0, 2)
    return frame.select(
        "text",
        pl.col("text").alias("norm"),
        (pl.col("check") & pl.col("born")).alias("ok"),
        pl.concat_list(
            pl.when(~pl.col("check")).then(pl.lit("checksum")),
            pl.when(~pl.col("born")).then(pl.lit("birth")),
            pl.when(~pl.col("text").str.slice(0, 6).is_in(known)).then(pl.lit("place_unknown")),
        )
        .list.drop_nulls()
        .alias("issues"),
        pl.when(head.str.starts_with("9"))
        .then(pl.lit("permanent"))
        .when(head.is_in(["81", "82", "83"]))
        .then(pl.lit("residence-permit"))
        .otherwise(pl.lit("resident"))
        .alias("hint"),
    )


def strong_key(norm: str, hint: str) -> str:
    """The strong key of a valid document number: ``id:…`` or ``passport:…``."""
    resident = hint in ("resident", "residence-permit", "permanent")
    return f"{'id' if resident else 'passport'}:{norm}"


def parse_uscc(text: str) -> Parsed:
    """A unified social credit code; ``hint`` ``uscc``, or ``legacy`` for the older numbers.

    What is, or reads like, a document number of a person is none.
    """
    ready = prepare(text)
    if isinstance(ready, Parsed):
        return ready
    bare = re.sub(r"[\s\-]", "", ready).upper()
    fixed = bare.translate(str.maketrans("OI", "01"))
    swapped = () if fixed == bare else ("letter_as_digit",)
    person = parse_id(bare)
    sound = person.ok and person.hint == "resident"  # one in 31 has the other's check, too
    if len(fixed) == 18 and uscc_ok(fixed) and not sound:
        return Parsed(fixed, True, swapped, "uscc")
    if person.norm is not None and (person.hint != "permanent" or "birth" not in person.issues):
        return Parsed(issues=("format",))
    if len(fixed) == 18 and fixed.isalnum():
        return Parsed(fixed, False, (*swapped, "checksum"), "uscc")
    if (len(bare) == 15 and bare.isdigit()) or (len(bare) == 9 and organization_code_ok(bare)):
        return Parsed(bare, True, ("legacy",), "legacy")
    return Parsed(issues=("length",) if bare.isalnum() else ("format",))
