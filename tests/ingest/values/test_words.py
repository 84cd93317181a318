"""Vocabularies: direction, status, currency, cash, kinds of calls."""

import polars as pl
import pytest

from ingest.values import word, words
from ingest.values.words import vocabularies


@pytest.mark.parametrize(
    ("vocabulary", "text", "meaning"),
    [
        ("direction", "进", "in"),
        ("direction", "贷", "in"),
        ("direction", "Ｃ", "in"),
        ("direction", "出", "out"),
        ("direction", "借", "out"),
        ("direction", "O", "out"),
        ("status", "成功", "ok"),
        ("status", "失败", "failed"),
        ("status", "已冲正", "reversed"),
        ("currency", "人民币", "CNY"),
        ("currency", "RMB", "CNY"),
        ("currency", "usdt", "USDT"),
        ("cash", "现金", "cash"),
        ("call", "主叫", "out"),
        ("call", "呼转", "forward"),
        ("call", "短信主叫", "sms_out"),
        ("yes_no", "是", "yes"),
        ("crs", "GCJ02", "gcj02"),
        ("crs", "百度", "bd09"),
        ("site", "APP", "app"),
    ],
)
def test_words(vocabulary, text, meaning):
    assert word(vocabulary, text) == meaning


def test_unknown_words_are_said_and_blanks_are_not():
    frame = words("direction", pl.Series(["进", "?", "", None, "-"]))
    assert frame["word"].to_list() == ["in", None, None, None, "out"]
    assert frame["issue"].to_list() == [None, "word_unknown", None, None, None]


def test_every_vocabulary_is_written_as_it_is_compared():
    for vocabulary in vocabularies():
        assert words(vocabulary, pl.Series(["~"])).row(0) == (None, "word_unknown")


def test_an_unknown_vocabulary_is_an_error():
    with pytest.raises(KeyError):
        words("nonsense", pl.Series(["x"]))
