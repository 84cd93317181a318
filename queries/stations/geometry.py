"""Distances on the earth; all coordinates are WGS-84 degrees, as every preset stores them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: mean radius of the earth (IUGG), metres
EARTH_M: Final = 6_371_008.8


def distance_m(lat: Floats, lon: Floats, other_lat: Floats, other_lon: Floats) -> Floats:
    """Great-circle metres between points (haversine); inputs broadcast like numpy's."""
    north, other_north = np.radians(lat), np.radians(other_lat)
    half_lat = (other_north - north) / 2
    half_lon = np.radians(np.subtract(other_lon, lon)) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(north) * np.cos(other_north) * np.sin(half_lon) ** 2
    metres: Floats = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return metres
