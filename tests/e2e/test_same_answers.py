"""Every CLI answer is the same with and without the web app running, and while it loads."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from queries import registry
from tests.conftest import ROOT, SampleHome, run_module
from tests.e2e.asking import (
    Answer,
    answers,
    ask,
    contents,
    every_question,
    questions,
    truth_of,
)

#: file kinds that add to cases, persons, accounts, calls and money
UNDONE = ("案件登记", "接警单", "账户信息", "合成银行甲_交易明细")


@contextmanager
def app_running(home: Path, port: int) -> Iterator[None]:
    """The web app serving ``home`` until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "webapp", "serve", "--no-browser", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"GRAYCHAIN_HOME": str(home), "GRAYCHAIN_LANG": "en"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert "http://" in process.stdout.readline()
        yield
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def copy(sample_home: Callable[[str, int], SampleHome], tmp_path: Path) -> tuple[Path, SampleHome]:
    """A HOME of its own to write to, and the sample it came from."""
    sample = sample_home("complete", 1)
    shutil.copytree(sample.home, tmp_path / "home")
    return tmp_path / "home", sample


def test_answers_do_not_depend_on_the_app(copy: tuple[Path, SampleHome]) -> None:
    home, sample = copy
    asked = every_question(home, truth_of(sample))
    alone = answers(home, asked)
    assert {question[0] for question in asked} == set(registry.load())
    complaints = {name.split()[0] for name, answer in alone.items() if "error" in answer}
    assert complaints.isdisjoint(question[0] for question in questions(truth_of(sample)))
    with app_running(home, 5610):
        assert answers(home, asked) == alone


def test_two_at_once_and_during_a_load(copy: tuple[Path, SampleHome], tmp_path: Path) -> None:
    home, sample = copy
    asked = [q for q in questions(truth_of(sample)) if q[0] in ("shortest-path", "crime-chain")][:2]
    before = [ask(home, *question)["rows"] for question in asked]
    more = tmp_path / "more"
    options = ["--template", "T2", "--variant", "decoy", "--size", "S", "--seed", "9"]
    run_module("samples", "make", *options, "--out", str(more), home=home)
    with app_running(home, 5630):
        command = [sys.executable, "-m", "ingest", "load", str(more / "evidence")]
        loading = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"GRAYCHAIN_HOME": str(home)},
            stdout=subprocess.DEVNULL,
        )
        with ThreadPoolExecutor(2) as pool:
            during = list(pool.map(lambda question: ask(home, *question)["rows"], asked * 2))
        assert loading.wait(timeout=120) == 0
    assert during == before * 2


def test_undo_gives_back_the_earlier_answers(copy: tuple[Path, SampleHome], tmp_path: Path) -> None:
    home, sample = copy
    truth = truth_of(sample)
    before = contents(home, truth)
    more = tmp_path / "more" / "evidence"
    options = ["--template", "T2", "--variant", "gap", "--size", "S", "--seed", "2"]
    run_module("samples", "make", *options, "--out", str(tmp_path / "more"), home=home)
    files = [str(path) for path in more.iterdir() if any(word in path.name for word in UNDONE)]
    assert len(files) >= len(UNDONE)
    loaded = run_module("ingest", "load", *files, "--format", "json", home=home)
    assert contents(home, truth) != before
    for number in sorted({row["import"] for row in json.loads(loaded.stdout)["imports"]}):
        run_module("ingest", "undo", str(number), "--why", "test", home=home)
    assert contents(home, truth) == before


def _ids(home: Path, truth: Answer) -> tuple[str, str]:
    """Two persons that must not be one: a suspect and his namesake."""
    members = {entity["ref"]: entity for entity in truth["entities"]}
    pairs = [[members[ref] for ref in pair] for pair in truth["must_not_join"]]
    one, two = next(p for p in pairs if all(e["type"] == "Person" and e["key"] for e in p))
    found = [ask(home, "search", "--text", e["key"])["rows"][0]["id"] for e in (one, two)]
    return found[0], found[1]


def test_merge_and_split_give_back_the_earlier_answers(copy: tuple[Path, SampleHome]) -> None:
    home, sample = copy
    truth = truth_of(sample)
    before = contents(home, truth)
    one, two = _ids(home, truth)
    assert one != two
    listed = run_module("graph", "split", two, "--format", "json", home=home)
    records = [str(row["record"]) for row in json.loads(listed.stdout)]
    run_module("graph", "merge", one, two, "--why", "test", home=home)
    merged = contents(home, truth)
    assert merged != before
    run_module("graph", "split", one, "--records", *records, "--why", "test", home=home)
    assert contents(home, truth) == before
