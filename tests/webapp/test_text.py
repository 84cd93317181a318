"""How values look: money, times, hostile characters; CSV cells; the strings."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from queries.chains.template_files import templates
from webapp import cards, csvfile, i18n, text

WEBAPP = Path(i18n.__file__).parent


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (20000000, "CNY", "¥200,000.00"),
        (-5, "CNY", "−¥0.05"),
        (1500, "JPY", "JPY 1,500"),
        (1234567, "USDT", "USDT 1.234567"),
        (None, "CNY", "—"),
    ],
)
def test_money(minor: int | None, currency: str, shown: str) -> None:
    assert text.money(minor, currency) == shown


def test_times_are_chinese_time() -> None:
    assert text.when(1793847912_000000, "second") == "2026-11-05 11:05:12"
    assert text.when(None) == "—"


def test_hostile_characters_are_shown_not_obeyed() -> None:
    shown = str(text.shown("财务\u202egpj.exe <img src=x onerror=alert(1)> \u200b"))
    assert '<span class="tag warn">U+202E</span>' in shown
    assert '<span class="tag warn">U+200B</span>' in shown
    assert "<img" not in shown
    assert text.plain("a\u202eb") == "a⟨U+202E⟩b"


@given(st.text())
def test_no_direction_mark_survives(value: str) -> None:
    for made in (str(text.shown(value)), str(text.plain(value))):
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\x00\x1b]", made)


@given(st.text(alphabet=string.printable))
def test_no_csv_cell_is_a_formula(value: str) -> None:
    cell = csvfile.safe(value)
    if cell.startswith(("=", "+", "-", "@")):
        float(cell)  # a number may keep its sign


def test_csv_of_an_envelope() -> None:
    ref = {"id": "p-1", "label": "=1+1"}
    rows = [{"who": ref, "n": 3, "more": [1, None]}]
    answer = {"columns": ["who", "n", "more"], "rows": rows}
    assert list(csvfile.cells(answer)) == [["=1+1", "3", "1; "]]
    body = csvfile.download("x.csv", ["who"], [["=1+1"]]).get_data(as_text=True)
    assert body == "\ufeffwho\r\n'=1+1\r\n"


def _table() -> dict[str, list[str]]:
    files = [yaml.safe_load(path.read_text("utf-8")) for path in WEBAPP.glob("strings*.yml")]
    rows = [
        (f"{group}.{key}", pair)
        for data in files
        for group, lines in data.items()
        for key, pair in lines.items()
    ]
    assert len(dict(rows)) == len(rows)  # no sentence stands in two files
    return dict(rows)


def test_every_string_has_both_languages_and_the_same_places() -> None:
    for key, pair in _table().items():
        assert len(pair) == 2, key
        assert all(isinstance(item, str) and item for item in pair), key
        places = [sorted(re.findall(r"\{\w+\}", item)) for item in pair]
        assert places[0] == places[1], key


def test_every_string_a_page_or_script_names_exists() -> None:
    table = _table()
    pages = [*WEBAPP.rglob("*.html"), *WEBAPP.rglob("*.py"), *(WEBAPP / "static/js").glob("*.js")]
    for path in pages:
        for key in re.findall(r"""\bt\(\s*['"]([a-z]+\.\w+)['"]\s*[,)]""", path.read_text("utf-8")):
            assert key in table, (path.name, key)


@pytest.mark.parametrize("name", templates())
def test_a_missing_stage_asks_for_the_same_in_both_languages(name: str) -> None:
    for code, stage in templates()[name].stages.items():
        zh, en = ([cards.ghost_of(code, part) for part in _parts(text)] for text in stage.ask)
        assert zh == en, code


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split("[；;]", text) if part.strip()]
