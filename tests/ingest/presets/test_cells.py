"""基站信息: hexadecimal and decimal, datums, placeholders."""

import pytest

from tests.ingest.presets.loading import Loaded, load_texts

TEXT = """
基站编号,基站名称,LAC,CI,制式,经度,纬度,方位角,覆盖半径(米),地址,坐标系,运营商
B001,合成大厦1,10CD,52E5,4G,116.403744,39.910103,120,500,合成路1号,GCJ02,合成移动
B002,,4302,100,4G,116.3975,39.9087,,,合成路2号,WGS84,合成移动
B003,占位,65535,0,4G,116.3975,39.9087,,,合成路3号,WGS84,合成移动
"""


def load(text: str) -> Loaded:
    return load_texts(TEXT)[text]


def test_cells():
    loaded = load(TEXT)
    assert loaded.preset == "cells"
    assert loaded.entities == {"cell:4301-21221", "cell:4302-100"}
    assert loaded.counts == (2, 1, 1)


def test_places_are_wgs84():
    props = load(TEXT).props("cell:4301-21221")
    assert float(props["lat"]) == pytest.approx(39.9087, abs=1e-6)
    assert float(props["lon"]) == pytest.approx(116.3975, abs=1e-6)
    assert props["crs"] == "gcj02"
    assert props["name"] == "合成大厦1"
    assert float(props["range_m"]) == 500


def test_a_cell_without_name_goes_by_its_number():
    assert load(TEXT).props("cell:4302-100")["name"] == "B002"
