"""Coordinates as WGS-84: GCJ-02 (高德, 腾讯) and BD-09 (百度) are 300 to 700 m off.

The shift of GCJ-02 is known only forwards, so it is taken back by iteration, to
less than a millimetre.
"""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from ingest.identifiers.cleaning import blank_expr, clean, clean_series
from ingest.values.words import words

Array = npt.NDArray[np.float64]

_AXIS: Final = 6_378_245.0  # Krasovsky 1940, metres
_ECCENTRICITY: Final = 0.00669342162296594323
_BD_TURN: Final = np.pi * 3000.0 / 180.0
_DEGREES = re.compile(
    r"^([NSEW北南东西])?\s*(-?\d+(?:\.\d+)?)\s*(?:°|度|$)\s*"
    r"(?:(\d+(?:\.\d+)?)\s*(?:'|′|分))?\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|″|''|秒))?\s*"
    r"°?\s*([NSEW北南东西])?$",
    re.IGNORECASE,
)


def degrees(text: str | None) -> float | None:
    """Degrees of ``39.9087`` or ``39°54'31"N``; ``None`` for anything else."""
    match = _DEGREES.match(clean(text or ""))
    if match is None:
        return None
    before, whole, minutes, seconds, after = match.groups()
    value = float(whole) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -value if (before or after or "N").upper() in ("S", "W", "南", "西") else value


def _shift(lat: Array, lon: Array) -> tuple[Array, Array]:
    """How far GCJ-02 moves a WGS-84 point, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    root, pi = np.sqrt(np.abs(x)), np.pi
    wave = (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    north += (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    east += (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0
    radians = np.radians(lat)
    magic = 1 - _ECCENTRICITY * np.sin(radians) ** 2
    meridian = (_AXIS * (1 - _ECCENTRICITY)) / (magic * np.sqrt(magic))
    north = np.degrees(north / meridian)
    east = np.degrees(east / (_AXIS / np.sqrt(magic) * np.cos(radians)))
    abroad = (lon < 72.004) | (lon > 137.8347) | (lat < 0.8293) | (lat > 55.8271)
    return np.where(abroad, 0.0, north), np.where(abroad, 0.0, east)


def wgs_to_gcj(lat: Array, lon: Array) -> tuple[Array, Array]:
    """WGS-84 to GCJ-02; points outside China do not move."""
    north, east = _shift(lat, lon)
    return lat + north, lon + east


def gcj_to_wgs(lat: Array, lon: Array) -> tuple[Array, Array]:
    """GCJ-02 to WGS-84."""
    back_lat, back_lon = lat, lon
    for _ in range(6):
        north, east = _shift(back_lat, back_lon)
        back_lat, back_lon = lat - north, lon - east
    return back_lat, back_lon


def bd_to_gcj(lat: Array, lon: Array) -> tuple[Array, Array]:
    """BD-09 to GCJ-02."""
    x, y = lon - 0.0065, lat - 0.006
    far = np.hypot(x, y) - 0.00002 * np.sin(y * _BD_TURN)
    angle = np.arctan2(y, x) - 0.000003 * np.cos(x * _BD_TURN)
    return far * np.sin(angle), far * np.cos(angle)


def coordinates(lon: pl.Series, lat: pl.Series, crs: pl.Series | str = "") -> pl.DataFrame:
    """Two columns of text to ``lon``, ``lat`` (WGS-84 degrees) and ``issue``.

    ``crs`` is a word of the vocabulary of that name, or a column of them. Issues:
    ``place_format``, ``place_range``, ``place_swapped`` (put right), ``crs_assumed``
    (none named: taken as WGS-84). Blank is null without an issue.
    """
    given = crs if isinstance(crs, pl.Series) else pl.Series([crs] * len(lat), dtype=pl.String)
    named = words("crs", given)["word"]
    north, east = _numbers(lat), _numbers(lon)
    swapped = (np.abs(north) > 55) & (np.abs(north) <= 180) & (np.abs(east) < 55)
    north, east = np.where(swapped, east, north), np.where(swapped, north, east)
    nowhere = (north == 0) & (east == 0)
    north, east = np.where(nowhere, np.nan, north), np.where(nowhere, np.nan, east)
    outside = (np.abs(north) > 90) | (np.abs(east) > 180)
    with np.errstate(invalid="ignore"):
        wgs_lat, wgs_lon = _convert(north, east, named.to_numpy())
    frame = pl.DataFrame({"lat": wgs_lat, "lon": wgs_lon, "crs": named}).with_columns(
        pl.Series("outside", outside),
        pl.Series("swapped", swapped),
        pl.Series("written", _is_written(lat) | _is_written(lon)),
    )
    return _with_issues(frame)


def _is_written(values: pl.Series) -> pl.Series:
    return ~pl.DataFrame({"v": clean_series(values)}).select(blank_expr("v"))["v"]


def _numbers(values: pl.Series) -> Array:
    read = {text: degrees(text) for text in values.unique() if text is not None}
    column = values.replace_strict(read, default=None, return_dtype=pl.Float64)
    return column.to_numpy().astype(np.float64)


def _convert(lat: Array, lon: Array, crs: npt.NDArray[Any]) -> tuple[Array, Array]:
    gcj_lat, gcj_lon = bd_to_gcj(lat, lon)
    baidu, shifted = crs == "bd09", (crs == "bd09") | (crs == "gcj02")
    from_lat, from_lon = np.where(baidu, gcj_lat, lat), np.where(baidu, gcj_lon, lon)
    wgs_lat, wgs_lon = gcj_to_wgs(from_lat, from_lon)
    return np.where(shifted, wgs_lat, lat), np.where(shifted, wgs_lon, lon)


def _with_issues(frame: pl.DataFrame) -> pl.DataFrame:
    frame = frame.with_columns(pl.col("lat", "lon").fill_nan(None))
    missing = pl.col("lat").is_null() | pl.col("lon").is_null()
    issue = (
        pl.when(missing & pl.col("written"))
        .then(pl.lit("place_format"))
        .when(pl.col("outside") & ~missing)
        .then(pl.lit("place_range"))
        .when(pl.col("swapped") & ~missing)
        .then(pl.lit("place_swapped"))
        .when(pl.col("crs").is_null() & ~missing)
        .then(pl.lit("crs_assumed"))
    )
    usable = ~missing & ~pl.col("outside")
    return frame.select(
        pl.when(usable).then("lon").alias("lon"),
        pl.when(usable).then("lat").alias("lat"),
        issue.alias("issue"),
    )
