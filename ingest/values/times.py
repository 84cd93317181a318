"""Times of the files as microseconds UTC, with what they leave unknown.

A list of written forms is tried, strictest first; 2/3/2016 is refused, never guessed.
A value without a time of day, or at exactly 00:00:00, has the precision ``day``.
China kept summer time until 1991, so a fixed −8 h is wrong before 1992.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from ingest.identifiers.cleaning import NULLS, clean, clean_series

SHANGHAI: Final = "Asia/Shanghai"
#: years a record may speak of; birth dates and expiry dates included
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
_FIXED_SINCE: Final = datetime(1992, 1, 1)
_EIGHT_HOURS: Final = 8 * 3_600_000_000

_ISO: Final = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$"
_SLASHED: Final = r"^\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2}$"
_COMPACT: Final = r"^(?:19|20)\d{12}$"
_SHORT: Final = (
    r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?: ([01]?\d|2[0-3]):([0-5]?\d)(?::([0-5]?\d))?)?$"
)
_SERIAL = re.compile(r"^([2-7]\d{4})(?:\.(\d+))?$")
_OFFSET = re.compile(r"(?:(Z)|([+-])(\d{2}):?(\d{2}))$")
_DATE: Final = r"(\d{4}|\d{2})(?:[-/.年]|\s*-\s*)(\d{1,2})[-/.月](\d{1,2})日?"
_CLOCK: Final = (
    r"(上午|下午|晚上|凌晨|AM|PM)?\s*(\d{1,2})[:时点](\d{1,2})?分?:?"
    r"(?:(\d{1,2})(?:\.(\d{1,9}))?)?秒?\s*(AM|PM)?"
)
_WRITTEN = re.compile(rf"^{_DATE}(?:[\sT,]*(?:星期.|周.)?[\s]*{_CLOCK})?$", re.IGNORECASE)
_PACKED = re.compile(
    r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:[\sT]*(\d{2}):?(\d{2}):?(\d{2})?(?:\.?(\d{1,6}))?)?$"
)
_AMERICAN = re.compile(r"^\d{1,2}[/-]\d{1,2}[/-]\d{4}")


def times(values: pl.Series, tz: str = SHANGHAI) -> pl.DataFrame:
    """Read a column: ``time`` (µs UTC or null), ``precision`` and ``issue``.

    Issues: ``time_format``, ``time_ambiguous`` (day and month cannot be told apart),
    ``time_range``, ``precision_lost``. A blank is null without an issue.
    """
    raw = values.cast(pl.String).alias("raw")
    unique = raw.unique().drop_nulls()
    frame = _read_plain(pl.DataFrame({"raw": unique, "text": clean_series(unique)}))
    rest = frame.filter(pl.col("local").is_null())
    odd = [(value, *_parse_local(text)) for value, text in rest.select("raw", "text").iter_rows()]
    schema = {
        "raw": pl.String(),
        "local": pl.Datetime("us"),
        "precision": pl.String(),
        "issue": pl.String(),
        "offset": pl.Int64(),
    }
    plain = frame.filter(pl.col("local").is_not_null()).select(
        "raw",
        "local",
        _precision(pl.col("local")).alias("precision"),
        pl.lit(None, dtype=pl.String).alias("issue"),
        pl.lit(None, dtype=pl.Int64).alias("offset"),
    )
    lookup = _to_utc(pl.concat([plain, pl.DataFrame(odd, schema=schema, orient="row")]), tz)
    joined = raw.to_frame().join(lookup, on="raw", how="left", maintain_order="left")
    return joined.select("time", "precision", "issue")


def _precision(local: pl.Expr) -> pl.Expr:
    midnight = local == local.dt.truncate("1d")
    return pl.when(midnight).then(pl.lit("day")).otherwise(pl.lit("second"))


def _read_plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Fill ``local`` for the forms that carry nearly all rows, each seeing only its own."""
    text = pl.col("text")
    forms = (
        (_ISO, "%Y-%m-%d %H:%M:%S"),
        (_COMPACT, "%Y%m%d%H%M%S"),
        (_SLASHED, "%Y/%m/%d %H:%M:%S"),
    )
    parts = []
    for pattern, form in forms:
        fits = text.str.contains(pattern)
        part, frame = frame.filter(fits), frame.filter(~fits)
        local = text.str.to_datetime(form, time_unit="us", strict=False).alias("local")
        parts.append(part.with_columns(local))
    short = text.str.contains(_SHORT)
    parts.append(_read_short(frame.filter(short)))
    rest = frame.filter(~short)
    parts.append(rest.with_columns(pl.lit(None, dtype=pl.Datetime("us")).alias("local")))
    return pl.concat(parts)


def _read_short(frame: pl.DataFrame) -> pl.DataFrame:
    """Dates with single digits and clocks without seconds, as spreadsheets print them."""
    groups = frame.select(pl.col("text").str.extract_groups(_SHORT).alias("g")).unnest("g")
    padded = [pl.col(name).fill_null("0").str.pad_start(2, "0") for name in groups.columns]
    year, month, day, hour, minute, second = padded
    written = pl.concat_str(
        year, pl.lit("-"), month, pl.lit("-"), day, pl.lit(" "), hour, pl.lit(":"), minute,
        pl.lit(":"), second,
    )  # fmt: skip
    local = written.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    return frame.with_columns(groups.select(local.alias("local"))["local"])


def _to_utc(frame: pl.DataFrame, tz: str) -> pl.DataFrame:
    """Local times to ``time`` in µs UTC, and the range check."""
    local = pl.col("local")
    inside = local.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    frame = frame.with_columns(
        pl.when(local.is_not_null() & ~inside)
        .then(pl.lit("time_range"))
        .otherwise(pl.col("issue"))
        .alias("issue"),
        pl.when(inside).then(local).alias("local"),
        pl.when(inside).then("precision").alias("precision"),
    )
    epoch = local.dt.epoch("us")
    if tz == SHANGHAI:
        late = frame.filter((local >= _FIXED_SINCE).fill_null(True))
        early = frame.filter((local < _FIXED_SINCE).fill_null(False))
        frames = [late.with_columns((epoch - _EIGHT_HOURS).alias("time")), _by_zone(early, tz)]
    else:
        frames = [_by_zone(frame, tz)]
    return pl.concat(frames).with_columns(
        pl.when(pl.col("offset").is_not_null())
        .then(epoch - pl.col("offset") * 1_000_000)
        .otherwise(pl.col("time"))
        .alias("time")
    )


def _by_zone(frame: pl.DataFrame, tz: str) -> pl.DataFrame:
    """By the zone's rules; an hour that clocks skipped is read one hour later."""
    local = pl.col("local")
    zoned = local.dt.replace_time_zone(tz, ambiguous="earliest", non_existent="null")
    later = (local + timedelta(hours=1)).dt.replace_time_zone(
        tz, ambiguous="earliest", non_existent="null"
    )
    return frame.with_columns(pl.coalesce(zoned, later).dt.epoch("us").alias("time"))


_Local = tuple[datetime | None, str | None, str | None, int | None]


def _parse_local(text: str) -> _Local:
    """(local time, precision, issue, offset in seconds) of one value in any other form."""
    if not text or text.casefold() in NULLS or not text.strip("-/0: .*"):
        return None, None, None, None
    offset, text = _split_offset(text)
    serial = _SERIAL.match(text)
    if serial:
        return _from_serial(text)
    if re.fullmatch(r"\d+(\.\d+)?[eE]\+?\d+", text):
        return None, None, "precision_lost", None
    packed = _PACKED.match(text)
    if packed:
        year, month, day, hour, minute, second, part = packed.groups()
        return _build((year, month, day), (hour, minute, second, part), offset)
    written = _WRITTEN.match(text)
    if written is None:
        return None, None, "time_ambiguous" if _AMERICAN.match(text) else "time_format", None
    year, month, day, half, hour, minute, second, part, half_after = written.groups()
    hour = _full_hour(hour, half or half_after)
    return _build((year, month, day), (hour, minute, second, part), offset)


def _split_offset(text: str) -> tuple[int | None, str]:
    """Seconds east of UTC when the text says so (``+08:00``, ``Z``), and the rest."""
    match = _OFFSET.search(text) if ":" in text else None
    if match is None or text.count(":") - match[0].count(":") < 1:
        return None, text
    sign = -1 if match[2] == "-" else 1
    seconds = 0 if match[1] else sign * (int(match[3]) * 3600 + int(match[4]) * 60)
    return seconds, text[: match.start()].strip()


def _full_hour(hour: str | None, half: str | None) -> str | None:
    if hour is None or half is None:
        return hour
    afternoon = half.upper() in ("下午", "晚上", "PM")
    value = int(hour)
    if afternoon and value < 12:
        return str(value + 12)
    return "0" if not afternoon and value == 12 else hour


def _build(day: tuple[str, str, str], clock: tuple[str | None, ...], offset: int | None) -> _Local:
    year = int(day[0]) if len(day[0]) == 4 else _full_year(int(day[0]))
    hour, minute, second, part = clock
    try:
        midnight = datetime(year, int(day[1]), int(day[2]))
    except ValueError:
        return None, None, "time_range", None
    if hour is None:
        return midnight, "day", None, None
    fields = (int(hour), int(minute or 0), int(second or 0))
    if fields[0] > 24 or fields[1] > 59 or fields[2] > 60 or (fields[0] == 24 and any(fields[1:])):
        return None, None, "time_range", None
    fraction = int((part or "0").ljust(6, "0")[:6])
    span = timedelta(hours=fields[0], minutes=fields[1], seconds=fields[2], microseconds=fraction)
    exact = "second" if span or offset is not None else "day"
    return midnight + span, exact, None, offset


def _full_year(two: int) -> int:
    """16 → 2016, 87 → 1987: no two-digit year lies more than a year ahead."""
    return 2000 + two if 2000 + two <= datetime.now(UTC).year + 1 else 1900 + two


def _from_serial(text: str) -> _Local:
    """An Excel day number, fraction rounded to the second (42403.5 is noon)."""
    days, _, fraction = text.partition(".")
    midnight = datetime(1899, 12, 30) + timedelta(days=int(days))
    seconds = round(float(f"0.{fraction or 0}") * 86400)
    return midnight + timedelta(seconds=seconds), "second" if seconds else "day", None, None


def join_date_time(dates: pl.Series, clocks: pl.Series) -> pl.Series:
    """One text column of two: a date and a clock (``100503``, ``0930``, ``10:05``, ``0.42``)."""
    day = clean_series(dates).str.replace(r"[ T]0?0:00(:00)?$", "").str.replace(r"\.0+$", "")
    clock = pl.Series([_clock(text) for text in clean_series(clocks)], dtype=pl.String)
    frame = pl.DataFrame({"day": day, "clock": clock})
    both = (
        pl.when(pl.col("clock") == "")
        .then(pl.col("day"))
        .otherwise(pl.col("day") + " " + pl.col("clock"))
    )
    iso = pl.col("day").str.replace(r"^(\d{4})(\d{2})(\d{2})$", "${1}-${2}-${3}")
    return frame.with_columns(iso.alias("day")).select(both.alias("v"))["v"]


def _clock(text: str | None) -> str:
    text = clean(text or "")
    if re.fullmatch(r"\d{5,6}", text):
        text = text.zfill(6)
        return f"{text[:2]}:{text[2:4]}:{text[4:]}"
    if re.fullmatch(r"(?:[01]?\d|2[0-3])[0-5]\d", text):  # 0930, as railways write it
        return f"{text[:-2].zfill(2)}:{text[-2:]}:00"
    if re.fullmatch(r"0?\.\d+", text):
        seconds = round(float(text) * 86400)
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    tail = re.search(r"\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$", text)
    return tail[0] if tail else ""


def to_local(microseconds: int, tz: str = SHANGHAI) -> datetime:
    """The local time of a value in µs UTC."""
    return datetime.fromtimestamp(microseconds / 1_000_000, ZoneInfo(tz))
