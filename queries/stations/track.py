"""The track of a station: reports grouped into positions in order of time, speed between them.

A position is a run of reports in time order, each at most ``gap_us`` after the one
before and at most ``radius_m`` from the first (domain.md §5.4: ordered clusters,
speed at most 80 km/h, else one device cannot have been at both).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from queries.stations.geometry import Floats, distance_m

_HOUR_US: Final = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Point:
    """Somebody at a place: µs, degrees WGS-84, an entity, the row that says so."""

    time: int
    lat: float
    lon: float
    entity: str
    source: tuple[int, str, int]


@dataclass(slots=True)
class Position:
    """One stay of the station; ``kmh`` is the speed from the position before (``None``: none).

    ``kmh`` is infinite where the time between two places is nothing.
    """

    points: list[Point] = field(default_factory=list)
    kmh: float | None = None
    distance_m: float | None = None

    @property
    def first(self) -> int:
        """µs of the first report."""
        return self.points[0].time

    @property
    def last(self) -> int:
        """µs of the last report."""
        return self.points[-1].time

    @property
    def lat(self) -> float:
        """Mean latitude of the reports."""
        return float(np.mean([point.lat for point in self.points]))

    @property
    def lon(self) -> float:
        """Mean longitude of the reports."""
        return float(np.mean([point.lon for point in self.points]))


def positions(points: Sequence[Point], radius_m: float, gap_us: int) -> list[Position]:
    """The positions of a station from the reports of its messages; cost: one pass."""
    found: list[Position] = []
    for point in sorted(points, key=lambda p: (p.time, p.source)):
        if not found or _left(found[-1], point, radius_m, gap_us):
            found.append(Position())
        found[-1].points.append(point)
    for before, after in pairwise(found):
        after.distance_m = _apart(before.lat, before.lon, after.lat, after.lon)
        after.kmh = _speed(after.distance_m, after.first - before.last)
    return found


def _left(position: Position, point: Point, radius_m: float, gap_us: int) -> bool:
    start = position.points[0]
    away = _apart(start.lat, start.lon, point.lat, point.lon) > radius_m
    return away or point.time - position.last > gap_us


def _apart(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    ends = (np.array(value) for value in (lat, lon, other_lat, other_lon))
    return float(distance_m(*ends))


def _speed(metres: float, micros: int) -> float:
    if micros == 0:
        return float("inf") if metres else 0.0
    return metres / 1000 / (micros / _HOUR_US)


class Track:
    """Where the station was at a time: at a position, or on the straight way to the next."""

    def __init__(self, stays: Sequence[Position]) -> None:
        """``stays``: positions in order, at least one."""
        knots = [(t, p.lat, p.lon) for p in stays for t in dict.fromkeys((p.first, p.last))]
        self._time, self._lat, self._lon = (
            np.array(column, dtype=np.float64) for column in zip(*knots, strict=True)
        )
        self.first, self.last = stays[0].first, stays[-1].last

    def distance_m(self, time: Floats, lat: Floats, lon: Floats) -> Floats:
        """Metres from the track at each time; before its first and after its last time, its end."""
        at_lat = np.interp(time, self._time, self._lat)
        at_lon = np.interp(time, self._time, self._lon)
        return distance_m(at_lat, at_lon, lat, lon)


def inside(
    track: Track, points: Sequence[Point], near_m: float, window_us: int
) -> list[tuple[Point, float]]:
    """Points within ``near_m`` of the track at their time, oldest first, with the metres.

    A point counts from ``window_us`` before the track begins to as long after it ends.
    """
    if not points:
        return []
    time, lat, lon = (
        np.array([getattr(p, name) for p in points], dtype=np.float64)
        for name in ("time", "lat", "lon")
    )
    metres = track.distance_m(time, lat, lon)
    during = (time >= track.first - window_us) & (time <= track.last + window_us)
    kept = np.flatnonzero(during & (metres <= near_m))
    found = [(points[place], float(metres[place])) for place in kept.tolist()]
    return sorted(found, key=lambda pair: (pair[0].time, pair[0].source))
