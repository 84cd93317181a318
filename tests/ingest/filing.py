"""Writes small evidence files and loads them without touching the graph store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from graph.ledger import Ledger
from ingest.load import Options, run
from ingest.report import LoadReport

BANK = (
    "交易卡号,交易账号,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,对手户名,交易流水号,备注"
)
#: synthetic cards with a right check digit
CARD_A, CARD_B = "6900120000000000014", "6900270000000000026"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """``text`` without its first line break, as a file."""
    path.write_bytes(text.removeprefix("\n").encode(encoding))
    return path


def bank(*rows: str, header: str = BANK) -> str:
    """A bank statement of these rows."""
    return "\n".join([header, *rows]) + "\n"


def workbook(path: Path, sheets: dict[str, list[list[Any]]], merged: str = "") -> Path:
    """An xlsx file; ``merged`` is a range of the first sheet, filled with its first cell."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(at, column, value)
            if merged and name == next(iter(sheets)):
                first, last = merged.split(":")
                value = rows[int(first[1:]) - 1][ord(first[0]) - ord("A")]
                sheet.merge_range(f"{first}:{last}", value)
    return path


def load(ledger: Ledger | None, *paths: Path, **options: Any) -> LoadReport:
    """Load (or check) files into a ledger; the store is left alone."""
    return run(list(paths), ledger, Options(actor="tester", **options))


def totals_add_up(report: LoadReport) -> bool:
    """lines = accepted + duplicate + rejected + dropped, for every sheet."""
    names = ("accepted", "duplicate", "rejected", "dropped")
    return all(s.counts["lines"] == sum(s.counts[n] for n in names) for s in report.sheets)
