"""Imports, versions and undo: what is in, since when, and that nothing half-done stays."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from graph.errors import BadInput, LedgerError
from graph.ledger import AlreadyLoaded, Ledger, LoadedOtherwise
from graph.tables import TABLES
from graph.upkeep.maintenance import forgotten_files
from tests.conftest import ROOT
from tests.graph.filing import file, source_of, transfer


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "home") as opened:
        yield opened


def test_an_empty_ledger_is_version_0_and_has_every_table(ledger: Ledger) -> None:
    assert (ledger.version(), ledger.facts_version(), ledger.versions()) == (0, 0, [])
    assert all(ledger.read(table).schema == pl.Schema(TABLES[table]) for table in TABLES)


def test_opening_again_writes_nothing(ledger: Ledger) -> None:
    with Ledger.open(ledger.home) as again:
        snapshots = again.lake.rows("SELECT count(*) FROM ducklake_snapshots('l')")
        assert again.dataset_id() == ledger.dataset_id()
    assert ledger.lake.rows("SELECT count(*) FROM ducklake_snapshots('l')") == snapshots


def test_a_missing_ledger_is_not_made_when_it_should_exist(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        Ledger.open(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_every_version_reads_what_it_held(ledger: Ledger) -> None:
    one = file(ledger, "a.csv", transfers=[transfer(ledger, "1", "2", 100, 0, "payer")])
    two = file(ledger, "b.csv", transfers=[transfer(ledger, "2", "3", 100, 9, "payer")] * 2)
    note = ledger.decide("annotate", {"entity": "x", "text": "y"}, "because", "ann")
    gone = ledger.undo_import(1, "wrong file", "ann")
    heights = [
        ledger.read("transfers", version).height
        for version in (one.version, two.version, note.version, gone)
    ]
    assert heights == [1, 3, 3, 2]
    assert [item.kind for item in ledger.versions()] == ["import", "import", "decision", "undo"]
    assert ledger.version() == gone
    assert [ledger.facts_version(v) for v in (one.version, note.version, gone)] == [
        one.version, two.version, gone,
    ]  # fmt: skip
    assert ledger.imports()["retracted"].to_list() == [True, False]
    assert ledger.imports(two.version)["retracted"].to_list() == [False, False]
    with pytest.raises(BadInput):
        ledger.check_version(gone + 1)


def test_read_takes_columns_and_a_condition(ledger: Ledger) -> None:
    rows = [transfer(ledger, "1", str(n), 100 * n, n, "payer") for n in range(2, 6)]
    file(ledger, "a.csv", transfers=rows)
    found = ledger.read(
        "transfers", columns=["amount_minor"], where="amount_minor >= ?", params=[400]
    )
    assert found["amount_minor"].sort().to_list() == [400, 500]


def test_empty_values_are_filled_and_foreign_columns_refused(ledger: Ledger) -> None:
    file(ledger, "a.csv", transfers=[{"payer": 1, "serial": None, "balance_minor": None}])
    row = ledger.read("transfers").row(0, named=True)
    assert (row["payee"], row["serial"], row["status"]) == (0, "", "ok")
    assert (row["balance_minor"], row["time"], row["occurrence"]) == (None, None, 1)
    path = ledger.home / "a.csv"
    with ledger.begin_import(source_of(path)) as draft, pytest.raises(LedgerError, match="no_such"):
        draft.append("transfers", pl.DataFrame({"no_such": [1]}))


def test_the_same_load_twice_changes_nothing(ledger: Ledger) -> None:
    first = file(ledger, "a.csv", transfers=[{"payer": 1}])
    with pytest.raises(AlreadyLoaded) as told:
        file(ledger, "a.csv", transfers=[{"payer": 1}])
    assert told.value.info.number == first.number == 1
    assert (ledger.version(), ledger.read("transfers").height) == (first.version, 1)
    assert forgotten_files(ledger) == []
    assert [info.number for info in ledger.find_import(first.file_sha256)] == [1]


def test_another_mapping_needs_replace_and_replacing_is_one_version(ledger: Ledger) -> None:
    first = file(ledger, "a.csv", transfers=[{"payer": 1}])
    path = ledger.home / "a.csv"
    with ledger.begin_import(source_of(path, mapping_key="test@2"), path) as draft:
        draft.append("transfers", pl.DataFrame({"payer": [5, 6]}))
        with pytest.raises(LoadedOtherwise):
            draft.commit([])
        second = draft.commit([], replace=1)
    assert (second.number, len(ledger.versions())) == (2, 2)
    assert ledger.read("transfers")["payer"].sort().to_list() == [5, 6]
    assert ledger.read("transfers", first.version)["payer"].to_list() == [1]


def test_after_undo_it_loads_again(ledger: Ledger) -> None:
    file(ledger, "a.csv", transfers=[{"payer": 1}])
    ledger.undo_import(1, "test", "ann")
    assert file(ledger, "a.csv", transfers=[{"payer": 1}]).number == 2
    with pytest.raises(BadInput):
        ledger.undo_import(1, "again", "ann")
    with pytest.raises(BadInput):
        ledger.undo_import(99, "none", "ann")


def test_an_abandoned_draft_leaves_no_file(ledger: Ledger) -> None:
    path = ledger.home / "a.csv"
    path.write_text("a")
    with pytest.raises(ZeroDivisionError), ledger.begin_import(source_of(path), path) as draft:
        draft.append("transfers", pl.DataFrame({"payer": [1]}))
        draft._flush("transfers")
        raise ZeroDivisionError
    assert forgotten_files(ledger) == []
    assert not list((ledger.home / "originals").glob("*"))
    assert ledger.version() == 0


def test_large_imports_are_written_in_pieces(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.ledger.drafts._FLUSH_BYTES", 1_000)
    path = ledger.home / "a.csv"
    path.write_text("a")
    with ledger.begin_import(source_of(path), path) as draft:
        for start in range(0, 1000, 100):
            draft.append("transfers", pl.DataFrame({"row": range(start, start + 100)}))
        draft.commit([{"lines": 1000}])
    assert ledger.read("transfers")["row"].sort().to_list() == list(range(1000))
    assert len(list((ledger.lake.folder / "main" / "transfers").glob("*.parquet"))) > 1
    assert ledger.find_import(source_of(path).file_sha256)[0].counts == [{"lines": 1000}]


def test_the_original_is_kept_and_must_not_change_while_it_is_read(ledger: Ledger) -> None:
    info = file(ledger, "a.csv", transfers=[{"payer": 1}])
    kept = ledger.original(info.file_sha256)
    assert kept.read_text() == "a.csv"
    assert kept.stat().st_mode & 0o222 == 0
    path = ledger.home / "b.csv"
    path.write_text("before")
    source = source_of(path)
    path.write_text("after")
    with ledger.begin_import(source, path) as draft, pytest.raises(BadInput):
        draft.commit([])
    assert ledger.read("imports").height == 1
    with pytest.raises(LedgerError):
        ledger.original("0" * 64)


def test_decisions_are_counted_up_and_their_kind_is_known(ledger: Ledger) -> None:
    made = [ledger.decide("annotate", {}, "x", "ann").decision_id for _ in range(3)]
    assert made == [1, 2, 3]
    with pytest.raises(BadInput):
        ledger.decide("guess", {}, "x", "ann")


def test_a_home_that_cannot_be_one_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(LedgerError) as told:
        Ledger.open(tmp_path / "file" / "home")
    assert "\n" not in told.value.en


def test_a_broken_catalog_is_one_line(ledger: Ledger) -> None:
    ledger.close()
    for path in (ledger.home / "ledger").glob("catalog.sqlite*"):
        path.write_bytes(b"not a database" * 1000)
    with pytest.raises(LedgerError) as told:
        Ledger.open(ledger.home)
    assert "damaged; restore a backup" in told.value.en
    assert "\n" not in told.value.en


def test_versions_written_before_a_column_was_added_stay_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:  # a release without these columns
        older.delitem(TABLES["imports"], "document")
        older.delitem(TABLES["transfers"], "terminal")
        with Ledger.open(tmp_path) as ledger:
            first = ledger.decide("annotate", {}, "why", "ann").version
    with monkeypatch.context() as older:  # a later one
        older.delitem(TABLES["transfers"], "terminal")
        with Ledger.open(tmp_path) as ledger:
            second = file(ledger, "a.csv", transfers=[{"payer": 1}]).version
    with Ledger.open(tmp_path) as ledger:
        assert ledger.imports(first).is_empty()
        third = file(ledger, "b.csv", transfers=[{"payer": 2}]).version
        for version in (second, third):
            assert set(ledger.imports(version)["document"]) == {""}
            assert set(ledger.read("transfers", version)["terminal"]) == {""}
        assert ledger.read("transfers", columns=["payer"])["payer"].sort().to_list() == [1, 2]


_FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy as np, polars as pl
from graph.errors import LedgerError
from graph.ledger import Ledger
from tests.graph.filing import source_of
home = Path(sys.argv[1])
with Ledger.open(home) as ledger:
    path = home / "a.csv"
    path.write_text("a")
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))  # no file grows beyond this
    try:
        with ledger.begin_import(source_of(path), path) as draft:
            noise = np.random.default_rng(1).integers(1, 2**62, 200_000)
            draft.append("transfers", pl.DataFrame({"payer": noise}))
            draft.commit([])
    except LedgerError as error:
        print(error.en)
"""


@pytest.mark.skipif(os.name == "nt", reason="file size limits are POSIX")
def test_a_full_disk_is_one_line_and_leaves_nothing(ledger: Ledger) -> None:
    command = [sys.executable, "-c", _FULL_DISK, str(ledger.home)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"The disk is full: {ledger.home}"]
    assert ledger.version() == 0
    assert forgotten_files(ledger) == []
