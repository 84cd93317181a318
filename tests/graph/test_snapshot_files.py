"""Snapshots on disk: made once for all processes, never stale, mended when broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph import decisions, snapshot_files
from graph.dataset import Dataset
from graph.ledger import Ledger
from graph.snapshot import Csr, Snapshot, snapshot_of
from graph.snapshot_files import KIND, snapshot_for
from tests.conftest import ROOT
from tests.graph.filing import file, number, person, transfer


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        file(
            opened,
            "numbers.csv",
            numbers=[number(opened, norm) for norm in "ABC"],
            records=[person(1, "张三", "id:1"), person(2, "张山", "id:2")],
        )
        _pay(opened, "one.csv", "A", "B", 100)
        yield opened
    snapshot_files._OPEN.clear()


def _pay(ledger: Ledger, name: str, payer: str, payee: str, amount: int) -> None:
    file(ledger, name, transfers=[transfer(ledger, payer, payee, amount, amount, "payer")])


def _folders(ledger: Ledger) -> list[Path]:
    return sorted((ledger.home / "cache").glob(f"{KIND}-*"))


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one each time a snapshot is built."""
    builds: list[int] = []

    def counting(dataset: Dataset) -> Snapshot:
        builds.append(dataset.version)
        return snapshot_of(dataset)

    monkeypatch.setattr(snapshot_files, "snapshot_of", counting)
    return builds


def same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots hold equal arrays."""
    return all(
        _equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(Snapshot)
    )


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, Csr):
        return _equal(one.start, other.start) and _equal(one.positions, other.positions)
    if isinstance(one, tuple):
        return bool(one == other)
    return one.dtype == other.dtype and np.array_equal(one, other)


def test_built_once_and_mapped_by_another_process(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = _counted(monkeypatch)
    dataset = Dataset(ledger)
    first = snapshot_for(dataset)
    assert same(first, snapshot_of(dataset))
    assert snapshot_for(Dataset(ledger)) is first
    snapshot_files._OPEN.clear()
    again = snapshot_for(dataset)
    assert len(builds) == 1
    assert same(again, first)
    assert not again.amount.flags.writeable
    program = (
        "import sys; from pathlib import Path; from graph import snapshot_files as f;"
        "from graph.dataset import Dataset; from graph.ledger import Ledger\n"
        "def refuse(dataset): raise SystemExit('built again')\n"
        "f.snapshot_of = refuse\n"
        "with Ledger.open(Path(sys.argv[1]), create=False) as ledger:\n"
        "    print(f.snapshot_for(Dataset(ledger)).amount.tolist())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(ledger.home)],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("[100]", "")


def test_imports_and_undo_make_another_snapshot_decisions_do_not(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = _counted(monkeypatch)
    before = snapshot_for(Dataset(ledger))
    ledger.decide("annotate", {"entity": "a-A", "text": "a note"}, "test", "ann")
    assert snapshot_for(Dataset(ledger)) is before
    merged = decisions.merge(Dataset(ledger), "p-id:1", "p-id:2", "one person", "ann")
    assert snapshot_for(Dataset(ledger)) is before
    decisions.undo(Dataset(ledger), merged.decision_id, "two persons", "ann")
    assert snapshot_for(Dataset(ledger)) is before
    _pay(ledger, "two.csv", "B", "C", 200)
    assert snapshot_for(Dataset(ledger)).amount.tolist() == [100, 200]
    ledger.undo_import(3, "test", "ann")
    assert snapshot_for(Dataset(ledger)).amount.tolist() == [100]
    assert len(builds) == 3


def _cut(folder: Path) -> None:
    path = folder / "amount.npy"
    path.write_bytes(path.read_bytes()[:-4])


def _left_over(folder: Path) -> Path:
    left = folder.with_name(f".{folder.name}.0.part")
    left.mkdir()
    os.utime(left, (0, 0))
    return left


def test_what_a_stopped_process_left_is_removed(ledger: Ledger) -> None:
    snapshot_for(Dataset(ledger))
    left = _left_over(*_folders(ledger))
    _pay(ledger, "two.csv", "B", "C", 200)
    snapshot_for(Dataset(ledger))
    assert not left.exists()


def _missing(folder: Path) -> None:
    (folder / "payer.npy").unlink()


def _no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _half_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8")[:-30], encoding="utf-8")


def _other_length(folder: Path) -> None:
    np.save(folder / "time.npy", np.zeros(7, dtype=np.int64))


def _empty_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps({"currencies": []}), encoding="utf-8")


@pytest.mark.parametrize(
    "harm", [_cut, _missing, _no_manifest, _half_manifest, _other_length, _empty_manifest]
)
def test_a_broken_snapshot_is_built_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], None]
) -> None:
    dataset = Dataset(ledger)
    snapshot_for(dataset)
    snapshot_files._OPEN.clear()
    builds = _counted(monkeypatch)
    harm(*_folders(ledger))
    assert same(snapshot_for(dataset), snapshot_of(dataset))
    snapshot_files._OPEN.clear()
    snapshot_for(dataset)
    assert len(builds) == 1


def test_the_oldest_unused_snapshot_goes_first(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAYCHAIN_CACHE_SNAPSHOTS", "2")
    first = ledger.version()
    snapshot_for(Dataset(ledger))
    _pay(ledger, "two.csv", "B", "C", 200)
    second = ledger.version()
    snapshot_for(Dataset(ledger))
    snapshot_for(Dataset(ledger, first))
    _pay(ledger, "three.csv", "C", "A", 300)
    snapshot_for(Dataset(ledger))
    kept = "".join(folder.name for folder in _folders(ledger))
    assert len(_folders(ledger)) == 2
    assert f"facts-{first}-" in kept
    assert f"facts-{second}-" not in kept
    monkeypatch.setenv("GRAYCHAIN_CACHE_BYTES", "1")
    _pay(ledger, "four.csv", "A", "C", 400)
    snapshot_for(Dataset(ledger))
    assert len(_folders(ledger)) == 1


def test_a_ledger_without_transfers_and_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        file(ledger, "numbers.csv", numbers=[number(ledger, "A")])
        dataset = Dataset(ledger)
        assert len(snapshot_for(dataset).amount) == 0
        assert same(snapshot_for(dataset), snapshot_of(dataset))
        _pay(ledger, "one.csv", "A", "", 5)
        for folder in (tmp_path / "cache").glob("*"):
            folder.rename(tmp_path / folder.name)
        (tmp_path / "cache").rmdir()
        (tmp_path / "cache").write_text("in the way", encoding="utf-8")
        assert snapshot_for(Dataset(ledger)).amount.tolist() == [5]
    snapshot_files._OPEN.clear()
