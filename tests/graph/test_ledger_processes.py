"""Several processes on one ledger: all appends are in, a kill loses and halves nothing."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import polars as pl

from graph.ledger import Ledger
from graph.upkeep.verify import verify
from tests.conftest import ROOT

#: appends ``count`` imports of 50 + 20 rows in two tables and says each number
_APPEND = """
import sys
from pathlib import Path
import polars as pl
from graph.ledger import Ledger
from tests.graph.filing import source_of
home, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Ledger.open(home) as ledger:
    print("open", flush=True)
    for turn in range(count):
        path = home / f"{name}-{turn}.csv"
        path.write_text(path.name)
        with ledger.begin_import(source_of(path), path) as draft:
            draft.append("transfers", pl.DataFrame({"row": range(50)}))
            draft.append("calls", pl.DataFrame({"row": range(20)}))
            print("done", draft.commit([]).number, flush=True)
        ledger.decide("annotate", {"entity": "x", "text": name}, "", name)
"""


def _start(home: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _APPEND, str(home), name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _rows_of_each_import(ledger: Ledger) -> set[tuple[int, int]]:
    """(transfers, calls) of each import that is in: (50, 20) when it is whole."""
    known = ledger.imports().select("import_id")
    heights = []
    for table in ("transfers", "calls"):
        rows = ledger.read(table, columns=["import_id"]).group_by("import_id").len(table)
        assert rows.join(known, on="import_id", how="anti").is_empty()
        heights.append(rows)
    both = known.join(heights[0], on="import_id", how="left").join(
        heights[1], on="import_id", how="left"
    )
    return set(both.select("transfers", "calls").iter_rows())


def test_processes_that_append_at_once_all_get_in(tmp_path: Path) -> None:
    processes = [_start(tmp_path, name, 6) for name in "abc"]
    said = [process.communicate()[0].split("\n") for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    numbers = sorted(int(line.split()[1]) for lines in said for line in lines if "done" in line)
    assert numbers == list(range(1, 19))
    with Ledger.open(tmp_path) as ledger:
        assert _rows_of_each_import(ledger) == {(50, 20)}
        assert ledger.imports()["number"].to_list() == numbers
        assert ledger.read("decisions")["decision_id"].sort().to_list() == numbers
        assert verify(ledger).damage == []


def test_two_equal_loads_at_once_are_one_import(tmp_path: Path) -> None:
    Ledger.open(tmp_path).close()
    processes = [_start(tmp_path, "same", 1) for _ in range(3)]
    for process in processes:
        process.communicate()
    with Ledger.open(tmp_path) as ledger:
        assert ledger.imports().height == 1
        assert _rows_of_each_import(ledger) == {(50, 20)}


def test_a_killed_import_is_there_or_not_but_never_half(tmp_path: Path) -> None:
    moments = random.Random(7)
    acknowledged: set[int] = set()
    with Ledger.open(tmp_path) as ledger:
        for turn in range(6):
            process = _start(tmp_path, f"kill{turn}", 500)
            assert process.stdout is not None
            assert process.stdout.readline() == "open\n"
            time.sleep(moments.uniform(0.0, 0.6))
            process.kill()
            rest = process.communicate()[0].splitlines()
            acknowledged |= {int(line.split()[1]) for line in rest if line.startswith("done")}
            assert _rows_of_each_import(ledger) <= {(50, 20)}
        assert acknowledged <= set(ledger.imports()["number"])
        assert verify(ledger).damage == []


def test_a_reader_sees_whole_imports_while_another_process_appends(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        process = _start(tmp_path, "writer", 8)
        while process.poll() is None:
            version = ledger.version()
            transfers = ledger.read("transfers", version, ["row"]).height
            assert transfers == 50 * ledger.imports(version).height
        process.communicate()
        assert process.returncode == 0
        assert ledger.read("calls", columns=["row"]).height == 160
        assert isinstance(ledger.read("calls"), pl.DataFrame)
