"""Printed answers: aligned, free of formulas, escape sequences and broken tables."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries import cells
from queries.determinism import sorted_lists, stable
from queries.render import safe_cell, to_csv, to_markdown, to_table

HOSTILE = ["=1+1", "+86138", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_csv_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_csv_gives_back_its_cells(rows: list[list[str]]) -> None:
    printed = to_csv(["a", "b"], rows)
    back = list(csv.reader(io.StringIO(printed, newline="")))[1:]
    assert back == [[safe_cell(c) for c in row] for row in rows]


def test_a_table_counts_chinese_as_two() -> None:
    assert to_table(["名", "n"], [["张三", "1"], ["ab", "22"]]) == (
        "名    n\n----  --\n张三  1\nab    22\n"
    )


def test_hostile_text_is_spelt_out() -> None:
    assert cells.clean("a\x1b[31m\u202eb\nc") == "a\\u001b[31m\\u202eb c"
    assert "<script>" not in to_markdown(["x"], [["<script>|`a`"]])
    assert to_markdown(["x"], [["a|b"]]).endswith("| a\\|b |")


def test_values_as_people_read_them() -> None:
    assert cells.money(20_000_000, "CNY") == "200,000.00"
    assert cells.money(-5, "CNY") == "-0.05"
    assert cells.money(1_500_000, "USDT") == "1.500000 USDT"
    assert cells.money(1200, "JPY") == "1,200 JPY"
    assert cells.local_time(1_793_847_900_000_000) == "2026-11-05 11:05:00"
    assert cells.cell("HOLDS", "text", {}, "zh") == "开户/持有"
    assert cells.cell({"zh": "甲", "en": "a"}, "pair", {}, "en") == "a"
    assert cells.cell([{"id": "x", "label": "L", "key": "K"}], "entities", {}, "en") == "L [K]"
    assert cells.cell(True, "flag", {}, "en") == "yes"


def test_stable_rounds_to_twelve_digits_and_sorts_sets() -> None:
    assert stable({"a": 1 / 3, "b": {2, 1}, "c": float("nan")}) == {
        "a": 0.333333333333,
        "b": [1, 2],
        "c": None,
    }
    assert sorted_lists([{"id": "b"}, {"id": "a"}]) == [{"id": "a"}, {"id": "b"}]
