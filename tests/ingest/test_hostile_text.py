"""Hostile text of every kind goes in by a file and comes out of the commands as text."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from pathlib import Path

import pytest

import ingest.__main__
import queries.__main__

CASE = "A9901050000002026119001"
HEADER = ["姓名", "绰号", "证件号码", "联系电话", "现住址", "团伙名称", "团伙角色", "涉案案件编号"]
#: kind: the cell in the file, and what is left of it in its one written form: marks of direction,
#: quotes around a cell and the sign before a formula are no part of a name or an address
CELLS = {
    "markup": ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    "href": ('" href=javascript:alert(1) x="', "href=javascript:alert(1) x="),
    "quotes": ("a'); DROP TABLE imports; --\"`|b", "a'); DROP TABLE imports; --\"`|b"),
    "formula": ('=HYPERLINK("http://x.example","点我")', 'HYPERLINK("http://x.example","点我")'),
    "direction": ("\u202e财务gpj.exe\u2066", "财务gpj.exe"),
    "length": ("长" * 10_000, "长" * 10_000),
}
KINDS = {kind: written for kind, (_, written) in CELLS.items()}
PHONES = {kind: f"1400000274{place}" for place, kind in enumerate(KINDS)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A HOME with one suspect of each kind: name, alias, address and role are the text."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    with (folder / "嫌疑人.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        for kind, (text, _) in CELLS.items():
            rows.writerow([text, text, "", PHONES[kind], text, "甲", text, CASE])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAYCHAIN_HOME", str(folder / "home"))
        load = ["load", str(folder / "嫌疑人.csv"), "--preset", "suspects"]
        assert ingest.__main__.main(load) == 0
    return folder / "home"


class Asking:
    """Runs questions as the owner of HOME, unmasked, in one format."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, name: str, flag: str, value: str, form: str) -> str:
        words = ["run", name, flag, value, "--format", form, "--reveal", "checking"]
        assert queries.__main__.main(words) == 0, self._capsys.readouterr().err
        return self._capsys.readouterr().out

    def person(self, kind: str) -> str:
        """The id of the suspect, found by the phone number."""
        rows = json.loads(self("search", "--text", PHONES[kind], "json"))["rows"]
        return str(next(row["id"] for row in rows if row["type"] == "Person"))


@pytest.fixture
def ask(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asking:
    monkeypatch.setenv("GRAYCHAIN_HOME", str(home))
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    return Asking(capsys)


def both(ask: Asking, kind: str, form: str) -> list[tuple[str, str]]:
    """What ``search`` and ``entity`` print of the suspect, and the text that must be in it.

    ``search`` shows the name, which loses spaces and more (ingest/names.py).
    """
    person = ask.person(kind)
    name = "长" if kind == "length" else ""
    found = ask("search", "--text", PHONES[kind], form)
    return [(found, name), (ask("entity", "--of", person, form), KINDS[kind])]


def steering(printed: str) -> set[str]:
    return {c for c in printed if unicodedata.category(c) in ("Cc", "Cf")} - {"\n", "\r"}


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_table(ask: Asking, kind: str) -> None:
    for printed, text in both(ask, kind, "table"):
        assert text[:20] in printed
        assert steering(printed) == set()
        assert max(map(len, printed.splitlines())) < 1_000


@pytest.mark.parametrize("kind", KINDS)
def test_in_csv(ask: Asking, kind: str) -> None:
    for printed, text in both(ask, kind, "csv"):
        rows = list(csv.reader(io.StringIO(printed)))
        assert {len(row) for row in rows} == {len(rows[0])}
        cells = [cell for row in rows for cell in row]
        assert any(text in cell for cell in cells)
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
        assert steering(printed) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_in_json(ask: Asking, kind: str) -> None:
    for printed, text in both(ask, kind, "json"):
        assert any(text in found for found in _strings(json.loads(printed)))
        assert steering(printed) == set()


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("kind", KINDS)
def test_in_markdown(ask: Asking, kind: str) -> None:
    for printed, text in both(ask, kind, "md"):
        lines = [line for line in printed.splitlines() if line.startswith("|")]
        bars = {len(re.findall(r"(?<!\\)\|", line.replace("\\\\", ""))) for line in lines}
        assert len(bars) == 1
        assert "<" not in printed
        assert not re.search(r"(?<!\\)`", printed)
        assert steering(printed) == set()
        plain = printed.replace("\\\\", "\\").replace("\\|", "|").replace("\\`", "`")
        assert text[:20] in plain.replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize("kind", KINDS)
def test_as_what_is_searched_for(ask: Asking, kind: str) -> None:
    printed = ask("search", "--text", CELLS[kind][0][:500], "table")
    assert steering(printed) == set()
    assert ask.person(kind) in printed
