"""``ingest load`` is killed at 50 random moments while others read and append: nothing is lost.

The commands are those a user types, each in a process of its own; only their imports are done
beforehand. Whether a kill fell behind the first written file is read from the disk afterwards.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
from pathlib import Path

import pytest

from graph.ledger import Ledger
from graph.search import index as search_index
from graph.store import open_store
from graph.sync import frames
from ingest import rejects
from ingest.workers import MIN_BYTES, WORKERS
from tests.ingest.kills import race
from tests.ingest.kills.files import CALL_ROWS, STATEMENT_ROWS, statement
from tests.ingest.kills.process import Process, is_running, wait_for
from tests.ingest.kills.wholeness import broken_imports

KILLS = 50


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> race.Outcome:
    return race.run(tmp_path_factory.mktemp("kills"), KILLS)


def test_kills_fall_between_the_first_file_and_the_acknowledgement(outcome: race.Outcome) -> None:
    between = [fate for fate in outcome.fates if fate.written and not fate.acknowledged]
    print(f"{len(between)} kills between, {len(outcome.rounds)} rounds read")
    assert len(outcome.fates) == KILLS
    assert len(between) >= 15


def test_what_was_acknowledged_is_there_and_the_rest_loads_again(outcome: race.Outcome) -> None:
    already = {item["file"] for item in outcome.reloaded["already"]}
    loaded = {item["file"]: item for item in outcome.reloaded["imports"]}
    assert {fate.path.name for fate in outcome.fates if fate.acknowledged} <= already
    assert not {fate.path.name for fate in outcome.fates if not fate.written} & already
    assert already | set(loaded) == {fate.path.name for fate in outcome.fates}
    assert len(already) + len(loaded) == KILLS
    with Ledger.open(outcome.home, create=False) as ledger:
        imports = ledger.imports()
        counts = dict(imports.select("file_sha256", "counts").iter_rows())
    assert imports.height == KILLS + outcome.appended == len(counts)
    for fate in outcome.fates:
        (sheet,) = json.loads(counts[hashlib.sha256(fate.path.read_bytes()).hexdigest()])
        names = ("lines", "accepted", "duplicate", "rejected", "facts", "entities")
        rows = STATEMENT_ROWS
        assert [sheet[name] for name in names] == [rows + 2, rows, 0, 1, rows, 2]


def test_every_import_is_whole_now_and_was_for_every_reader(outcome: race.Outcome) -> None:
    assert [wrong for told in outcome.rounds for wrong in told["wrong"]] == []
    assert len({told["version"] for told in outcome.rounds}) >= 5
    assert outcome.rounds == sorted(outcome.rounds, key=lambda told: int(told["version"]))
    with Ledger.open(outcome.home, create=False) as ledger:
        assert broken_imports(ledger) == []
        assert ledger.read("calls").height == CALL_ROWS * outcome.appended
        assert ledger.read("transfers").height == STATEMENT_ROWS * KILLS


def test_verify_finds_no_damage_and_the_store_follows(outcome: race.Outcome) -> None:
    assert "damage" not in outcome.verified
    with Ledger.open(outcome.home, create=False) as ledger, open_store(home=outcome.home) as store:
        version = ledger.version()
        expected = frames(ledger, version)
        assert store.applied_version() == search_index.version(outcome.home) == version
        assert store.counts() == {
            "entities": expected.nodes.height, "relations": expected.edges.height
        }  # fmt: skip


def test_rejects_of_every_import_are_shown(outcome: race.Outcome) -> None:
    with Ledger.open(outcome.home, create=False) as ledger:
        imports = ledger.imports()
        statements = imports.filter(imports["file_name"].str.starts_with("statement"))
        for number in statements["number"]:
            shown = rejects.path_of(ledger, number).read_text(encoding="utf-8-sig")
            assert shown.count("time_format") == 1


def test_reading_processes_end_with_the_load_they_work_for(tmp_path: Path) -> None:
    path = statement(tmp_path / "large.csv", 0)
    text = path.read_bytes()
    path.write_bytes(text * (MIN_BYTES // len(text) + 1))
    with Process(tmp_path, "large", race.COMMANDS, tmp_path / "home") as loader:
        loader.wait_until_ready()
        loader.send("ingest", "load", str(path))
        wait_for(lambda: len(loader.children()) >= WORKERS, "reading processes")
        children = loader.children()
        loader.kill()
    try:
        wait_for(lambda: not any(map(is_running, children)), "the end of the readers", 60)
    finally:
        for pid in filter(is_running, children):
            os.kill(pid, signal.SIGKILL)
