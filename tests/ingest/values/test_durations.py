"""Lengths of calls in every form operators print."""

import polars as pl
import pytest

from ingest.values import durations, parse_duration


@pytest.mark.parametrize(
    "written",
    ["65", "00:01:05", "1:05", "1分5秒", "1'05\"", "65秒", "65.0", "0时1分5秒", "１分５秒"],
)
def test_one_length(written):
    assert parse_duration(written) == (65, None)


@pytest.mark.parametrize(
    ("written", "seconds"), [("1小时2分", 3720), ("01:00:00", 3600), ("0", 0), ("3分", 180)]
)
def test_other_lengths(written, seconds):
    assert parse_duration(written) == (seconds, None)


@pytest.mark.parametrize("bad", ["x", "1.5小时", "-5"])
def test_what_is_refused(bad):
    assert parse_duration(bad) == (None, "duration_format")


def test_columns():
    frame = durations(pl.Series(["65", None, "", "x"]))
    assert frame.rows() == [(65, None), (None, None), (None, None), (None, "duration_format")]
