"""Reads the cells of one column: text in, values with their keys and issues out.

Every reader gives a frame with ``value``, ``issue`` (why a cell that is not blank has no
value) and ``remark`` (what was noted about a value that stands); numbers also have ``key``
and ``hint``, identifiers of persons ``strong`` (their strong key), times ``precision``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from ingest import identifiers, names, values
from ingest.hashing import number_keys
from ingest.identifiers.cells import with_doubt
from ingest.identifiers.cleaning import clean_series
from ingest.identifiers.people import strong_key
from ingest.mapping import IDENTIFIERS, NAMESPACES

#: cells that say nothing, besides blank ones
NOTHING: Final = (
    "",
    "-",
    "--",
    "/",
    "\\",
    "无",
    "null",
    "none",
    "nan",
    "n/a",
    "未知",
    "不详",
    "***",
)
_INTEGER: Final = r"^[+-]?\d{1,18}$"
_DECIMAL: Final = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"

#: reading → type of its value
TYPES: Final[dict[str, pl.DataType]] = {
    "amount": pl.Int64(),
    "time": pl.Int64(),
    "duration": pl.Int64(),
    "integer": pl.Int64(),
    "decimal": pl.Float64(),
}


def value_type(reading: str) -> pl.DataType:
    """The type of a reading's values; text where nothing else is said."""
    return TYPES.get(reading, pl.String())


def read(
    reading: str, raw: pl.Series, key: bytes, header: str = "", beside: pl.Series | None = None
) -> pl.DataFrame:
    """Read a column of cells; rows stay in order. ``key`` is the ledger's id key.

    ``beside`` holds what a cell depends on: the currency of an amount, the zone of a time.
    A column of one value in all rows, as most of an export's are, is read once.
    """
    if len(raw) > 1 and beside is None and _constant(raw):
        once = _read(reading, raw.head(1), key, header, None)
        return pl.DataFrame([column.new_from_index(0, len(raw)) for column in once])
    return _read(reading, raw, key, header, beside)


def _constant(raw: pl.Series) -> bool:
    if raw.null_count():
        return raw.null_count() == len(raw)
    return bool((raw == raw[0]).all())


def _read(
    reading: str, raw: pl.Series, key: bytes, header: str, beside: pl.Series | None
) -> pl.DataFrame:
    kind, _, detail = reading.partition(":")
    if kind in IDENTIFIERS:
        return _identifier(reading, raw, key)
    if kind == "word":
        found = values.words(detail, raw)
        return _plain(found["word"], found["issue"])
    if kind == "amount":
        return _amount(raw, header, beside)
    if kind == "time":
        found = values.times(raw) if beside is None else values.times_in_zones(raw, beside)
        return _plain(found["time"], found["issue"]).with_columns(found["precision"])
    if kind == "duration":
        found = values.durations(raw)
        return _plain(found["seconds"], found["issue"])
    if kind in ("integer", "decimal"):
        return _figure(kind, raw)
    if kind in ("name", "name_kind"):
        return _name(kind, raw)
    return _plain(text(raw), None)


def _name(kind: str, raw: pl.Series) -> pl.DataFrame:
    """Names, or their kinds; ``beside`` holds the numbers that stand with them, if any does."""
    found = names.normalise(raw)
    if kind == "name_kind":
        return _plain(found["kind"].replace("", None), None)
    frame = _plain(found["name"].replace("", None), None)
    number = found["number"].alias("beside")
    return frame.with_columns(number) if number.null_count() < len(number) else frame


def _plain(value: pl.Series, issue: pl.Series | None) -> pl.DataFrame:
    """An issue of a value that stands is a remark."""
    if issue is None:
        issue = pl.Series([None], dtype=pl.String).new_from_index(0, len(value))
    frame = pl.DataFrame({"value": value, "issue": issue})
    return frame.with_columns(
        pl.when(pl.col("value").is_null()).then("issue").alias("issue"),
        pl.when(pl.col("value").is_not_null()).then("issue").alias("remark"),
    )


def text(raw: pl.Series) -> pl.Series:
    """Cleaned text; null where a cell says nothing."""
    unique = raw.unique()
    if len(unique) * 2 > len(raw):
        return _text(raw)
    lookup = pl.DataFrame({"raw": unique, "value": _text(unique)})
    return joined(raw, lookup.drop_nulls("raw"), ["value"])["value"]


def _text(raw: pl.Series) -> pl.Series:
    cleaned = pl.DataFrame({"v": clean_series(raw)})
    nothing = pl.col("v").str.to_lowercase().is_in(NOTHING)
    return cleaned.select(pl.when(~nothing).then("v").alias("v"))["v"]


def joined(raw: pl.Series, lookup: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """``columns`` of a lookup by ``raw`` for each cell, in order."""
    left = raw.alias("raw").to_frame()
    return left.join(lookup, on="raw", how="left", maintain_order="left").select(columns)


def _identifier(reading: str, raw: pl.Series, key: bytes) -> pl.DataFrame:
    kind = reading.partition(":")[0]
    unique = raw.cast(pl.String).unique().drop_nulls()
    distinct = identifiers.distinct(reading, unique)
    if kind == "cell" and (distinct["hint"] == "hex").any():
        distinct = with_doubt(distinct)
    found = distinct.select(
        "raw",
        pl.col("norm").alias("value"),
        pl.when(pl.col("norm").is_null()).then(pl.col("issues").list.first()).alias("issue"),
        pl.when(pl.col("norm").is_not_null() & (pl.col("issues").list.len() > 0))
        .then(pl.col("issues").list.join(","))
        .alias("remark"),
        "hint",
        "ok",
    )
    columns = ["value", "issue", "remark", "hint"]
    if kind in NAMESPACES:
        found = with_keys(found, NAMESPACES[kind], key)
        columns.append("key")
    elif kind == "id":
        found = _with_strong(found)
        columns.append("strong")
    elif kind == "uscc":
        sound = pl.col("ok") & (pl.col("hint") == "uscc")
        found = found.with_columns(pl.when(sound).then("uscc:" + pl.col("value")).alias("strong"))
        columns.append("strong")
    return joined(raw, found, columns)


def with_keys(frame: pl.DataFrame, namespace: str, key: bytes) -> pl.DataFrame:
    """Add ``key``, the number key of ``value`` in ``namespace``; null where there is no value."""
    return frame.with_columns(number_keys(key, namespace, frame["value"]).alias("key"))


def _with_strong(frame: pl.DataFrame) -> pl.DataFrame:
    keys = [
        strong_key(value, hint) if ok and value else None
        for value, hint, ok in frame.select("value", "hint", "ok").iter_rows()
    ]
    return frame.with_columns(pl.Series("strong", keys, dtype=pl.String))


def _amount(raw: pl.Series, header: str, currency: pl.Series | None) -> pl.DataFrame:
    """Minor units of each row's currency; one pass where all have equally many decimals."""
    codes = [] if currency is None else currency.drop_nulls().unique().to_list()
    if len({values.exponent(code) for code in codes}) <= 1 or currency is None:
        found = values.amounts(raw, header, codes[0] if codes else "CNY")
        return _plain(found["minor"], found["issue"])
    frame = pl.DataFrame({"raw": raw, "code": currency.fill_null("CNY")}).with_row_index("i")
    parts = []
    for code, part in frame.group_by("code"):
        found = values.amounts(part["raw"], header, str(code[0]))
        parts.append(found.with_columns(part["i"]))
    found = pl.concat(parts).sort("i")
    return _plain(found["minor"], found["issue"])


def _figure(kind: str, raw: pl.Series) -> pl.DataFrame:
    bare = text(raw).str.replace_all(r"[,，\s]", "")
    if kind == "integer":
        bare = bare.str.replace(r"\.0+$", "")
    fits = bare.str.contains(_INTEGER if kind == "integer" else _DECIMAL)
    frame = pl.DataFrame({"v": bare, "fits": fits})
    value = pl.when("fits").then("v").cast(TYPES[kind], strict=False)
    bad = pl.when(pl.col("v").is_not_null() & ~pl.col("fits")).then(pl.lit("format"))
    found = frame.select(value.alias("value"), bad.alias("issue"))
    return _plain(found["value"], found["issue"])
