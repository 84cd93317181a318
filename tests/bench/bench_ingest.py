"""Rows per second from a GB18030 bank file to a committed import, and to a store up to date.

Both are whole processes, the start of the interpreter included; peer: polars reading only.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import polars as pl

from tests.bench.data import HEADER, bank_file
from tests.bench.measure import Run, run

ROWS = 1_000_000


def _peer(path: Path) -> float:
    """Decode and split the same file with polars, nothing else: the limit."""
    start = time.perf_counter()
    text = path.read_bytes().decode("gb18030").encode()
    frame = pl.read_csv(text, infer_schema=False)
    assert frame.width == HEADER.count(",") + 1
    return time.perf_counter() - start


def main() -> list[str]:
    """Lines for the report."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bank" / "合成银行甲_交易明细信息.csv"
        bank_file(path, ROWS, ROWS // 20)
        size = path.stat().st_size / 1e6
        peer = _peer(path)
        committed = run(
            ["tests.bench.import_only", str(path)],
            {"GRAYCHAIN_HOME": str(Path(folder) / "committed")},
        )
        whole = run(
            ["ingest", "load", str(path), "--format", "json"],
            {"GRAYCHAIN_HOME": str(Path(folder) / "whole")},
        )
    return [
        f"bank file {ROWS:,} rows, {size:.0f} MB",
        _line("to the committed import", committed),
        _line("ingest load, store up to date", whole),
        f"{'peer: polars reading only':<30}{ROWS / peer:>9,.0f} rows/s  {peer:.1f} s",
    ]


def _line(what: str, done: Run) -> str:
    speed = f"{ROWS / done.seconds:>9,.0f} rows/s  {done.seconds:.1f} s"
    return f"{what:<30}{speed}  peak {done.peak_bytes / 1e6:,.0f} MB"
