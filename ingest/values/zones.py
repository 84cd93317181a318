"""Time zones as files name them: ``UTC+7``, ``东七区``, ``柬埔寨``, ``Asia/Phnom_Penh``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from ingest.identifiers.cleaning import clean, is_blank
from ingest.values.times import SHANGHAI, times
from ingest.values.words import word

_OFFSET: Final = re.compile(r"^(?:utc|gmt)?([+-]?)(\d{1,2})(?::?([0-5]\d))?$")
_SIDE: Final = re.compile(r"^([东西])([0-9]{1,2}|[一二三四五六七八九十]{1,2})时?区$")
_FIGURES: Final = {sign: n for n, sign in enumerate("一二三四五六七八九十", start=1)}
#: zones that are no whole hour, by minutes east
_ODD: Final = {
    210: "Asia/Tehran", 270: "Asia/Kabul", 330: "Asia/Kolkata", 345: "Asia/Kathmandu",
    390: "Asia/Yangon", 570: "Australia/Darwin",
}  # fmt: skip


@lru_cache(maxsize=512)
def zone_of(text: str | None) -> str | None:
    """The name of a zone; China's for a blank, ``None`` for a word that names none."""
    bare = clean(text or "").replace(" ", "")
    if is_blank(bare):
        return SHANGHAI
    minutes = _minutes(bare.casefold())
    if minutes is not None:
        return _fixed(minutes)
    named = word("zone", bare) or bare
    try:
        return ZoneInfo(named).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _minutes(text: str) -> int | None:
    """Minutes east of UTC when the text is an offset."""
    side = _SIDE.match(text)
    if side:
        hours = int(side[2]) if side[2].isdigit() else sum(_FIGURES[sign] for sign in side[2])
        return hours * 60 * (1 if side[1] == "东" else -1)
    found = _OFFSET.match(text)
    if found is None:
        return None
    return (int(found[2]) * 60 + int(found[3] or 0)) * (-1 if found[1] == "-" else 1)


def _fixed(minutes: int) -> str | None:
    if minutes % 60 == 0 and -12 * 60 <= minutes <= 14 * 60:
        hours = minutes // 60
        return f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
    return _ODD.get(minutes)


def times_in_zones(values: pl.Series, zones: pl.Series) -> pl.DataFrame:
    """:func:`ingest.values.times.times` with a zone for each value.

    A blank zone is China's; for one nobody knows as well, with the issue ``zone_unknown``.
    """
    named = {text: zone_of(text) for text in zones.unique()}
    known = [named[text] for text in zones]
    frame = pl.DataFrame({"raw": values, "zone": pl.Series(known, dtype=pl.String)})
    frame = frame.with_row_index("i")
    parts = []
    for (zone,), part in frame.group_by("zone"):
        found = times(part["raw"], str(zone or SHANGHAI)).with_columns(part["i"])
        if zone is None:
            stands = pl.col("time").is_not_null()
            unknown = pl.when(stands).then(pl.lit("zone_unknown")).otherwise("issue")
            found = found.with_columns(unknown.alias("issue"))
        parts.append(found)
    return pl.concat(parts).sort("i").drop("i") if parts else times(values)
