"""What every identifier goes through first: trimming, widths, blanks, masks, lost digits."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import polars as pl

from ingest.identifiers.parsed import Parsed

#: written forms of "nothing here", casefolded
NULLS: Final = frozenset(
    {"null", "none", "nan", "n/a", "na", "#n/a", "nil", "undefined", "(null)"}
    | {"无", "空", "(空)", "未知", "不详", "暂无", "无数据", "未登记", "缺失"}
)

#: zero-width and direction marks, byte-order marks, control characters, soft hyphen
INVISIBLE: Final = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_INVISIBLE = re.compile(INVISIBLE)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))
_ONLY_MARKS: Final = r"^[\s\-*/_.\\0]*$"
_EMPTY = re.compile(_ONLY_MARKS)
_MASK_SIGNS = str.maketrans(dict.fromkeys("×●•█■∗✱", "*"))
_X_MASK = re.compile(r"(?<=\d)[xX]{3,}(?=[\dxX])")
_SCIENTIFIC = re.compile(r"^[+-]?(\d+)(?:\.(\d+))?[eE]\+?(\d{1,3})$")
_FLOAT_TAIL = re.compile(r"^(\d+)\.0+$")
_SEPARATORS = str.maketrans("", "", " \t\r\n-,'\"`._·:;\u3000")
_LETTER_DIGITS = str.maketrans("OoIl|", "00111")

_PLAIN_QUOTES: Final = "'\"` \t"
_PAIRED_QUOTES: Final = "‘’“”"
_PAIRED = re.compile(f"[{_PAIRED_QUOTES}]")

#: digits Excel keeps; what stands behind them in a long number is zero
EXCEL_DIGITS: Final = 15


def clean(text: str) -> str:
    """``text`` in half width, without invisible signs, quotes round it, ``="…"`` and outer spaces.

    Chinese quotes that belong to a part of the text stay.

    >>> clean(' ="６２２２" ')
    '6222'
    >>> clean("“春雷”冒充公检法团伙")
    '“春雷”冒充公检法团伙'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    text = _INVISIBLE.sub("", text).strip()
    if text.startswith("="):
        text = text[1:].strip()
    inner = text.strip(_PLAIN_QUOTES + _PAIRED_QUOTES)
    return text.strip(_PLAIN_QUOTES) if _PAIRED.search(inner) else inner


def clean_series(values: pl.Series) -> pl.Series:
    """:func:`clean` over a column, width folding only where a value is not ASCII."""
    frame = pl.DataFrame({"v": values.cast(pl.String)})
    wide = pl.col("v").str.len_bytes() != pl.col("v").str.len_chars()
    folded = pl.col("v").str.normalize("NFKC").str.replace_all("[‐‑‒–—―−﹣]", "-")
    text = pl.when(wide).then(folded).otherwise(pl.col("v"))
    text = text.str.replace_all(INVISIBLE, "").str.strip_chars()
    text = pl.when(text.str.starts_with("=")).then(text.str.slice(1)).otherwise(text)
    inner = text.str.strip_chars(_PLAIN_QUOTES + _PAIRED_QUOTES)
    part = wide & inner.str.contains(_PAIRED.pattern)
    whole = pl.when(part).then(text.str.strip_chars(_PLAIN_QUOTES)).otherwise(inner)
    return frame.select(whole.alias("v"))["v"]


def is_blank(text: str) -> bool:
    """Whether a cleaned text means "nothing": ``-``, ``无``, ``0``, ``***`` …"""
    return bool(_EMPTY.match(text)) or text.casefold() in NULLS


def blank_expr(column: str) -> pl.Expr:
    """:func:`is_blank` over a column of cleaned text; null counts as blank."""
    text = pl.col(column)
    marks = text.str.contains(_ONLY_MARKS)
    return text.is_null() | marks | text.str.to_lowercase().is_in(sorted(NULLS))


def mask_pattern(text: str) -> str | None:
    """The masked form with one ``*`` for each hidden sign, or ``None`` when nothing is hidden.

    >>> mask_pattern("622202XXXXXX0123")
    '622202******0123'
    """
    text = text.translate(_MASK_SIGNS)
    text = _X_MASK.sub(lambda match: "*" * len(match[0]), text)
    return re.sub(r"[\s\-]", "", text).upper() if "*" in text else None


def unscientific(text: str) -> str | None:
    """The whole number behind ``6.22E+18``: its digits when none were lost, else ``None``.

    A text that is no such number comes back as it is.
    """
    match = _SCIENTIFIC.match(text)
    if match is None:
        return text
    whole, fraction, power = match[1], match[2] or "", int(match[3])
    digits = whole + fraction
    if len(fraction) < power or len(digits) > EXCEL_DIGITS or fraction[power:].strip("0"):
        return None
    return digits[: len(whole) + power]


def prepare(text: str) -> str | Parsed:
    """Cleaned text ready for the rules of a digit kind, or the answer when it has no digits."""
    pattern = mask_pattern(text)
    if pattern is not None:
        return Parsed(issues=("masked",), pattern=pattern)
    exact = unscientific(text)
    if exact is None:
        return Parsed(issues=("precision_lost",))
    tail = _FLOAT_TAIL.match(exact)
    if tail is None:
        return exact
    digits = tail[1]
    if len(digits) > EXCEL_DIGITS:
        return Parsed(issues=("precision_lost",))
    return digits


def compact(text: str) -> tuple[str, tuple[str, ...]]:
    """``text`` without separators, and letters that stand for digits put right.

    Only a text that is all digits afterwards, and mostly digits before, is changed.
    """
    bare = text.translate(_SEPARATORS)
    if bare.isdigit():
        return bare, ()
    digits = bare.translate(_LETTER_DIGITS)
    if digits.isdigit() and sum(sign.isdigit() for sign in bare) * 5 >= len(bare) * 4:
        return digits, ("letter_as_digit",)
    return bare, ()
