"""Cells: decimal and hexadecimal mixed, and values that mean unknown."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identifiers import normalise, parse


@pytest.mark.parametrize(
    "written",
    [
        "4301-21221",
        "10CD-52E5",
        "0x10CD-0x52E5",
        "460-00-4301-21221",
        "4301:21221",
        "4301.0-21221.0",
    ],
)
def test_one_written_form(written):
    assert parse("cell", written).norm == "4301-21221"


def test_hexadecimal_is_said():
    assert parse("cell", "10CD-52E5").issues == ("radix",)


def test_a_hexadecimal_column_reads_pure_digits_so():
    assert parse("cell", "1234-10").norm == "1234-10"
    assert parse("cell-hex", "1234-10").norm == "4660-16"


def test_wide_cell_identities():
    assert parse("cell", "65000-268435000").norm == "65000-268435000"


@pytest.mark.parametrize(
    "unknown", ["0-123", "123-0", "65535-1", "65534-1", "FFFF-1", "1-268435455", "-123", "123-"]
)
def test_placeholders_are_no_cell(unknown):
    assert parse("cell", unknown).norm is None


@pytest.mark.parametrize("bad", ["12", "XY-12", "99999999999-1"])
def test_what_is_no_cell(bad):
    assert parse("cell", bad).norm is None
    assert parse("cell", bad).issues


@given(st.lists(st.from_regex(r"[0-9A-F]{0,6}-[0-9]{0,9}", fullmatch=True)))
def test_columns_read_as_single_values_do(values):
    rows = normalise("cell", pl.Series(values, dtype=pl.String)).drop("raw").rows()
    singles = [parse("cell", value) for value in values]
    assert rows == [(p.norm, p.ok, list(p.issues), p.hint, p.pattern) for p in singles]
