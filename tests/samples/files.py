"""Reads evidence files back, plainly: text of every cell, merged cells filled."""

from __future__ import annotations

import csv
import unicodedata
from functools import lru_cache
from pathlib import Path

from python_calamine import CalamineWorkbook

Rows = list[list[str]]


@lru_cache(maxsize=1024)
def read(path: Path, sheet: str) -> Rows:
    """All rows of one sheet (``""`` for a CSV), row 1 first."""
    return _read_sheet(path, sheet) if path.suffix == ".xlsx" else _read_text(path)


def _read_text(path: Path) -> Rows:
    content = path.read_bytes()
    if content.startswith(b"\xff\xfe"):
        return list(csv.reader(content.decode("utf-16").splitlines(), delimiter="\t"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return list(csv.reader(text.splitlines()))


def _read_sheet(path: Path, sheet: str) -> Rows:
    with CalamineWorkbook.from_path(str(path)) as book:
        found = book.get_sheet_by_name(sheet)
        rows = [[str(cell) for cell in row] for row in found.to_python(skip_empty_area=False)]
        for (top, left), (bottom, right) in found.merged_cell_ranges or ():
            value = rows[top][left]
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    rows[row][column] = value
    return rows


def sheets(path: Path) -> list[str]:
    """Names of the sheets of a file; ``[""]`` for a CSV."""
    if path.suffix != ".xlsx":
        return [""]
    with CalamineWorkbook.from_path(str(path)) as book:
        return list(book.sheet_names)


def table(path: Path, sheet: str, first: str) -> list[dict[str, str]]:
    """Rows below the header that begins with ``first``, as dictionaries; footers are cut off."""
    rows = read(path, sheet)
    start = next(place for place, row in enumerate(rows) if row and row[0] == first)
    header = rows[start]
    body = [row for row in rows[start + 1 :] if len(row) == len(header) and row != header]
    return [dict(zip(header, row, strict=True)) for row in body]


def plain(text: str) -> str:
    """Narrow digits, no surrounding blanks."""
    return unicodedata.normalize("NFKC", text).strip()


def statements(evidence: Path) -> list[dict[str, str]]:
    """Every row of every bank statement, with its file name under ``file``."""
    found = []
    for path in sorted(evidence.glob("*_交易明细信息*")):
        for row in table(path, sheets(path)[0], "交易卡号"):
            if row["交易时间"]:
                found.append({"file": path.name} | {key: plain(row[key]) for key in row})
    return found
