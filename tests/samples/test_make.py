"""The command: same bytes for the same options, all or nothing, clear refusals."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from samples.errors import SampleError
from samples.make import make
from tests.conftest import run_module


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("variant", ["complete", "gap", "decoy"])
def test_the_same_options_give_the_same_bytes(variant: str, tmp_path: Path) -> None:
    make(variant, "S", 5, tmp_path / "one")
    make(variant, "S", 5, tmp_path / "two")
    assert digest(tmp_path / "one") == digest(tmp_path / "two")


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    options = ["make", "--variant", "complete", "--seed", "5", "--out"]
    run_module("samples", *options, str(tmp_path / "one"), home=tmp_path)
    make("complete", "S", 5, tmp_path / "two")
    assert digest(tmp_path / "one") == digest(tmp_path / "two")


def test_another_seed_gives_another_case(tmp_path: Path) -> None:
    make("complete", "S", 5, tmp_path / "one")
    make("complete", "S", 6, tmp_path / "two")
    one, two = (tmp_path / name / "truth.json" for name in ("one", "two"))
    assert one.read_bytes() != two.read_bytes()


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("keep me")
    with pytest.raises(SampleError):
        make("complete", "S", 1, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_wrong_use_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out = str(tmp_path / "file")
    wrong = [
        ["make", "--variant", "complete", "--out", out],
        ["make", "--variant", "complete", "--out", str(tmp_path / "file" / "below")],
        ["make", "--variant", "nothing", "--out", str(tmp_path / "x")],
        ["make", "--template", "T99", "--variant", "gap", "--out", str(tmp_path / "x")],
        ["make", "--variant", "gap", "--seed", "-1", "--out", str(tmp_path / "x")],
        [],
    ]
    for arguments in wrong:
        done = run_module("samples", *arguments, home=tmp_path, check=False)
        assert done.returncode == 2
        assert done.stderr
        assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("command", [["--help"], ["make", "--help"]])
def test_every_command_has_help(command: list[str], tmp_path: Path) -> None:
    assert run_module("samples", *command, home=tmp_path).stdout


@pytest.mark.slow
def test_size_m_has_a_hundred_thousand_rows_and_the_same_chains(tmp_path: Path) -> None:
    assert 90_000 < make("complete", "M", 1, tmp_path / "m") < 115_000
