"""A backup restored elsewhere answers the same; verify finds what is missing or changed."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph import audit
from graph.dataset import Dataset
from graph.errors import BadInput, LedgerError
from graph.ledger import Ledger
from graph.upkeep.backup import backup, restore
from graph.upkeep.maintenance import compact
from graph.upkeep.verify import verify
from tests.graph.filing import file, key, number, person, relation, transfer

FRAMES = ("numbers", "records", "entities", "relations", "transfers", "pairs")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Three imports, one undone, a decision, and files compacted in between."""
    with Ledger.open(tmp_path / "home") as opened:
        people = [person(1, "张三", "id:1"), person(2, "张三")]
        holds = relation("HOLDS", 1, key(opened, "A"), "record number")
        money = [transfer(opened, "A", "B", 100, n, "payer") for n in range(3)]
        numbers = [number(opened, norm) for norm in "AB"]
        file(opened, "a.csv", records=people, relations=[holds], numbers=numbers, transfers=money)
        file(opened, "b.csv", transfers=[transfer(opened, "B", "A", 7, 9, "payer")])
        file(opened, "c.csv", transfers=[transfer(opened, "A", "B", 8, 9, "payer")])
        compact(opened, older_than_days=0)
        opened.undo_import(3, "test", "ann")
        opened.decide("merge", {"records": [1, 2]}, "test", "ann")
        yield opened


def test_a_restored_backup_answers_the_same_at_every_version(
    ledger: Ledger, tmp_path: Path
) -> None:
    target = tmp_path / "all.tar"
    version = backup(ledger, target)
    assert version == ledger.version()
    before = {item.version: Dataset(ledger, item.version) for item in ledger.versions()}
    assert restore(target, tmp_path / "other") == version
    with Ledger.open(tmp_path / "other") as copy:
        assert (copy.dataset_id(), copy.key) == (ledger.dataset_id(), ledger.key)
        for number_, dataset in before.items():
            for name in FRAMES:
                assert getattr(Dataset(copy, number_), name).equals(getattr(dataset, name))
        assert audit.head(copy.home) == audit.head(ledger.home)
        assert verify(copy).damage == []
        file(copy, "d.csv", calls=[{"caller": 1}])  # it goes on from there
        assert copy.imports()["number"].to_list() == [1, 2, 3, 4]


def test_restoring_over_data_or_from_damage_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    backup(ledger, target)
    with pytest.raises(BadInput):
        restore(target, ledger.home)
    damaged = bytearray(target.read_bytes())
    place = damaged.find(b"a.csv")  # inside an original
    damaged[place] ^= 1
    (tmp_path / "damaged.tar").write_bytes(damaged)
    (tmp_path / "short.tar").write_bytes(bytes(damaged[:4096]))
    (tmp_path / "text.tar").write_text("no tar at all")
    for name in ("damaged.tar", "short.tar", "text.tar", "missing.tar"):
        with pytest.raises((BadInput, LedgerError)):
            restore(tmp_path / name, tmp_path / "other")
        assert not list((tmp_path / "other").glob("[!.]*"))
    with pytest.raises(BadInput):
        backup(ledger, tmp_path / "no" / "folder.tar")


@pytest.mark.parametrize("name", ["../escape", "/tmp/escape", "originals/../../x", "id.key/x"])
def test_a_backup_cannot_write_outside_home(tmp_path: Path, name: str) -> None:
    target = tmp_path / "evil.tar"
    with tarfile.open(target, "w") as tar:
        for member, text in (
            (name, b"evil"),
            ("manifest.json", json.dumps({"format": 1}).encode()),
        ):
            about = tarfile.TarInfo(member)
            about.size = len(text)
            tar.addfile(about, io.BytesIO(text))
    with pytest.raises(BadInput):
        restore(target, tmp_path / "home")
    assert {path.name for path in tmp_path.iterdir()} == {"evil.tar", "home"}


def _some_data_file(ledger: Ledger) -> Path:
    return sorted((ledger.lake.folder / "main" / "transfers").glob("*.parquet"))[0]


def _remove_data(ledger: Ledger) -> None:
    _some_data_file(ledger).unlink()


def _cut_data(ledger: Ledger) -> None:
    path = _some_data_file(ledger)
    path.write_bytes(path.read_bytes()[:-50])


def _remove_original(ledger: Ledger) -> None:
    sorted((ledger.home / "originals").iterdir())[0].unlink()


def _change_original(ledger: Ledger) -> None:
    path = sorted((ledger.home / "originals").iterdir())[0]
    path.chmod(0o640)
    path.write_text("changed")


def _other_key(ledger: Ledger) -> None:
    (ledger.home / "id.key").write_bytes(b"x" * 32)
    ledger._key = b""


def _lose_key(ledger: Ledger) -> None:
    (ledger.home / "id.key").unlink()


@pytest.mark.parametrize(
    "harm", [_remove_data, _cut_data, _remove_original, _change_original, _other_key, _lose_key]
)
def test_verify_names_the_damage(ledger: Ledger, harm: Callable[[Ledger], None]) -> None:
    assert verify(ledger).damage == []
    harm(ledger)
    found = verify(ledger).damage
    assert len(found) == 1
    assert found[0].zh and "\n" not in found[0].en


def test_leftovers_are_notes_and_no_damage(ledger: Ledger) -> None:
    _some_data_file(ledger).with_name("import-1-0.parquet").write_bytes(b"killed")
    (ledger.home / "originals" / ("f" * 64)).write_text("killed")
    file(ledger, "loose.csv", relations=[relation("HOLDS", 99, 98, "record number")])
    found = verify(ledger)
    assert found.damage == []
    assert len(found.notes) == 3
