"""The command: same bytes for the same options, all or nothing, clear refusals."""

from __future__ import annotations

import gc
import hashlib
import itertools
import json
from pathlib import Path

import pytest

from samples.errors import SampleError
from samples.make import make
from samples.mint import Sample
from samples.model import Movement
from samples.scenario import build
from samples.streets import BANK_ROWS, CALL_ROWS
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
    assert 90_000 < make("complete", "M", 1, tmp_path / "m", "T1") < 115_000
    make("complete", "S", 1, tmp_path / "s", "T1")
    one, two = (
        json.loads((tmp_path / name / "truth.json").read_text(encoding="utf-8"))
        for name in ("m", "s")
    )
    for part in ("chains", "stations", "must_not_join"):
        assert one[part] == two[part]
    assert [payment["moves"] for payment in one["payments"]] == [
        payment["moves"] for payment in two["payments"]
    ]


def test_streets_are_made_when_written_and_then_forgotten() -> None:
    """What makes a sample large is never all in memory: one street lives at a time."""
    world, town = build(Sample("T1", "complete", "L", 1))
    planned = len(world.movements) + len(world.calls)
    assert planned < 8_000
    assert town.bank_streets * BANK_ROWS + town.call_streets * CALL_ROWS > 900_000
    before = _movements_alive()
    for _, movements in itertools.islice(town.banking(), 3):
        assert len(movements) < 2 * BANK_ROWS
        gc.collect()
        assert _movements_alive() - before < 2 * BANK_ROWS
    assert len(world.movements) + len(world.calls) == planned


def _movements_alive() -> int:
    return sum(isinstance(each, Movement) for each in gc.get_objects())
