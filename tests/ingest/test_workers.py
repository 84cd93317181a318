"""Large files read in two processes: the same rows as in one, and progress inside the file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from graph import keys
from graph.ledger import Ledger
from graph.tables import IMPORT_TABLES
from ingest import delimited, workers
from tests.bench.data import bank_file
from tests.ingest.filing import load

ROWS = 3000
_KEY = bytes(range(32))


def _tables(home: Path, path: Path) -> tuple[dict[str, pl.DataFrame], list[int]]:
    """The rows of every table after loading ``path`` alone, and the progress reported."""
    keys.write_key(home, _KEY)
    steps: list[int] = []
    with Ledger.open(home) as ledger:
        load(ledger, path, progress=lambda done, total, name: steps.append(done))
        return {name: ledger.read(name).drop("import_id") for name in IMPORT_TABLES}, steps


def test_two_processes_make_exactly_the_tables_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bank.csv"
    bank_file(path, ROWS, accounts=200)
    with path.open("ab") as file:  # equal rows far apart, a title within, an unreadable time
        lines = path.read_bytes().splitlines(keepends=True)
        file.writelines([*lines[1:40], lines[0], lines[7].replace(b"2025-", b"20x5-")])
    alone, once = _tables(tmp_path / "one", path)

    monkeypatch.setattr(workers, "MIN_BYTES", 1)
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 200_000)
    together, steps = _tables(tmp_path / "two", path)

    assert {name: rows.height for name, rows in alone.items()}["transfers"] == ROWS + 39
    for name, rows in alone.items():
        assert rows.equals(together[name]), name
    assert once == [0, path.stat().st_size]
    assert len(steps) > 4 and steps == sorted(steps)
    assert steps[-1] == path.stat().st_size
