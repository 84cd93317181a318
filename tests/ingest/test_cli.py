"""``python -m ingest`` as a user types it: output, exit codes, one clear line for a mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.__main__ import main
from tests.conftest import run_module
from tests.ingest.filing import CARD_A, CARD_B, bank, write

PAY = f"{CARD_A},,2026-05-01 10:00:00,100.00,900.00,出,{CARD_B},李四,SN000001,"
BAD = f"{CARD_A},,不是时间,1.00,,出,,,,"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A HOME with one load of two rows, and what the command printed as JSON."""
    folder: Path = tmp_path_factory.mktemp("cli")
    write(folder / "a.csv", bank(PAY, BAD), "gb18030")
    arguments = ("ingest", "load", str(folder / "a.csv"), "--format", "json")
    return folder, run_module(*arguments, home=folder / "home").stdout


def test_load_prints_every_count_as_json(loaded: tuple[Path, str]) -> None:
    report = json.loads(loaded[1])
    (entry,) = report["imports"]
    assert {name: entry[name] for name in ("import", "file", "sheet", "preset")} == {
        "import": 1, "file": "a.csv", "sheet": "", "preset": "bank-transactions"
    }  # fmt: skip
    counts = ("lines", "accepted", "duplicate", "rejected", "dropped", "facts")
    assert [entry[name] for name in counts] == [3, 1, 0, 1, 1, 1]
    assert report["version"] > 0


def test_again_changes_nothing_and_strict_tells_rejects(loaded: tuple[Path, str]) -> None:
    folder, _ = loaded
    again = run_module("ingest", "load", str(folder / "a.csv"), home=folder / "home")
    assert "already loaded as import 1" in again.stderr
    strict = ("ingest", "check", str(write(folder / "b.csv", bank(BAD))), "--strict")
    assert run_module(*strict, home=folder / "home", check=False).returncode == 1


def test_rejects_are_shown(loaded: tuple[Path, str]) -> None:
    shown = run_module("ingest", "rejects", "1", "--format", "json", home=loaded[0] / "home")
    (entry,) = json.loads(shown.stdout)
    assert (entry["row"], entry["column"], entry["code"]) == ("3", "交易时间", "time_format")


def test_presets_are_listed(loaded: tuple[Path, str]) -> None:
    listed = run_module("ingest", "presets", "--format", "json", home=loaded[0] / "home")
    assert {"bank-transactions", "cases"} <= {item["preset"] for item in json.loads(listed.stdout)}


WRONG = {
    "missing path": (("load", "nowhere.csv"), "nowhere.csv"),
    "unknown preset": (("load", "a.csv", "--preset", "bank"), "bank-transactions"),
    "missing column": (("load", "a.csv", "--preset", "cases"), "案件"),
    "broken workbook": (("load", "broken.xlsx"), "broken.xlsx"),
    "unreadable": (("load", "noise.csv"), "noise.csv"),
    "empty": (("load", "empty.csv"), "empty.csv"),
    "wrong mapping": (("load", "a.csv", "--mapping", "wrong.yml"), "line 2"),
    "other case": (("load", "a.csv", "--case", "A1"), "--replace"),
    "no such import": (("undo", "99"), "99"),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistake_is_one_line_and_exit_code_2(
    loaded: tuple[Path, str],
    case: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, _ = loaded
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder / "noise.csv").write_bytes(bytes(range(256)) * 9)
    (folder / "empty.csv").write_bytes(b"")
    write(folder / "wrong.yml", "preset: x\ncolums: {}\n")
    arguments, word = WRONG[case]
    paths = [str(folder / a) if a.endswith((".csv", ".xlsx", ".yml")) else a for a in arguments]
    monkeypatch.setenv("GRAYCHAIN_HOME", str(folder / "home"))
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    assert main(paths) == 2
    said = capsys.readouterr().err
    assert word in said
    assert len(said.strip().splitlines()) == 1


def test_undo_gives_the_version_and_the_file_loads_again(tmp_path: Path) -> None:
    path = str(write(tmp_path / "a.csv", bank(PAY)))
    run_module("ingest", "load", path, home=tmp_path / "home")
    undone = run_module("ingest", "undo", "1", "--format", "json", home=tmp_path / "home")
    assert json.loads(undone.stdout)["undone"] == 1
    again = run_module("ingest", "load", path, "--format", "json", home=tmp_path / "home")
    assert json.loads(again.stdout)["imports"][0]["import"] == 2
