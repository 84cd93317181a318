"""Boundaries of a map as data: the shipped files, or a unit's own (setting ``BOUNDARIES``).

A file is GeoJSON (``.geojson``, also ``.gz``) with polygons and their ``name``; a folder is all
its files. A member ``graychain`` beside ``features`` says ``level``, ``source``, ``date`` and
``crs`` (``wgs84``, ``gcj02`` or ``bd09``); without it the coordinates are taken as WGS-84 and
the file's name is the source.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from graph import settings
from graph.errors import BadInput
from ingest.values.coordinates import bd_to_gcj, gcj_to_wgs

SHIPPED = Path(__file__).with_name("boundaries")
#: more than GCJ-02 and BD-09 are off, degrees
_SHIFT = 0.02
Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shape:
    """One area: its name, its box in WGS-84 (widened by the largest shift), its rings as read."""

    name: str
    crs: str
    box: tuple[float, float, float, float]
    written: tuple[Any, ...]

    def rings(self) -> list[Points]:
        """The rings as (n, 2) arrays of lon, lat in WGS-84; converted when they are drawn."""
        return [_wgs(ring, self.crs) for ring in self.written]


@dataclass(frozen=True, slots=True)
class Layer:
    """The areas of one file, and where they come from; ``crs`` is that of the file."""

    level: str
    source: str
    date: str
    crs: str
    shapes: tuple[Shape, ...]


def layers() -> tuple[Layer, ...]:
    """The layers of the setting, coarse ones first; raises :class:`BadInput` naming the file."""
    chosen = settings.get("BOUNDARIES")
    path = Path(chosen) if chosen else SHIPPED
    files = sorted(path.glob("*.geojson*")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise BadInput(
            f"没有边界文件：{path}（设置 GRAYCHAIN_BOUNDARIES）。",
            f"There is no boundary file {path} (setting GRAYCHAIN_BOUNDARIES).",
        )
    found = [_layer(file, file.stat().st_mtime_ns) for file in files]
    return tuple(sorted(found, key=lambda layer: len(layer.shapes)))


@lru_cache(maxsize=8)
def _layer(file: Path, _changed: int) -> Layer:
    """One file, read once until it changes."""
    try:
        packed = file.read_bytes()
        text = gzip.decompress(packed) if file.suffix == ".gz" else packed
        told = json.loads(text)
        about = dict(told.get("graychain") or {})
        shapes = tuple(_shapes(told["features"], str(about.get("crs", "wgs84"))))
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
    ) as error:
        raise BadInput(
            f"边界文件 {file} 不是可用的 GeoJSON：{type(error).__name__}。",
            f"The boundary file {file} is no usable GeoJSON: {type(error).__name__}.",
        ) from error
    return Layer(
        str(about.get("level") or file.name.split(".")[0]),
        str(about.get("source") or file.name),
        str(about.get("date") or ""),
        str(about.get("crs") or "wgs84"),
        shapes,
    )


def _shapes(features: list[dict[str, Any]], crs: str) -> Iterator[Shape]:
    if not isinstance(features, list):
        raise TypeError("features")
    if crs not in ("wgs84", "gcj02", "bd09"):
        raise ValueError(crs)
    shift = 0.0 if crs == "wgs84" else _SHIFT
    for feature in features:
        rings = tuple(_rings(feature["geometry"]))
        if not rings:
            continue
        west, south, east, north = feature.get("bbox") or _box(rings)
        box = (west - shift, south - shift, east + shift, north + shift)
        name = str((feature.get("properties") or {}).get("name") or "")
        yield Shape(name, crs, tuple(map(float, box)), rings)  # type: ignore[arg-type]


def _box(rings: tuple[Any, ...]) -> tuple[float, ...]:
    every = np.concatenate([np.array([point[:2] for point in ring], float) for ring in rings])
    return (*every.min(axis=0), *every.max(axis=0))


def _rings(geometry: dict[str, Any]) -> Iterator[Any]:
    kind, found = geometry["type"], geometry["coordinates"]
    if kind in ("Polygon", "MultiLineString"):
        yield from found
    elif kind == "MultiPolygon":
        for polygon in found:
            yield from polygon
    elif kind == "LineString":
        yield found
    else:
        raise ValueError(kind)


def _wgs(ring: Any, crs: str) -> Points:
    """A ring as lon, lat in WGS-84."""
    points = np.array([[point[0], point[1]] for point in ring], dtype=np.float64)
    if crs == "wgs84":
        return points
    lat, lon = points[:, 1], points[:, 0]
    if crs == "bd09":
        lat, lon = bd_to_gcj(lat, lon)
    lat, lon = gcj_to_wgs(lat, lon)
    return np.column_stack((lon, lat))
