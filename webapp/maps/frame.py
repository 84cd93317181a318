"""The piece of the earth a map shows, and where on the paper a place is.

Equirectangular round the middle of the piece: true to scale there, and within 1 % over a
province. North is up; pixels count from the top left.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from webapp.maps.boundaries import Points

#: metres of one degree of latitude
DEGREE_M = 111_195.0
#: the least a map shows, metres across
_LEAST_M = 2_000.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Middle of the map (degrees), its size (pixels) and metres per pixel."""

    lon: float
    lat: float
    wide: float
    high: float
    metres: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        half_lat = self.high * self.metres / DEGREE_M / 2
        half_lon = self.wide * self.metres / DEGREE_M / 2 / self._shrink
        return (self.lon - half_lon, self.lat - half_lat, self.lon + half_lon, self.lat + half_lat)

    @property
    def _shrink(self) -> float:
        return max(0.05, math.cos(math.radians(self.lat)))

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels of a place, rounded to a tenth."""
        x = self.wide / 2 + (lon - self.lon) * DEGREE_M * self._shrink / self.metres
        y = self.high / 2 - (lat - self.lat) * DEGREE_M / self.metres
        return round(x, 1), round(y, 1)

    def places(self, points: Points) -> Points:
        """Pixels of many places (lon, lat)."""
        x = self.wide / 2 + (points[:, 0] - self.lon) * DEGREE_M * self._shrink / self.metres
        y = self.high / 2 - (points[:, 1] - self.lat) * DEGREE_M / self.metres
        return np.round(np.column_stack((x, y)), 1)


def fit(
    places: Iterable[tuple[float, float]], size: tuple[float, float], zoom: float = 1.0
) -> Frame:
    """The frame that shows all ``places`` (lon, lat) with a margin, ``zoom`` times nearer."""
    found = list(places)
    west, east = min(p[0] for p in found), max(p[0] for p in found)
    south, north = min(p[1] for p in found), max(p[1] for p in found)
    lon, lat = (west + east) / 2, (south + north) / 2
    across = (east - west) * DEGREE_M * max(0.05, math.cos(math.radians(lat)))
    down = (north - south) * DEGREE_M
    room = 0.8
    metres = max(across / (size[0] * room), down / (size[1] * room), _LEAST_M / size[0])
    return Frame(lon, lat, size[0], size[1], metres / zoom)


def scale_bar(frame: Frame, most: float = 130.0) -> tuple[float, str]:
    """Length in pixels and the words of a round distance: ``(96.0, "2 km")``."""
    whole = frame.metres * most
    power = 10.0 ** math.floor(math.log10(whole))
    step = next(step for step in (5.0, 2.0, 1.0) if step * power <= whole) * power
    word = f"{step / 1000:g} km" if step >= 1000 else f"{step:g} m"
    return round(step / frame.metres, 1), word
