"""Amounts are exact: no float, no rounding, no guess."""

from decimal import Decimal

import cn2an
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.values import amounts, exponent, unit_of
from ingest.values.amounts import parse_amount


def minor(text: str, header: str = "", currency: str = "CNY"):
    return amounts(pl.Series([text]), header, currency).row(0)


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("1234.5", 123450),
        ("1,234.50", 123450),
        ("￥１２３４．５０元", 123450),
        ("¥1,234,567.89", 123456789),
        ("1.2万", 1200000),
        ("3万5千", 3500000),
        ("1万500", 1050000),
        ("11.3亿", 113000000000),
        ("捌拾万元", 80000000),
        ("捌拾万元整", 80000000),
        ("壹拾贰万叁仟肆佰伍拾陆元柒角捌分", 12345678),
        ("壹佰元零伍分", 10005),
        ("三万五", 3500000),
        ("十五万", 15000000),
        ("一千零五十", 105000),
        ("两千三", 230000),
        ("-100", -10000),
        ("－100", -10000),
        ("(100.00)", -10000),
        ("100-", -10000),
        ("+5", 500),
        ("负100", -10000),
        ("100.", 10000),
        (".5", 50),
        ("0", 0),
        ("200,000.000", 20000000),
        (" 1 234.50 ", 123450),
        ("人民币壹万元整", 1000000),
    ],
)
def test_written_forms(written, cents):
    assert minor(written) == (cents, None)


@pytest.mark.parametrize("blank", ["", "-", "无", "NULL", "/", "***", " "])
def test_blank_is_nothing_but_zero_is_zero(blank):
    assert minor(blank) == (None, None)


@pytest.mark.parametrize(
    ("written", "issue"),
    [
        ("1e5", "precision_lost"),
        ("1.23E+07", "precision_lost"),
        ("1.234", "amount_precision"),
        ("1.23456", "amount_precision"),
        ("1,5", "amount_format"),
        ("1.234,50", "amount_format"),
        ("abc", "amount_format"),
        ("65.14万笔", "amount_format"),
        ("12345678901234567890", "amount_range"),
        ("一二三", "amount_format"),
    ],
)
def test_what_is_refused(written, issue):
    assert minor(written) == (None, issue)


def test_float_noise_of_a_spreadsheet_is_taken_away_and_said():
    assert minor("1234.5000000001") == (123450, "amount_rounded")
    assert minor("0.30000000000000004") == (30, "amount_rounded")


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("交易金额(分)", "0.01"),
        ("交易金额（分）", "0.01"),
        ("金额（万元）", "10000"),
        ("损失金额(元)", "1"),
        ("金额", "1"),
        ("积分", "1"),
        ("金额(单位：万元)", "10000"),
    ],
)
def test_the_unit_stands_in_the_header(header, factor):
    assert unit_of(header) == Decimal(factor)


def test_units_are_applied():
    assert minor("12345", "交易金额(分)") == (12345, None)
    assert minor("100.5", "交易金额(分)") == (None, "amount_precision")
    assert minor("1.5", "金额（万元）") == (1500000, None)


def test_currencies_have_their_decimals():
    assert (exponent("CNY"), exponent("JPY"), exponent("USDT"), exponent("XXX")) == (2, 0, 6, 2)
    assert minor("100", currency="JPY") == (100, None)
    assert minor("1.5", currency="JPY") == (None, "amount_precision")
    assert minor("1.234567", currency="USDT") == (1234567, None)


def test_order_and_nulls_are_kept():
    frame = amounts(pl.Series(["2", None, "1", "2"]))
    assert frame["minor"].to_list() == [200, None, 100, 200]


@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False, allow_infinity=False))
def test_every_amount_in_cents_is_exact(value):
    expected = int(value * 100)
    assert minor(str(value)) == (expected, None)
    assert minor(f"{value:,}") == (expected, None)


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_chinese_numerals_agree_with_another_reader(yuan, cents):
    written = cn2an.an2cn(f"{yuan}.{cents:02d}", "rmb")
    assert minor(written) == (yuan * 100 + cents, None)


@given(
    st.lists(
        st.one_of(
            st.text(max_size=12), st.from_regex(r"-?[0-9,]{1,9}(\.[0-9]{0,3})?", fullmatch=True)
        )
    )
)
def test_columns_read_as_single_values_do(values):
    frame = amounts(pl.Series(values, dtype=pl.String))
    assert frame.rows() == [minor(value) for value in values]


@given(st.text("零一二三四五六七八九十百千万亿角分0123456789.-,() ", max_size=14))
def test_any_numeral_has_an_answer(text):
    value, issue = parse_amount(text.replace(" ", ""))
    assert value is None or issue in (None, "amount_rounded")
