"""Lengths of calls as whole seconds: ``65``, ``00:01:05``, ``1分5秒``, ``1'05"``."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from ingest.identifiers.cleaning import NULLS, clean

_UNITS = re.compile(
    r"^(?:(\d+)\s*(?:小时|时|h))?\s*(?:(\d+)\s*(?:分钟|分|m|'))?\s*(?:(\d+)(?:\.\d+)?\s*(?:秒钟|秒|s|\"|'')?)?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:\.\d+)?$")
_PLAIN: Final = r"^\d{1,7}(\.0+)?$"


def parse_duration(text: str) -> tuple[int | None, str | None]:
    """One length as (seconds, issue); a blank is (None, None)."""
    text = clean(text)
    if not text or text in ("-", "/") or text.casefold() in NULLS:
        return None, None
    if re.match(_PLAIN, text):
        return int(text.partition(".")[0]), None
    clock = _CLOCK.match(text)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds, None
    units = _UNITS.match(text.rstrip("\"'") + ('"' if text[-1] in "\"'" else ""))
    if units and any(units.groups()):
        hours, minutes, seconds = (int(part or 0) for part in units.groups())
        return hours * 3600 + minutes * 60 + seconds, None
    return None, "duration_format"


def durations(values: pl.Series) -> pl.DataFrame:
    """Read a column: ``seconds`` (Int64 or null) and ``issue`` (``duration_format``)."""
    raw = values.cast(pl.String).alias("raw")
    unique = raw.unique().drop_nulls()
    read = [(value, *parse_duration(value)) for value in unique]
    schema = {"raw": pl.String(), "seconds": pl.Int64(), "issue": pl.String()}
    lookup = pl.DataFrame(read, schema=schema, orient="row")
    joined = raw.to_frame().join(lookup, on="raw", how="left", maintain_order="left")
    return joined.select("seconds", "issue")
