"""Sheets of an xlsx or xls workbook as frames of strings."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import polars as pl
import python_calamine

from graph.errors import BadInput

#: a workbook that unpacks to more than this is refused (bytes)
MAX_UNPACKED: Final = 4_000_000_000
#: and one that grows more than this many times while unpacking
MAX_RATIO: Final = 200
_SMALL: Final = 50_000_000

Merged = list[tuple[tuple[int, int], tuple[int, int]]]


def broken(path: Path) -> BadInput:
    """The error for a workbook that cannot be opened."""
    return BadInput(
        f"工作簿已损坏或加密，无法打开：{path.name}",
        f"The workbook is damaged or encrypted and cannot be opened: {path.name}",
    )


def guard(path: Path) -> None:
    """Refuse a workbook that would unpack to an absurd size; raises :class:`BadInput`."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (OSError, zipfile.BadZipFile) as error:
        raise broken(path) from error
    if unpacked > MAX_UNPACKED or (
        unpacked > _SMALL and unpacked > MAX_RATIO * path.stat().st_size
    ):
        raise BadInput(
            f"工作簿解压后过大，拒绝读取：{path.name}",
            f"The workbook unpacks to an unreasonable size and is refused: {path.name}",
        )


class Workbook:
    """An open workbook; sheets are read one at a time."""

    def __init__(self, path: Path) -> None:
        """Open it; raises :class:`BadInput` when it is damaged, encrypted or too large."""
        self._path = path
        if path.read_bytes()[:2] == b"PK":
            guard(path)
        try:
            self._book = python_calamine.CalamineWorkbook.from_path(str(path))
            self.names: list[str] = list(self._book.sheet_names)
        except Exception as error:  # calamine raises a family of its own and plain ones
            raise broken(path) from error

    def read(self, name: str) -> tuple[pl.DataFrame, Merged]:
        """A sheet as columns ``c0 …`` of strings from cell A1 on, and its merged ranges."""
        try:
            sheet = self._book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            merged = [((a[0], a[1]), (b[0], b[1])) for a, b in sheet.merged_cell_ranges or []]
        except Exception as error:
            raise broken(self._path) from error
        width = max((len(row) for row in rows), default=0)
        columns = {
            f"c{i}": pl.Series([cell_text(row[i]) for row in rows], dtype=pl.String)
            for i in range(width)
        }
        return pl.DataFrame(columns), merged


def cell_text(value: Any) -> str | None:
    """A cell as text; whole numbers without ``.0``, those Excel has cut stay recognisable."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value)


def fill_merged(frame: pl.DataFrame, merged: Merged, columns: list[int]) -> pl.DataFrame:
    """Copy the first cell of each merged range into the rest of it, in ``columns`` only."""
    for (top, left), (bottom, right) in merged:
        for column in range(left, right + 1):
            name = f"c{column}"
            if column not in columns or name not in frame.columns or top >= frame.height:
                continue
            inside = pl.int_range(pl.len()).is_between(top, bottom)
            value = frame[f"c{left}"][top]
            frame = frame.with_columns(
                pl.when(inside).then(pl.lit(value, dtype=pl.String)).otherwise(name).alias(name)
            )
    return frame
