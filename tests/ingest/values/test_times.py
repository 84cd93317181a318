"""Times: a list of forms, never a guess; China's summer time; days without clocks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.values import join_date_time, times, to_local

NOON = datetime(2016, 2, 3, 10, 5, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


def read(text: str):
    return times(pl.Series([text])).row(0)


def local(text: str) -> str:
    time, _, _ = read(text)
    return f"{to_local(time):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    "written",
    [
        "2016-02-03 10:05:01",
        "2016/02/03 10:05:01",
        "20160203100501",
        "20160203 10:05:01",
        "20160203T100501",
        "2016-2-3 10:5:1",
        "2016年2月3日 10时05分01秒",
        "2016年02月03日10:05:01",
        "2016.2.3 10:05:01",
        "２０１６－０２－０３　１０：０５：０１",
        "2016-02-03T10:05:01",
        "2016-02-03T10:05:01+08:00",
        "2016-02-03T02:05:01Z",
        "2016/2/3 上午10:05:01",
        "2016/2/3 10:05:01 AM",
        "2016-02-03 星期三 10:05:01",
    ],
)
def test_one_moment(written):
    assert read(written) == (int(NOON.timestamp()) * 1_000_000, "second", None)


@pytest.mark.parametrize(
    "written",
    [
        "20160203",
        "2016-02-03",
        "2016/2/3",
        "2016年2月3日",
        "16-2-3",
        "42403",
        "2016-02-03 00:00:00",
        "42403.0",
    ],
)
def test_a_day_alone_says_so(written):
    time, precision, issue = read(written)
    assert (f"{to_local(time):%F}", precision, issue) == ("2016-02-03", "day", None)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("42403.5", "2016-02-03 12:00:00"),
        ("42403.420150463", "2016-02-03 10:05:01"),
        ("2016/2/3 下午3:05", "2016-02-03 15:05:00"),
        ("2016/2/3 12:05 AM", "2016-02-03 00:05:00"),
        ("2016-02-03 24:00:00", "2016-02-04 00:00:00"),
        ("2016/2/3 10:05", "2016-02-03 10:05:00"),
        ("201602031005", "2016-02-03 10:05:00"),
    ],
)
def test_other_clocks(written, shown):
    assert local(written) == shown


def test_fractions_of_a_second_are_kept():
    assert read("2016-02-03 10:05:01.123456")[0] % 1_000_000 == 123456


@pytest.mark.parametrize(
    ("written", "issue"),
    [
        ("2/3/2016", "time_ambiguous"),
        ("02-03-2016", "time_ambiguous"),
        ("2016-13-01", "time_range"),
        ("2016-02-30", "time_range"),
        ("2016-02-30 00:00:00", "time_range"),
        ("3016-02-03", "time_range"),
        ("2016-02-03 25:00:00", "time_range"),
        ("2.01602E+13", "precision_lost"),
        ("昨天", "time_format"),
        ("10:05", "time_format"),
    ],
)
def test_what_is_refused(written, issue):
    assert read(written) == (None, None, issue)


@pytest.mark.parametrize("blank", ["", "-", "无", "0", "00:00:00", "0000-00-00", "NULL"])
def test_blank(blank):
    assert read(blank) == (None, None, None)


@pytest.mark.parametrize(
    "written", ["1986-07-01 12:00:00", "1988-07-01 12:00:00", "1991-08-01 12:00:00"]
)
def test_summer_time_until_1991(written):
    moment = datetime.fromtimestamp(read(written)[0] / 1e6, UTC)
    assert moment.hour == 3


def test_an_hour_that_clocks_skipped_is_read_one_hour_later():
    before = read("1988-04-17 01:59:59")[0]
    assert read("1988-04-17 02:30:00")[0] == before + 1_000_000 + 30 * 60_000_000


def test_other_zones():
    time, _, _ = times(pl.Series(["2016-02-03 10:05:01"]), "Asia/Phnom_Penh").row(0)
    assert datetime.fromtimestamp(time / 1e6, UTC).hour == 3


@given(st.datetimes(datetime(1970, 1, 1), datetime(2090, 1, 1)))
def test_the_zone_agrees_with_the_standard_library(moment):
    moment = moment.replace(microsecond=0)
    aware = moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    back = datetime.fromtimestamp(aware.timestamp(), ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)
    time, _, issue = read(f"{moment:%Y-%m-%d %H:%M:%S}")
    assert issue is None
    if back == moment:
        assert time == int(aware.timestamp()) * 1_000_000


@given(st.lists(st.one_of(st.text("0123456789-/: 年月日.", max_size=20), st.text(max_size=8))))
def test_columns_read_as_single_values_do(values):
    assert times(pl.Series(values, dtype=pl.String)).rows() == [read(value) for value in values]


def test_date_and_clock_in_two_columns():
    joined = join_date_time(
        pl.Series(["20160203", "2016-02-03 00:00:00", "2016/2/3", "2016-02-03", "42403"]),
        pl.Series(["100501", "10:05:01", "0.420150463", "1899-12-30 10:05:01", ""]),
    )
    frame = times(joined)
    assert frame["time"].to_list()[:4] == [int(NOON.timestamp()) * 1_000_000] * 4
    assert frame["precision"].to_list() == ["second"] * 4 + ["day"]
