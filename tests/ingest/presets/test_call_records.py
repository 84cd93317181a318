"""话单: both forms, words of every operator, handsets, cells and forwarding."""
# ruff: noqa: E501 (rows of a file stand in one line)

import polars as pl

from tests.ingest.presets.loading import Loaded, load_texts

HEADER = (
    "序号,通联类型,本端号码,对端号码,通话开始/短信发送时间,通话结束时间,通话时长（秒）,本端号码通联位置,本端卡号,本端机身码,"
    "本端号码归属地,本端运营商,本端LAC,本端CI,本端经度,本端纬度,对端号码通联位置,对端卡号,对端机身码,对端号码归属地,"
    "对端运营商,对端LAC,对端CI,对端经度,对端纬度,短信内容"
)
TEXT = f"""
{HEADER}
1,主叫,13800138000,0086-139-0013-9000,2026-05-01 10:02:00,2026-05-01 10:03:05,65,合成市,460001234567890,868000000000010,合成市,合成移动,10CD,52E5,116.3975,39.9087,,,,,,,,,,
2,被叫,１３８００１３８０００,95588,20260501110000,,00:01:05,合成市,460001234567890,868000000000010,,,4301,21221,,,,460019876543210,868000000000028,,,,,,,
3,短信主叫,13800138000,13900139000,2026/5/1 12:00,,,,,,,,65535,0,,,,,,,,,,,,"您好, ""请"" 查收"
4,呼转,13800138000,010-88886666,2026-05-01 13:00:00,,1分5秒,,,,,,,,,,,,,,,,,,,
5,主叫,13800138000,138****8000,2026-05-01 14:00:00,,10,,,,,,,,,,,,,,,,,,,
6,主叫,-,13900139000,2026-05-01 15:00:00,,10,,,,,,,,,,,,,,,,,,,
"""
DETAILS = """
开始时间,事件类型,用户号码,通话时长,对端号码,对端归属地,活动地区
2026-05-01 10:02:00,语音被叫,13800138000,1分5秒,13900139000,合成市,合成市
2026-05-01 10:05:00,接收短信,13800138000,,1069012345678,,合成市
"""


def load(text: str) -> Loaded:
    return load_texts(TEXT, DETAILS)[text]


def test_calls_have_their_direction_length_and_devices():
    loaded = load(TEXT)
    assert loaded.preset == "call-records"
    calls = loaded.facts["calls"].sort("time")
    shown = [
        (loaded.number(row["caller"]), loaded.number(row["callee"]), row["duration_s"], row["kind"])
        for row in calls.iter_rows(named=True)
    ]
    assert shown == [
        ("+8613800138000", "+8613900139000", 65, "voice"),
        ("95588", "+8613800138000", 65, "voice"),
        ("", "+8613800138000", 65, "forward"),
        ("+8613800138000", "", 10, "voice"),
    ]
    assert loaded.number(calls["forwarded_to"][2]) == "+861088886666"
    first, second = calls.row(0, named=True), calls.row(1, named=True)
    assert loaded.number(first["caller_imsi"]) == "460001234567890"
    assert loaded.number(first["caller_imei"]) == "86800000000001"
    assert loaded.number(first["caller_cell"]) == "4301-21221"
    assert loaded.number(second["callee_cell"]) == "4301-21221"
    assert loaded.number(second["caller_imei"]) == "86800000000002"


def test_messages():
    loaded = load(TEXT)
    rows = loaded.facts["messages"]
    assert rows["text"].to_list() == ['您好, "请" 查收']
    assert loaded.number(rows["sender"][0]) == "+8613800138000"
    assert loaded.number(rows["cell"][0]) == ""


def test_who_was_seen_where():
    loaded = load(TEXT)
    seen = loaded.facts["presences"].sort("time")
    assert [loaded.number(key) for key in seen["number"]] == ["+8613800138000"] * 2
    assert {loaded.number(key) for key in seen["place"]} == {"4301-21221"}
    assert (seen["until"] - seen["time"]).to_list()[0] == 65_000_000


def test_forwarding_is_a_relation():
    loaded = load(TEXT)
    assert "phone:+8613800138000 FORWARDS_TO phone:+861088886666" in loaded.relations
    assert "imsi:460001234567890 INSERTED_IN imei:86800000000001" in loaded.relations


def test_a_row_without_own_number_is_rejected():
    assert load(TEXT).counts == (5, 1, 1)


def test_the_detail_list_of_an_operator():
    loaded = load(DETAILS)
    assert loaded.preset == "call-records"
    assert loaded.number(loaded.facts["calls"]["caller"][0]) == "+8613900139000"
    assert loaded.number(loaded.facts["messages"]["sender"][0]) == "1069012345678"
    assert loaded.numbers.filter(pl.col("norm") == "+8613900139000")["type"].to_list() == [
        "PhoneNumber"
    ]
