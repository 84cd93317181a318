"""What cannot be loaded is one clear line and exit code 2; hostile text stays text."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph import settings
from graph.ledger import Ledger
from graph.upkeep.verify import verify
from ingest.__main__ import main
from ingest.load import Options, run
from tests.conftest import run_module

HEADER = "卡号,取现时间,金额,影像编号"
ROW = "6900120000000000128,2026-03-01 10:00:00,2000,合成1"
GOOD = f"{HEADER}\n{ROW}\n".encode()
SHORT = GOOD.replace("取现时间".encode(), b"x").replace(b"2026-03-01 10:00:00", b"soon")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A HOME without a ledger, and English messages."""
    monkeypatch.setenv("GRAYCHAIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    return settings.home()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """An empty ledger that stays so: no case here writes to it."""
    with Ledger.open(tmp_path_factory.mktemp("empty") / "home") as ledger:
        yield ledger


def _broken_book(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook")


def _escaping_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.csv", GOOD)
        archive.writestr("../../escaped.csv", GOOD)


def _damaged_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.csv", GOOD * 50)
    path.write_bytes(path.read_bytes()[:200])


def _bytes(raw: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(raw)

    return make


BAD: list[tuple[str, Callable[[Path], None], list[str], str]] = [
    ("not-there.csv", lambda path: None, [], "No such file"),
    ("folder", Path.mkdir, [], "no file to load"),
    ("empty.csv", _bytes(b""), [], "empty"),
    ("spaces.csv", _bytes(b"\n\n  \n"), [], "not recognised"),
    ("noise.csv", _bytes(bytes(range(256)) * 50), [], "Unreadable encoding"),
    ("torn.xlsx", _bytes(b"PK\x03\x04 and no more"), [], "damaged"),
    ("inside.xlsx", _broken_book, [], "damaged"),
    ("old.xls", _bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600), [], "damaged"),
    ("escaping.zip", _escaping_zip, [], "path that leaves it"),
    ("damaged.zip", _damaged_zip, [], "damaged"),
    ("letter.txt", _bytes("只是一封信。\n没有表格。\n".encode()), [], "not recognised"),
    ("good.csv", _bytes(GOOD), ["--preset", "cash-out"], "cash-outs"),
    ("good.csv", _bytes(GOOD), ["--mapping", "no-such.yml"], "no-such.yml"),
    ("good.csv", _bytes(GOOD), ["--preset", "call-records"], "good.csv"),
    ("short.csv", _bytes(SHORT), ["--preset", "cash-outs"], "取现时间"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "options", "word"), BAD)
@pytest.mark.parametrize("command", ["load", "check"])
def test_bad_file_is_one_line(
    home: Path,
    empty: Ledger,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    name: str,
    make: Callable[[Path], None],
    options: list[str],
    word: str,
) -> None:
    make(tmp_path / name)
    if command == "load":
        monkeypatch.setenv("GRAYCHAIN_HOME", str(empty.home))
    assert main([command, str(tmp_path / name), *options]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert word in printed.err
    assert not list(tmp_path.parent.glob("escaped.csv"))
    assert not home.exists()
    assert empty.version() == 0
    assert empty.imports().is_empty()
    assert verify(empty).notes == []


def test_bad_zips_in_a_folder_are_listed_and_the_rest_loads(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    _damaged_zip(folder / "a-damaged.zip")
    _escaping_zip(folder / "b-escaping.zip")
    _broken_book(folder / "c-inside.xlsx")
    (folder / "good.csv").write_bytes(GOOD)
    assert main(["load", str(folder), "--format", "json"]) == 0
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    assert [item["file"] for item in report["imports"]] == ["good.csv"]
    assert [item["file"] for item in report["unrecognised"]] == [
        "a-damaged.zip", "b-escaping.zip", "c-inside.xlsx"
    ]  # fmt: skip
    first, second, third = printed.err.splitlines()
    assert "a-damaged.zip" in first and "damaged" in first
    assert "b-escaping.zip" in second and "path that leaves it" in second
    assert "damaged" in third
    assert not list(tmp_path.rglob("escaped.csv"))
    assert main(["load", str(folder), "--strict"]) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_messages_come_in_both_languages(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("GRAYCHAIN_LANG", lang)
    assert main(["check", "没有.csv"]) == 2
    assert capsys.readouterr().err == {
        "zh": "没有这个文件或目录：没有.csv\n",
        "en": "No such file or folder: 没有.csv\n",
    }[lang]  # fmt: skip


def test_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "good.csv").write_bytes(GOOD)
    named, home = str(tmp_path / "good.csv"), tmp_path / "file" / "home"
    done = run_module("ingest", "load", named, home=home, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


HOSTILE = [
    "<script>alert(1)</script>",
    "<a href='javascript:x'>\"&amp;",
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "\u202egpj.exe\u202c",
    "'; DROP TABLE imports; --",
    "../../etc/passwd",
    "{{7*7}}${x}%s",
    "长" * 10_000,
]


def test_hostile_text_is_kept_as_text(tmp_path: Path) -> None:
    path = tmp_path / "<b>'合成'.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["卡号", "户名", "开户行", "账户状态"])
        rows.writerows(["6900120000000000128", "赵一", text, text] for text in HOSTILE)
    with Ledger.open(tmp_path / "home") as ledger:
        report = run([path], ledger, Options(actor="tester"))
        assert (report.total("accepted"), report.total("rejected")) == (len(HOSTILE), 0)
        everything = "".join(ledger.read(table).write_json() for table in ("numbers", "records"))
        assert ledger.imports()["file_name"].to_list() == [path.name]
    assert "<script>alert(1)</script>" in everything.replace("\\", "")


def test_rejected_hostile_text_is_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "=1+1.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER.split(","))
        rows.writerows([text, "2026-03-01", "1", "x"] for text in HOSTILE)
    with Ledger.open(tmp_path / "home") as ledger:
        report = run([path], ledger, Options(actor="tester"))
    assert report.total("rejected") == len(HOSTILE)
    with Path(report.rejects[0]).open(encoding="utf-8-sig", newline="") as file:
        _, *found = list(csv.reader(file))
    assert [row[2] for row in found] == [str(n) for n in range(2, len(HOSTILE) + 2)]
    assert {row[0] for row in found} == {"'=1+1.csv"}
    assert not [cell for row in found for cell in row if cell.startswith(("=", "+", "-", "@"))]
    values = [row[4].removeprefix("'") for row in found]
    assert values == [text.removeprefix("'") for text in HOSTILE]
