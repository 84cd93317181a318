"""Names: cleaned, split from the numbers beside them, persons told from units."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text import fold
from ingest.identifiers.cleaning import clean, clean_series
from ingest.names import clean_names, kind_of, normalise, parse_name
from ingest.splitting import split_values


@pytest.mark.parametrize("written", ["张 三", "　张三 ", "张\u200b三", "'张三", "张　三"])
def test_one_written_form(written):
    assert parse_name(written)[:2] == ("张三", "person")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("“春雷”冒充公检法团伙", "“春雷”冒充公检法团伙"),
        ("冒充“公检法”", "冒充“公检法”"),
        ("“05·11”专案 ", "“05·11”专案"),
        ("“张三”", "张三"),
        ("“张三", "张三"),
        ("'6222'", "6222"),
    ],
)
def test_quotes_round_a_part_of_a_text_stay(written, kept):
    assert clean(written) == kept
    assert clean_series(pl.Series([written, None])).to_list() == [kept, None]


def test_characters_stay_as_the_file_has_them_and_fold_for_comparing():
    names = [parse_name(name).name for name in ("陈国樑", "陳國樑", "陈国梁")]
    assert names[1] == "陳國樑"
    assert fold(names[0]) == fold(names[1])


@pytest.mark.parametrize(
    ("written", "name", "number"),
    [
        ("张三(11010519491231002X)", "张三", "11010519491231002X"),
        ("张三（１１０１０５１９４９１２３１００２Ｘ）", "张三", "11010519491231002X"),
        ("张三 13800138000", "张三", "13800138000"),
        ("姓名：张三 身份证号：11010519491231002x", "张三", "11010519491231002X"),
        ("张三,110105491231002", "张三", "110105491231002"),
        ("11010519491231002X", None, "11010519491231002X"),
    ],
)
def test_name_and_number_in_one_cell(written, name, number):
    parsed = parse_name(written)
    assert (parsed.name, parsed.number, parsed.issues) == (name, number, ("name_split",))


@pytest.mark.parametrize(
    ("written", "pattern"),
    [("张*", "张*"), ("张某某", "张**"), ("李女士", "李*"), ("王xx", "王**"), ("张＊", "张*")],
)
def test_masked_names_are_patterns(written, pattern):
    parsed = parse_name(written)
    assert (parsed.issues, parsed.pattern) == (("masked",), pattern)


@pytest.mark.parametrize("nothing", ["", "-", "无", "未知", "NULL", "12345", None, "***"])
def test_no_name(nothing):
    assert parse_name(nothing).name is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("张三", "person"),
        ("欧阳娜娜", "person"),
        ("阿卜杜拉·买买提·艾力", "person"),
        ("JOHN SMITH", "person"),
        ("合成科技有限公司", "org"),
        ("合成超市", "org"),
        ("合成五金店", "org"),
        ("财付通", "org"),
        ("司徒店", "person"),
    ],
)
def test_persons_and_units(name, kind):
    assert kind_of(name) == kind


def test_middle_dots():
    assert parse_name("阿卜杜拉 • 买买提").name == "阿卜杜拉·买买提"


def test_columns():
    frame = normalise(pl.Series(["张三", None, "合成公司"]))
    assert frame["kind"].to_list() == ["person", "", "org"]
    assert clean_names(pl.Series(["张 三", None, "无"], dtype=pl.String)).to_list() == [
        "张三",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("kind", "cell", "values"),
    [
        ("", "a；b、c/d", ["a", "b", "c", "d"]),
        (
            "account",
            "6222 0212 3456 7890 128；6222 0212 3456 7890 110",
            ["6222 0212 3456 7890 128", "6222 0212 3456 7890 110"],
        ),
        ("phone", "13800138000/13900139000", ["13800138000", "13900139000"]),
        ("phone", "13800138000 13900139000", ["13800138000", "13900139000"]),
        ("phone", "138 0013 8000、010-8888 6666", ["138 0013 8000", "010-8888 6666"]),
        ("url", "http://a.com/x；b.com/y", ["http://a.com/x", "b.com/y"]),
        ("ip", "203.0.113.1,203.0.113.2", ["203.0.113.1", "203.0.113.2"]),
        ("virtual:微信", "abc123;def456", ["abc123", "def456"]),
        ("text", "甲\n乙", ["甲", "乙"]),
        ("", "无", []),
        ("", "a；；-", ["a"]),
    ],
)
def test_cells_of_several_values(kind, cell, values):
    assert split_values(pl.Series([cell]), kind).to_list() == [values]


def test_splitting_keeps_order_and_nulls():
    assert split_values(pl.Series(["a;b", None, ""], dtype=pl.String)).to_list() == [
        ["a", "b"],
        [],
        [],
    ]


@given(st.lists(st.text("张三李四某公司店行先生女士无空未知小中*xX ·1", max_size=6)))
def test_columns_read_as_single_values_do(values):
    rows = normalise(pl.Series(values, dtype=pl.String)).drop("raw").rows()
    singles = [parse_name(value) for value in values]
    assert rows == [(p.name, p.kind, p.number, list(p.issues), p.pattern) for p in singles]
