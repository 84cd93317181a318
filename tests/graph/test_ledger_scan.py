"""Reading the files directly equals SQL at every version, before and after compaction."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from graph.ledger import Ledger
from graph.ledger.scan import scan
from graph.upkeep.maintenance import compact, forgotten_files
from tests.graph.filing import file


def _everything(ledger: Ledger) -> None:
    for item in ledger.versions():
        for table in ("transfers", "calls", "records"):
            direct = scan(ledger, table, item.version).collect()
            by_sql = ledger.read(table, item.version)
            assert_frame_equal(direct, by_sql, check_row_order=False)


def _add(ledger: Ledger, place: int) -> None:
    rows = [{"payer": place * 10 + n, "time": None if n else 5} for n in range(3)]
    record = {"record_id": place, "name": "张三", "strong_keys": ["id:1", "passport:2"]}
    file(ledger, f"{place}.csv", transfers=rows, calls=rows and [{"caller": 1}], records=[record])


def test_direct_reading_equals_sql_before_and_after_compaction(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        for place in range(5):
            _add(ledger, place)
        ledger.undo_import(2, "test", "ann")
        _everything(ledger)
        version = ledger.version()
        done = compact(ledger, older_than_days=0)
        assert done.merged > 0
        assert done.removed > 0
        assert ledger.version() == version
        _everything(ledger)
        for place in range(5, 8):  # plain files beside the compacted one
            _add(ledger, place)
        _everything(ledger)
        compact(ledger, older_than_days=0)
        _everything(ledger)
        assert forgotten_files(ledger) == []


def test_compaction_keeps_young_leftovers_and_originals_in_use(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        _add(ledger, 1)
        running = ledger.lake.folder / "main" / "transfers" / "import-9-0.parquet"
        pl.DataFrame({"a": [1]}).write_parquet(running)
        compact(ledger)
        assert running.exists()
        assert len(list((tmp_path / "originals").iterdir())) == 1
        compact(ledger, older_than_days=0)
        assert not running.exists()
        assert len(list((tmp_path / "originals").iterdir())) == 1


def test_an_empty_ledger_scans_to_nothing(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        assert scan(ledger, "transfers").collect().is_empty()
