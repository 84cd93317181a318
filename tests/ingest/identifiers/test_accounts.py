"""Cards and accounts: what Excel destroyed never becomes a node."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from ingest.identifiers import issuer, normalise, parse
from ingest.identifiers.checksums import luhn_ok, luhn_ok_series

CARD = "6222021234567890128"


@pytest.mark.parametrize(
    "written",
    [
        "6222 0212 3456 7890 128",
        "6222-0212-3456-7890-128",
        "'6222021234567890128",
        '="6222021234567890128"',
        "\t6222021234567890128",
        "６２２２０２１２３４５６７８９０１２８",
        "6222021234567890128,",
        "\ufeff6222021234567890128\u200b",
    ],
)
@pytest.mark.parametrize("kind", ["card", "account"])
def test_one_written_form(kind, written):
    parsed = parse(kind, written)
    assert (parsed.norm, parsed.ok, parsed.issues, parsed.hint) == (CARD, True, (), "card")


@pytest.mark.parametrize(
    "lost", ["6.22202E+18", "6.222e18", "6.22202123456789e+18", "6222021234567890.0"]
)
@pytest.mark.parametrize("kind", ["card", "account"])
def test_scientific_notation_gives_no_number(kind, lost):
    parsed = parse(kind, lost)
    assert (parsed.norm, parsed.issues) == (None, ("precision_lost",))


def test_a_card_that_ends_in_excel_zeros_and_fails_its_check_is_lost():
    assert parse("card", "6222021234567890000").issues == ("precision_lost",)
    assert parse("account", "6222021234567890000").issues == ("precision_lost",)


def test_an_account_that_ends_in_zeros_is_only_suspicious():
    parsed = parse("account", "1234567890123450000")
    assert (parsed.norm, parsed.ok) == ("1234567890123450000", True)
    assert parsed.issues == ("precision_suspect",)


def test_a_small_float_is_read_exactly():
    assert parse("account", "1234567.0").norm == "1234567"
    assert parse("account", "1.2345678E+7").norm == "12345678"


def test_luhn_is_an_error_for_a_card_and_nothing_for_an_account():
    assert parse("card", "6222021234567890123").issues == ("luhn",)
    assert not parse("card", "6222021234567890123").ok
    assert parse("account", "6222021234567890123") == ("6222021234567890123", True, (), "", None)


@pytest.mark.parametrize(
    ("masked", "pattern"),
    [
        ("622202******0123", "622202******0123"),
        ("6222 02** **** 0123", "622202******0123"),
        ("622202××××××0123", "622202******0123"),
        ("622202XXXXXX0123", "622202******0123"),
        ("６２２２＊＊＊０１２３", "6222***0123"),
    ],
)
def test_masks_are_patterns(masked, pattern):
    assert parse("card", masked).pattern == pattern
    assert parse("card", masked).norm is None


@pytest.mark.parametrize(
    "nothing", ["", "-", "—", "无", "NULL", "/", "0", "未知", "***", "  ", "N/A", "（空）"]
)
def test_the_null_set(nothing):
    parsed = parse("account", nothing)
    assert (parsed.norm, parsed.issues) == (None, ())


def test_letters_that_stand_for_digits():
    parsed = parse("card", "62220212345678901O8")
    assert parsed.norm == "6222021234567890108"
    assert "letter_as_digit" in parsed.issues


@pytest.mark.parametrize(
    ("written", "norm"),
    [
        ("Zhang.San@Example.com", "zhang.san@example.com"),
        ("2088123412341234", "2088123412341234"),
        ("NRA1101-0010-88", "NRA1101001088"),
    ],
)
def test_accounts_that_are_no_plain_digits(written, norm):
    assert parse("account", written).norm == norm


@pytest.mark.parametrize("bad", ["1234", "9" * 33, "财付通", "支付宝-张三"])
def test_what_is_no_account(bad):
    assert parse("account", bad).norm is None
    assert parse("account", bad).issues


def test_the_bank_of_a_card():
    assert issuer("6900120000000000123") == ("合成银行甲", "借记卡")
    assert issuer("6222021234567890128") is None
    assert issuer("1") is None


@given(st.text("0123456789", min_size=1, max_size=32))
def test_luhn_agrees_with_stdnum(digits):
    assert luhn_ok(digits) == luhn.is_valid(digits)
    assert luhn_ok_series(pl.Series([digits])).to_list() == [luhn_ok(digits)]


WRITTEN = st.one_of(
    st.text("0123456789", max_size=34),
    st.from_regex(r"(6900(12|27)|62)[0-9]{10,14}0{0,5}", fullmatch=True),
    st.from_regex(r"[ '=\"]?[0-9 \-*OlX.E+]{0,24}", fullmatch=True),
    st.text(max_size=20),
)


@pytest.mark.parametrize("kind", ["card", "account"])
@given(st.lists(WRITTEN))
def test_columns_read_as_single_values_do(kind, values):
    rows = normalise(kind, pl.Series(values, dtype=pl.String)).drop("raw").rows()
    singles = [parse(kind, value) for value in values]
    assert rows == [(p.norm, p.ok, list(p.issues), p.hint, p.pattern) for p in singles]


@given(WRITTEN)
def test_reading_twice_changes_nothing(value):
    once = parse("account", value)
    if once.norm is not None:
        again = parse("account", once.norm)
        assert again.norm == once.norm or "precision_lost" in again.issues
