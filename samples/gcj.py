"""WGS-84 to GCJ-02, as Chinese map services shift coordinates (the published formula)."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

_AXIS, _ECCENTRICITY = 6_378_245.0, 0.00669342162296594323


def to_gcj(lat: float, lon: float) -> tuple[float, float]:
    """Latitude and longitude in GCJ-02; for places in China."""
    x, y = lon - 105.0, lat - 35.0
    waves = (20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20 * sin(pi * y) + 40 * sin(pi / 3 * y)) * 2 / 3
    north += (160 * sin(pi / 12 * y) + 320 * sin(pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20 * sin(pi * x) + 40 * sin(pi / 3 * x)) * 2 / 3
    east += (150 * sin(pi / 12 * x) + 300 * sin(pi / 30 * x)) * 2 / 3
    radians = lat / 180 * pi
    bend = 1 - _ECCENTRICITY * sin(radians) ** 2
    per_lat = _AXIS * (1 - _ECCENTRICITY) / (bend * sqrt(bend)) * pi / 180
    per_lon = _AXIS / sqrt(bend) * cos(radians) * pi / 180
    return lat + north / per_lat, lon + east / per_lon
