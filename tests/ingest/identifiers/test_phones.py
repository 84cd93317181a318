"""Telephone numbers: prefixes, hotlines in disguise, masks, short forms."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import schema
from ingest.identifiers import normalise, parse


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "0086-138-0013-8000",
        "+86 138 0013 8000",
        "8613800138000",
        "013800138000",
        "１３８００１３８０００",
        "138-0013-8000",
        "+008613800138000",
        "1.3800138000E+10",
        "13800138000.0",
        "手机:13800138000",
        "13800138000（本机）",
    ],
)
def test_one_written_form_of_a_mobile(written):
    parsed = parse("phone", written)
    assert (parsed.norm, parsed.ok, parsed.hint) == ("+8613800138000", True, "mobile")


@pytest.mark.parametrize(
    "written",
    [
        "010-88886666",
        "(010)88886666",
        "86010 8888 6666",
        "010 8888 6666",
        "+86-10-88886666",
        "1088886666",
    ],
)
def test_one_written_form_of_a_landline(written):
    parsed = parse("phone", written)
    assert (parsed.norm, parsed.hint) == ("+861088886666", "fixed")


@pytest.mark.parametrize("written", ["0571-87654321转801", "0571-87654321-801", "057187654321#12"])
def test_extensions_are_taken_off(written):
    parsed = parse("phone", written)
    assert (parsed.norm, parsed.issues) == ("+8657187654321", ("extension",))


@pytest.mark.parametrize(
    "written", ["95588", "+8695588", "8695588", "0086-95588", "010-95588", "０１０９５５８８"]
)
def test_a_hotline_is_one_number_however_it_is_dialled(written):
    parsed = parse("phone", written)
    assert (parsed.norm, parsed.hint) == ("95588", "95")
    assert parsed.norm in schema.load().hubs["phone"]


@pytest.mark.parametrize(
    "written", ["10086", "+8610086", "01010086", "110", "021110", "96110", "12381", "114"]
)
def test_service_numbers_are_hubs(written):
    assert parse("phone", written).norm in schema.load().hubs["phone"]


@pytest.mark.parametrize("written", ["+95588", "0095588", "+0095588"])
def test_a_hotline_with_a_foreign_prefix_looks_spoofed(written):
    parsed = parse("phone", written)
    assert parsed.norm == "95588"
    assert parsed.issues == ("spoof_suspected",)


@pytest.mark.parametrize(
    ("written", "norm", "hint"),
    [
        ("400-123-4567", "4001234567", "400"),
        ("800-810-1234", "8008101234", "400"),
        ("1069012345678", "1069012345678", "sms_port"),
        ("10690123456", "10690123456", "sms_port"),
        ("1440123456789", "1440123456789", "iot"),
        ("+63 917 123 4567", "+639171234567", "overseas"),
        ("00852-9123 4567", "+85291234567", "overseas"),
    ],
)
def test_other_kinds(written, norm, hint):
    parsed = parse("phone", written)
    assert (parsed.norm, parsed.hint) == (norm, hint)


@pytest.mark.parametrize("masked", ["138****8000", "1380013****", "138＊＊＊＊8000"])
def test_masks_are_found_before_the_digits(masked):
    parsed = parse("phone", masked)
    assert parsed.norm is None
    assert parsed.pattern == masked.replace("＊", "*")


def test_ten_digits_are_not_padded():
    assert parse("phone", "1380013800") == (None, False, ("length",), "", None)


def test_lost_digits():
    assert parse("phone", "1.3800138E+10").issues == ("precision_lost",)


def test_a_local_number_lacks_its_area():
    assert parse("phone", "88886666").issues == ("no_area_code",)


def test_dialling_prefixes_go():
    parsed = parse("phone", "12593 13800138000")
    assert (parsed.norm, parsed.issues) == ("+8613800138000", ("ip_prefix",))


@pytest.mark.parametrize("written", ["14012345678", "16012345678", "10012345678"])
def test_unassigned_ranges_keep_their_form(written):
    parsed = parse("phone", written)
    assert parsed.norm == f"+86{written}"
    assert parsed.issues == ("unassigned_range",)


def test_letters_in_a_number():
    parsed = parse("phone", "138OO138OOO")
    assert parsed.norm == "+8613800138000"
    assert parsed.issues == ("letter_as_digit",)


@given(st.text(max_size=24))
def test_any_text_has_an_answer(text):
    parsed = parse("phone", text)
    assert parsed.norm is None or parsed.norm.lstrip("+").isdigit()


@given(st.lists(st.from_regex(r"(\+?(0086|86))?1[0-9]{10}|[0-9+ \-*]{0,16}", fullmatch=True)))
def test_columns_read_as_single_values_do(values):
    rows = normalise("phone", pl.Series(values, dtype=pl.String)).drop("raw").rows()
    singles = [parse("phone", value) for value in values]
    assert rows == [(p.norm, p.ok, list(p.issues), p.hint, p.pattern) for p in singles]


@given(st.from_regex(r"(\+?(0086|86))?[0-9]{3,14}", fullmatch=True))
def test_the_written_form_reads_as_itself(value):
    norm = parse("phone", value).norm
    if norm is not None:
        assert parse("phone", norm).norm == norm
