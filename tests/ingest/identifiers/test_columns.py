"""Columns: order, nulls and the words for issues."""

import polars as pl
import pytest

from ingest.identifiers import ISSUES, KINDS, issue_text, normalise


@pytest.mark.parametrize("kind", KINDS)
def test_order_and_nulls_are_kept(kind):
    frame = normalise(kind, pl.Series(["x", None, "", "x", "无"], dtype=pl.String))
    assert frame["raw"].to_list() == ["x", None, "", "x", "无"]
    assert frame["norm"].to_list()[1:3] == [None, None]
    assert frame["issues"].to_list()[1] == []
    assert frame.columns == ["raw", "norm", "ok", "issues", "hint", "pattern"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_column(kind):
    assert normalise(kind, pl.Series([], dtype=pl.String)).is_empty()


def test_every_issue_has_words_in_both_languages():
    for code, (zh, en) in ISSUES.items():
        assert issue_text(code) == zh
        assert issue_text(code, "en") == en
    assert issue_text("nonsense") == "nonsense"
