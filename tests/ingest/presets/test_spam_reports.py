"""垃圾短信举报: who received what, from which shown number, where."""

import pytest

from tests.ingest.presets.loading import Loaded, load_texts

TEXT = """
接收号码,接收时间,显示号码,短信内容,LAC,CI,经度,纬度,坐标系,举报渠道
13800138000,2026-05-11 09:12:30,95588,【合成银行】积分兑换 http://bank-a.example,65001,10,116.403744,39.910103,GCJ02,12321
+86 139-0013-9000,2026-05-11 09:14:02,95588,【合成银行】积分兑换 http://bank-a.example,65001,10,116.3980,39.9100,WGS84,运营商
13700137000,2026-05-11 09:20:00,10086,【合成移动】兑换 http://cmcc-b.example,,,,,,12321
138****8000,2026-05-11 09:21:00,95588,【合成银行】积分兑换 http://bank-a.example,65001,10,,,,12321
,2026-05-11 09:22:00,95588,无号码,65001,10,,,,12321
"""
TEMPLATE = "sms:【合成银行】积分兑换 http://bank-a.example"


def load() -> Loaded:
    return load_texts(TEXT)[TEXT]


def test_rows_without_a_sound_receiver_are_rejected():
    loaded = load()
    assert loaded.preset == "spam-reports"
    assert loaded.counts == (3, 2, 1)


def test_a_message_goes_from_the_shown_number_to_the_receiver():
    messages = load().facts["messages"].sort("time")
    assert messages.height == 3
    assert messages["own_side"].to_list() == ["receiver"] * 3
    assert messages["shown_number"].to_list() == ["95588", "95588", "10086"]
    assert messages["sender"].n_unique() == 2
    assert (messages["cell"] != 0).to_list() == [True, True, False]
    assert messages["text"][0] == TEMPLATE.removeprefix("sms:")


def test_receivers_of_one_text_share_a_template():
    received = {shown for shown in load().relations if " RECEIVED " in shown}
    templates = {shown.split(" RECEIVED ")[1] for shown in received}
    assert len(received) == 3
    assert len(templates) == 2


def test_places_are_wgs84_and_stand_in_the_row_of_the_message():
    loaded = load()
    places = loaded.records.filter(role="report-place")
    seen = loaded.links.filter(type="SEEN_AT").sort("valid_from")
    assert places.height == seen.height == 2
    first = loaded.relation("SEEN_AT")
    assert first["valid_from"] == loaded.facts["messages"]["time"].min()
    assert first["row"] == loaded.facts["messages"].sort("time")["row"][0]
    found = [
        loaded.props(shown.split(" SEEN_AT ")[1])
        for shown in sorted(loaded.relations)
        if " SEEN_AT " in shown
    ]
    assert float(found[0]["lat"]) == pytest.approx(39.9087, abs=1e-6)
    assert float(found[0]["lon"]) == pytest.approx(116.3975, abs=1e-6)


def test_a_receiver_was_at_the_cell_he_was_served_by():
    presences = load().facts["presences"]
    assert presences.height == 2
    assert presences["place"].n_unique() == 1
