"""Amounts of money as whole minor units, exactly: no float is ever formed.

``1,234.50`` ``￥１２３４．５０元`` ``1.2万`` ``捌拾万元`` ``(100.00)`` ``100-``; 分 and 万元
from the header. What has more decimals than the currency is refused, not rounded.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import polars as pl

from ingest.identifiers.cleaning import clean, clean_series

#: minor units of a currency as a power of ten
EXPONENTS: Final[dict[str, int]] = {"CNY": 2, "JPY": 0, "KRW": 0, "USDT": 6, "VND": 0}
DEFAULT_EXPONENT: Final = 2

_PLAIN: Final = r"^[+-]?\d{1,15}(?:\.\d*)?$"
_COMMAS: Final = r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$"
_NOISE = re.compile(r"^[+-]?\d+\.\d{8,}$")
_WORDS: Final = r"(?i)人民币|RMB|CNY|US\$|HK\$|[¥￥$€£]|元整|圆整|元|圆|整$|正$"
_MULTIPLES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS: Final = {sign: place for place, sign in enumerate("零一二三四五六七八九")}
_FORMAL = str.maketrans(
    "〇壹贰叁肆伍陆柒捌玖拾佰仟萬億两貳參陸", "零一二三四五六七八九十百千万亿二二三六"
)
_NULLS: Final = ("", "-", "--", "/", "无", "null", "none", "nan", "n/a", "未知", "***", "不详")

_HEADER_UNIT = re.compile(r"[(\[【/]\s*(?:单位:)?\s*(亿元|万元|元|分)\s*[)\]】]?$")

#: header words that say the unit, longest first, with the factor to the major unit
_HEADER_UNITS: Final = (
    ("万元", Decimal(10_000)),
    ("亿元", Decimal(10**8)),
    ("分", Decimal("0.01")),
)


def unit_of(header: str) -> Decimal:
    """The factor from a column's figures to yuan, as its header says: ``金额(分)`` → 0.01."""
    found = _HEADER_UNIT.search(clean(header))
    return dict(_HEADER_UNITS).get(found[1], Decimal(1)) if found else Decimal(1)


def exponent(currency: str) -> int:
    """Decimals of a currency: CNY 2, JPY 0, USDT 6; an unknown one has 2."""
    return EXPONENTS.get(currency, DEFAULT_EXPONENT)


def amounts(values: pl.Series, header: str = "", currency: str = "CNY") -> pl.DataFrame:
    """Read a column of amounts: ``minor`` (Int64 or null) and ``issue`` (code or null).

    A blank is null without an issue. Issues: ``amount_format``, ``amount_precision``
    (more decimals than the currency has), ``amount_range``, ``precision_lost``,
    ``amount_rounded`` (float noise of a spreadsheet taken away; the value stands).
    """
    raw = values.cast(pl.String).alias("raw")
    places, factor = exponent(currency), unit_of(header)
    if factor == 1:
        figures = _figures(raw, places)
        if figures.null_count() == raw.null_count():
            none = pl.Series([None], dtype=pl.String).new_from_index(0, len(raw))
            return pl.DataFrame({"minor": figures, "issue": none})
    unique = raw.unique().drop_nulls()
    frame = pl.DataFrame({"raw": unique, "text": _plain_text(unique)})
    plain = (
        _read_plain(frame, places)
        if factor == 1
        else frame.with_columns(pl.lit(None, dtype=pl.Int64).alias("minor"))
    )
    rest = plain.filter(pl.col("minor").is_null())
    read = [
        (raw_value, *parse_amount(text, places, factor))
        for raw_value, text in rest.select("raw", "text").iter_rows()
    ]
    schema = {"raw": pl.String(), "minor": pl.Int64(), "issue": pl.String()}
    lookup = pl.concat(
        [
            plain.filter(pl.col("minor").is_not_null()).select(
                "raw", "minor", pl.lit(None, dtype=pl.String).alias("issue")
            ),
            pl.DataFrame(read, schema=schema, orient="row"),
        ]
    )
    joined = raw.to_frame().join(lookup, on="raw", how="left", maintain_order="left")
    return joined.select("minor", "issue")


def _figures(raw: pl.Series, places: int) -> pl.Series:
    """Minor units of what is written in bare digits that fit; null elsewhere."""
    fraction = rf"(?:\.[0-9]{{1,{places}}})?" if places else ""
    bare = raw.str.contains(rf"^[0-9]{{1,{min(15, 18 - places)}}}{fraction}$")
    exact = raw.set(~bare.fill_null(True), None).str.to_decimal(scale=places)
    return exact.to_physical().cast(pl.Int64)


def _plain_text(values: pl.Series) -> pl.Series:
    """Half width, without currency words, spaces and unit signs."""
    text = clean_series(values).str.replace_all(_WORDS, "").str.replace_all(r"\s", "")
    return text.str.replace_all("[−–—]", "-")


def _read_plain(frame: pl.DataFrame, places: int) -> pl.DataFrame:
    """Fill ``minor`` where the text is a plain decimal that fits; null elsewhere."""
    text = pl.col("text")
    bare = pl.when(text.str.contains(_COMMAS)).then(text.str.replace_all(",", "")).otherwise(text)
    frame = frame.with_columns(pl.when(bare.str.contains(_PLAIN)).then(bare).alias("bare"))
    sign = pl.when(pl.col("bare").str.starts_with("-")).then(-1).otherwise(1)
    parts = pl.col("bare").str.strip_prefix("-").str.strip_prefix("+").str.splitn(".", 2)
    whole = parts.struct.field("field_0")
    fraction = parts.struct.field("field_1").fill_null("").str.strip_chars_end("0")
    fits = (fraction.str.len_bytes() <= places) & (whole.str.len_bytes() + places <= 18)
    digits = (whole + fraction.str.pad_end(places, "0")).cast(pl.Int64, strict=False)
    return frame.with_columns(pl.when(fits).then(sign * digits).alias("minor"))


def parse_amount(
    text: str, places: int = 2, factor: Decimal = Decimal(1)
) -> tuple[int | None, str | None]:
    """One amount (half width, currency words taken away) as (minor units, issue code)."""
    if text.casefold() in _NULLS:
        return None, None
    sign, bare = _sign(text)
    if re.fullmatch(r"\d+(\.\d+)?[eE][+-]?\d+", bare):
        return None, "precision_lost"
    value = _decimal(bare)
    if value is None:
        return None, "amount_format"
    return _to_minor(sign * value * factor, places, _NOISE.match(text) is not None)


def _to_minor(value: Decimal, places: int, noisy: bool) -> tuple[int | None, str | None]:
    scaled = value.scaleb(places)
    if abs(scaled) > 9 * 10**17:
        return None, "amount_range"
    minor = int(scaled.to_integral_value())
    if minor == scaled:
        return minor, None
    if noisy and abs(scaled - minor) < Decimal("0.0001"):
        return minor, "amount_rounded"
    return None, "amount_precision"


def _sign(text: str) -> tuple[int, str]:
    """Sign and the rest of ``-100``, ``(100)``, ``100-``, ``+100``."""
    if text.startswith("(") and text.endswith(")"):
        return -1, text[1:-1]
    if text.endswith("-") and len(text) > 1:
        return -1, text[:-1]
    if text.startswith(("-", "+", "负")):
        return (1 if text[0] == "+" else -1), text[1:]
    return 1, text


def _decimal(text: str) -> Decimal | None:
    """The value of ``1,234.5``, ``1.2万``, ``3万5千`` or ``捌拾万``; ``None`` for no amount."""
    if re.match(_COMMAS, text):
        text = text.replace(",", "")
    if re.fullmatch(r"\d+(\.\d*)?|\.\d+", text):
        return Decimal(text)
    text = text.translate(_FORMAL)
    mixed = re.fullmatch(r"(?:\d+(?:\.\d+)?[十百千万亿]+)+(?:\d+(?:\.\d+)?)?", text)
    return _mixed(text) if mixed else _chinese(text)


def _mixed(text: str) -> Decimal:
    """``1.2万`` → 12000, ``3万5千`` → 35000, ``1百万`` → 1000000, ``1万500`` → 10500."""
    total = Decimal(0)
    for figure, signs in re.findall(r"(\d+(?:\.\d+)?)([十百千万亿]*)", text):
        part = Decimal(figure)
        for sign in signs:
            part *= _MULTIPLES[sign]
        total += part
    return total


def _chinese(text: str) -> Decimal | None:
    """A number in Chinese numerals with 角 and 分; ``None`` when it is not one."""
    match = re.fullmatch(
        r"([零一二三四五六七八九十百千万亿]*)(?:([零一二三四五六七八九])角)?零?"
        r"(?:([零一二三四五六七八九])分)?",
        text,
    )
    if match is None or not text:
        return None
    figures = match[1].rstrip("零")
    whole = _numeral(figures) if figures else 0
    if whole is None:
        return None
    tenths, hundredths = _DIGITS.get(match[2] or "", 0), _DIGITS.get(match[3] or "", 0)
    return Decimal(whole) + Decimal(tenths) / 10 + Decimal(hundredths) / 100


def _numeral(text: str) -> int | None:
    """Chinese numerals without a fraction: sections of 亿 and 万, each up to 9999."""
    for sign in "亿万":
        head, found, tail = text.rpartition(sign)
        if found:
            upper = _numeral(head) if head else None
            lower = _numeral(tail) if tail else 0
            short = len(tail) == 1 and tail in _DIGITS and tail != "零"  # 三万五 = 35000
            if upper is None or lower is None:
                return None
            return upper * _MULTIPLES[sign] + (lower * _MULTIPLES[sign] // 10 if short else lower)
    return _section(text)


def _section(text: str) -> int | None:
    total, digit, last = 0, None, 1
    for sign in text:
        if sign in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[sign]
            last = 1 if digit == 0 else last
        else:
            multiple = _MULTIPLES[sign]
            total += (1 if digit is None else digit) * multiple
            digit, last = None, multiple
    return total + (digit or 0) * (last // 10 if last >= 100 else 1)
