"""The track of a pseudo base station from reported messages, and the numbers it passed."""

from __future__ import annotations

import math
from typing import Final

import polars as pl

from graph.errors import BadInput
from graph.model import Entity
from queries.columns import columns
from queries.context import Context
from queries.model import OF, Param, Query, Result, Row, Text
from queries.stations import reports as reported
from queries.stations.station import sent_by, victims_of
from queries.stations.track import Point, Position, Track, inside, positions

_MINUTE_US: Final = 60_000_000
#: above this one vehicle cannot have been at both places (domain.md §5.4)
MAX_KMH: Final = 80


def run(
    context: Context,
    of: str,
    since: int | None,
    until: int | None,
    radius_m: int,
    gap_minutes: int,
    near_m: int,
    window_minutes: int,
) -> Result:
    """A row per position (section ``track``), then one per number near it (``inside``).

    Raises :class:`BadInput` for an entity that is no station, a window that ends before
    it begins, or when no report has time and place. Cost: scans of messages and sightings.
    """
    found = context.resolve(of)
    station = context.dataset.entity(found.id) or found
    if station.type != "PseudoBaseStation":
        raise BadInput("这个实体不是伪基站。", "This entity is no pseudo base station.")
    if since is not None and until is not None and until < since:
        raise BadInput("截止时间早于起始时间。", "The end is before the beginning.")
    every = _between(reported.reports(context.dataset), since, until)
    own = sent_by(context.dataset, station, every)
    points = reported.points_of(own)
    if not points:
        raise _no_track(own.height)
    stays = positions(points, radius_m, gap_minutes * _MINUTE_US)
    context.check_time()
    window = window_minutes * _MINUTE_US
    seen = reported.sightings(context.dataset, stays[0].first - window, stays[-1].last + window)
    near = inside(Track(stays), [*reported.points_of(every), *seen], near_m, window)
    rows = [_position_row(context, station, stay) for stay in stays]
    victims, numbers = _number_rows(context, near)
    return Result(
        rows + numbers,
        evidence=[source for row in rows for source in row["sources"]],
        extras={
            "reports": own.height,
            "without_place": own.height - len(points),
            "too_fast": sum(row["status"] == "too_fast" for row in rows),
            "victims_inside": victims,
            "bounds": {
                "radius_m": radius_m,
                "gap_minutes": gap_minutes,
                "near_m": near_m,
                "window_minutes": window_minutes,
                "max_kmh": MAX_KMH,
                "crs": "wgs84",
            },
        },
    )


def _between(rows: pl.DataFrame, since: int | None, until: int | None) -> pl.DataFrame:
    if since is not None:
        rows = rows.filter(pl.col("time") >= since)
    return rows if until is None else rows.filter(pl.col("time") <= until)


def _no_track(reports: int) -> BadInput:
    if reports:
        return BadInput(
            f"{reports} 条举报都没有经纬度，无法画出轨迹。",
            f"None of the {reports} reports has a place: there is no track to draw.",
        )
    return BadInput(
        "所问时间内没有属于这台伪基站的短信举报。",
        "No reported message of this station in the time asked about.",
    )


def _position_row(context: Context, station: Entity, stay: Position) -> Row:
    fast = stay.kmh is not None and stay.kmh > MAX_KMH
    finite = stay.kmh is not None and math.isfinite(stay.kmh)
    return {
        "section": "track",
        "entity": context.refs([station.id])[station.id],
        "time": stay.first,
        "last": stay.last,
        "lat": round(stay.lat, 6),
        "lon": round(stay.lon, 6),
        "count": len(stay.points),
        "distance_m": None if stay.distance_m is None else round(stay.distance_m, 1),
        "kmh": round(stay.kmh, 1) if finite and stay.kmh is not None else None,
        "status": "too_fast" if fast else "ok",
        "cases": [],
        "sources": _sources(context, stay.points),
    }


def _number_rows(context: Context, near: list[tuple[Point, float]]) -> tuple[int, list[Row]]:
    """One row per number, at its nearest point; how many belong to victims."""
    grouped: dict[str, list[tuple[Point, float]]] = {}
    for pair in near:
        grouped.setdefault(pair[0].entity, []).append(pair)
    victims = victims_of(context.dataset, grouped)
    refs = context.refs([*grouped, *(case for v in victims.values() for case in v["cases"])])
    rows = []
    for number, pairs in grouped.items():
        nearest, metres = min(pairs, key=lambda pair: (pair[1], pair[0].time, pair[0].source))
        cases = victims.get(number, {}).get("cases", [])
        rows.append(
            {
                "section": "inside",
                "entity": refs[number],
                "time": pairs[0][0].time,
                "last": pairs[-1][0].time,
                "lat": round(nearest.lat, 6),
                "lon": round(nearest.lon, 6),
                "count": len(pairs),
                "distance_m": round(metres, 1),
                "kmh": None,
                "status": "victim" if cases else "number",
                "cases": [refs[case] for case in cases],
                "sources": _sources(context, [point for point, _ in pairs]),
            }
        )
    return len(victims), sorted(rows, key=lambda row: (row["time"], row["entity"]["id"]))


def _sources(context: Context, points: list[Point]) -> list[Row]:
    return [context.source(*source) for source in sorted({point.source for point in points})]


def _number(name: str, zh: str, en: str, default: int, most: int) -> Param:
    return Param(name, "int", Text(zh, en), default=default, minimum=1, maximum=most)


QUERY = Query(
    name="station-track",
    title=Text("伪基站轨迹", "Station track"),
    question=Text(
        "这台伪基站何时到过哪里、多快，哪些号码和被害人在它附近？",
        "Where was this pseudo base station and when, how fast, and which numbers and victims"
        " were near it?",
    ),
    group="network",
    params=(
        OF,
        Param("since", "date", Text("起始时间", "from this time")),
        Param("until", "date", Text("截止时间", "up to this time")),
        _number(
            "radius_m", "一个位置的半径（米）", "radius of one position in metres", 500, 20_000
        ),
        _number(
            "gap_minutes",
            "同一位置内两条举报的最长间隔（分钟）",
            "longest gap between two reports at one position in minutes",
            30,
            1440,
        ),
        _number("near_m", "距轨迹多近算在内（米）", "how near the track in metres", 1000, 50_000),
        _number(
            "window_minutes",
            "轨迹前后的时间窗（分钟）",
            "time before and after the track in minutes",
            10,
            1440,
        ),
    ),
    returns=columns("section entity time last lat lon count distance_m kmh status cases sources"),
    order=Text("轨迹在前，均按时间", "the track first, both by time"),
    caveat=Text(
        "轨迹由举报推算，仅为线索；位置为 WGS-84。基站小区的位置只是基站所在，不是手机所在。"
        "时速过高说明可能不止一台设备或位置有误。",
        "The track is inferred from reports: a lead. Places are WGS-84. The place of a cell is"
        " its mast, not the phone. Too high a speed means more than one device or a wrong place.",
    ),
    run=run,
)
