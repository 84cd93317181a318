"""Coordinates: three datums, one of them kept; swaps put right and said."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.values import coordinates
from ingest.values.coordinates import bd_to_gcj, degrees, gcj_to_wgs, wgs_to_gcj


def test_a_known_pair():
    lat, lon = wgs_to_gcj(np.array([39.9087]), np.array([116.3975]))
    assert (round(lat[0], 6), round(lon[0], 6)) == (39.910103, 116.403744)


@given(st.floats(18, 53), st.floats(74, 134))
def test_the_shift_is_taken_back_to_a_millimetre(lat, lon):
    shifted = wgs_to_gcj(np.array([lat]), np.array([lon]))
    back = gcj_to_wgs(*shifted)
    assert abs(back[0][0] - lat) < 1e-8
    assert abs(back[1][0] - lon) < 1e-8


def test_baidu_is_a_further_shift():
    lat, lon = bd_to_gcj(np.array([39.916264]), np.array([116.410120]))
    assert abs(lat[0] - 39.910103) < 2e-3
    assert abs(lon[0] - 116.403744) < 2e-3


def test_nothing_moves_abroad():
    frame = coordinates(pl.Series(["104.9"]), pl.Series(["11.5"]), "gcj02")
    here = wgs_to_gcj(np.array([1.35]), np.array([-103.8]))
    assert frame["issue"].to_list() == [None]
    assert here[1][0] == -103.8


@pytest.mark.parametrize(
    ("lon", "lat", "crs", "issue"),
    [
        ("116.3975", "39.9087", "WGS84", None),
        ("116.403744", "39.910103", "高德", None),
        ("39.9087", "116.3975", "WGS84", "place_swapped"),
        ("116.3975", "39.9087", "", "crs_assumed"),
        ("东经116.3975", "x", "", "place_format"),
        ("0", "0", "", None),
        ("200", "39", "", "place_range"),
        ("", "", "WGS84", None),
    ],
)
def test_what_is_said_of_a_row(lon, lat, crs, issue):
    frame = coordinates(pl.Series([lon]), pl.Series([lat]), pl.Series([crs]))
    assert frame["issue"].to_list() == [issue]


@pytest.mark.parametrize("crs", ["WGS84", "GPS"])
def test_wgs_stays(crs):
    assert coordinates(pl.Series(["116.3975"]), pl.Series(["39.9087"]), crs).row(0) == (
        116.3975,
        39.9087,
        None,
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("39.9087", 39.9087),
        ("39°54'31\"N", 39.90861),
        ("N39.5", 39.5),
        ("12°30'S", -12.5),
        ("x", None),
        (None, None),
    ],
)
def test_degrees(text, value):
    found = degrees(text)
    assert found == (None if value is None else pytest.approx(value, abs=1e-5))
