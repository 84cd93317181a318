"""``python -m graph purge``: what a case brought in is destroyed, and that it was is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from graph import audit, decisions
from graph.__main__ import main
from graph.dataset import Dataset
from graph.ledger import Ledger
from graph.store.owner import after_commit
from graph.tables import FACT_TABLES, IMPORT_TABLES
from graph.upkeep.backup import backup, restore
from graph.upkeep.maintenance import compact
from graph.upkeep.verify import verify
from tests.graph.filing import Row, file, key, number, person

#: texts of the case that must not be found in any byte of HOME
SECRET, STAYS = "毕磊龙", "孙杰玉"


def _rows(ledger: Ledger, case: str, name: str, card: str) -> dict[str, list[Row]]:
    first = int(card[-2:])
    other = card[:-2] + "99"
    paid: Row = {
        "payer": key(ledger, card), "payee": key(ledger, other), "payer_kind": "account",
        "payee_kind": "account", "own_side": "payer", "time": first, "amount_minor": 100,
        "currency": "CNY", "row_key": first, "counter_name": name, "case_no": case,
    }  # fmt: skip
    return {
        "numbers": [number(ledger, card), number(ledger, other)],
        "records": [{**person(first, name, f"id:{card}"), "case_no": case}],
        "transfers": [paid],
    }


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases in files of their own, one file of both, decisions about either, compacted."""
    home = tmp_path_factory.mktemp("purge") / "home"
    with Ledger.open(home) as ledger:
        file(ledger, f"{SECRET}.csv", **_rows(ledger, "A1", SECRET, "6222000000000011"))
        file(ledger, "b.csv", **_rows(ledger, "B2", STAYS, "6222000000000022"))
        undone = file(ledger, "c.csv", **_rows(ledger, "A1", SECRET + "二", "6222000000000033"))
        ledger.undo_import(undone.number, f"{SECRET}撤回", "ann")
        data = Dataset(ledger)
        ids = dict(
            data.entities.filter(data.entities["type"] == "Person")
            .select("name", "entity_id")
            .iter_rows()
        )
        decisions.annotate(data, ids[SECRET], f"{SECRET}的备注", "why", "ann")
        decisions.annotate(data, ids[STAYS], "note", "why", "ann")
        compact(ledger, older_than_days=0)
        after_commit(ledger)
    for path in home.glob("*.csv"):  # what was loaded, beside the copies in originals/
        path.unlink()
    return home


@pytest.fixture
def home(_made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = shutil.copytree(_made, tmp_path / "home")
    monkeypatch.setenv("GRAYCHAIN_HOME", str(place))
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    return place


def _holding(home: Path, text: str) -> list[str]:
    """The files below HOME that hold ``text`` in their bytes or rows; the audit log stays."""
    found = []
    for path in sorted(p for p in home.rglob("*") if p.is_file() and p.stem != "app"):
        whole = path.read_bytes()
        if path.suffix == ".parquet":
            whole += pl.read_parquet(path).write_json().encode()
        if text.encode() in whole or text in path.name:
            found.append(str(path.relative_to(home)))
    return found


def test_nothing_of_the_case_is_left_and_the_rest_is_as_before(home: Path) -> None:
    assert _holding(home, SECRET)
    with Ledger.open(home) as ledger:
        kept = ledger.read("transfers", where="case_no = 'B2'").drop("import_id")
    assert main(["purge", "--case", "A1", "--why", "court order 9", "--yes"]) == 0
    assert _holding(home, SECRET) == []
    with Ledger.open(home) as ledger:
        assert {t: ledger.count(t) for t in IMPORT_TABLES if ledger.count(t)} == {
            "numbers": 2, "records": 1, "transfers": 1,
        }  # fmt: skip
        assert ledger.read("transfers").drop("import_id").equals(kept)
        assert Dataset(ledger).transfers.height == 1
        assert ledger.read("decisions")["kind"].to_list() == ["annotate"]
        assert [item.kind for item in ledger.versions()] == ["purge"]
        found = verify(ledger)
        assert (found.damage, [f.en for f in found.notes]) == ([], [])
    with Ledger.open(home) as ledger:  # the ledger is still one to write to
        assert file(ledger, "d.csv", **_rows(ledger, "D4", "王五", "6222000000000044")).number == 4
        assert ledger.count("transfers") == 2


def test_the_tombstone_says_what_was_destroyed_by_whom_and_why(home: Path) -> None:
    with Ledger.open(home) as ledger:
        before = ledger.imports()["file_sha256"].to_list()
    main(["purge", "--case", "A1", "--why", "court order 9", "--yes"])
    entry = next(e for e in audit.entries(home) if e.action == "purge")
    assert (entry.subject, entry.why) == ("A1", "court order 9")
    assert entry.detail == {"imports": [1, 3], "files": [before[0], before[2]]}
    with Ledger.open(home) as ledger:
        left = ledger.imports()
        assert left["file_sha256"].to_list() == before
        assert left["file_name"].to_list() == ["(purged)", "b.csv", "(purged)"]
        assert left["retracted"].to_list() == [True, False, True]


def test_without_yes_it_only_lists(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["purge", "--case", "A1", "--why", "x"]) == 0
    said = capsys.readouterr().out
    assert f"{SECRET}.csv" in said and "c.csv" in said and "b.csv" not in said
    with Ledger.open(home) as ledger:
        assert ledger.versions()[-1].kind == "decision"


def test_a_file_of_several_cases_is_destroyed_only_when_said(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Ledger.open(home) as ledger:
        one = _rows(ledger, "A1", "甲", "6222000000000055")
        two = _rows(ledger, "B2", "乙", "6222000000000066")
        file(ledger, "both.csv", **{name: one[name] + two[name] for name in one})
    words = ["purge", "--case", "A1", "--why", "x", "--yes"]
    assert main(words) == 2
    assert "imports 4 hold rows of other cases" in capsys.readouterr().err
    with Ledger.open(home) as ledger:
        assert ledger.count("transfers") == 4
    assert main([*words, "--whole-files"]) == 0
    with Ledger.open(home) as ledger:
        assert ledger.count("transfers") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--case", "Z9", "--why", "x"], "No import belongs to the case Z9"),
        (["--case", "A1"], "Give the reason"),
        (["--why", "x"], "--case"),
    ],
)
def test_a_wrong_purge_is_one_line_and_destroys_nothing(
    home: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["purge", *words, "--yes"]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    with Ledger.open(home) as ledger:
        assert sum(ledger.count(table) for table in FACT_TABLES) == 2


def test_a_backup_taken_afterwards_restores_the_rest(home: Path, tmp_path: Path) -> None:
    main(["purge", "--case", "A1", "--why", "x", "--yes"])
    with Ledger.open(home) as ledger:
        version = backup(ledger, tmp_path / "b.tar")
        assert version == ledger.version()
    assert restore(tmp_path / "b.tar", tmp_path / "again") == version
    with Ledger.open(tmp_path / "again") as ledger:
        assert ledger.count("transfers") == 1
        assert verify(ledger).damage == []


def test_a_purge_that_was_cut_off_is_finished_by_the_next(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    words = ["purge", "--case", "A1", "--why", "x", "--yes"]
    with monkeypatch.context() as patched:
        patched.setattr("graph.upkeep.purge._expire", cut)
        assert main(words) == 130
    assert _holding(home, SECRET)
    assert main(words) == 0
    assert _holding(home, SECRET) == []
    assert main(words) == 2
