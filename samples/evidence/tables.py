"""Writes a table as CSV or xlsx, the same bytes each time, and records the row of each mark."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import xlsxwriter

Cell = str | int | float
#: (reference of a planned thing, role it has in this row)
Mark = tuple[str, str]
Line = tuple[list[Cell], tuple[Mark, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands: ``row`` is 1-based as the file's own program shows it."""

    file: str
    sheet: str
    row: int
    role: str


@dataclass(slots=True)
class Book:
    """Every place of every planned thing, in the order the files are written."""

    places: dict[str, list[Place]] = field(default_factory=dict)
    lines: int = 0

    def note(self, file: str, sheet: str, row: int, marks: Iterable[Mark]) -> None:
        """Remember that ``marks`` stand in this row."""
        for ref, role in marks:
            self.places.setdefault(ref, []).append(Place(file, sheet, row, role))

    def of(self, ref: str, *roles: str) -> list[Place]:
        """Places of ``ref``, of the given roles only when any are given."""
        found = self.places.get(ref, [])
        return [place for place in found if not roles or place.role in roles]


@dataclass(slots=True)
class Table:
    """One sheet: ``titles`` above the header, ``footers`` below the rows, merged cells in between.

    ``merges`` are (first row index, last row index, column), counted in ``rows`` from 0.
    """

    header: list[str]
    rows: Iterable[Line]
    sheet: str = ""
    titles: list[str] = field(default_factory=list)
    footers: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int]] = field(default_factory=list)


class Sheet(Protocol):
    """A file that is written line by line, never held in memory."""

    def add(self, line: Line) -> None:
        """The next line below the header."""

    def close(self) -> None:
        """Write the footers and finish the file."""


class CsvSheet:
    """A delimited text file with Windows line ends; its sheet is ``""``."""

    def __init__(
        self, book: Book, path: Path, table: Table, encoding: str, delimiter: str = ","
    ) -> None:
        self._book, self._path, self._table, self._row = book, path, table, 0
        self._file = path.open("w", encoding=encoding, newline="")
        self._writer = csv.writer(self._file, delimiter=delimiter, lineterminator="\r\n")
        for line in _head(table):
            self.add(line)

    def add(self, line: Line) -> None:
        """Write one line and remember its marks."""
        cells, marks = line
        self._writer.writerow(cells)
        self._row += 1
        self._book.lines += 1
        if marks:
            self._book.note(self._path.name, "", self._row, marks)

    def close(self) -> None:
        """Write the footers and close the file."""
        for footer in self._table.footers:
            self.add((footer, ()))
        self._file.close()


class XlsxSheet:
    """A workbook of one sheet, each row written out before the next."""

    def __init__(self, book: Book, path: Path, table: Table) -> None:
        self._book, self._path, self._table, self._row = book, path, table, 0
        self._workbook = xlsxwriter.Workbook(
            path, {"strings_to_numbers": False, "constant_memory": True}
        )
        self._workbook.set_properties({"created": datetime(2026, 10, 1), "comments": "合成数据"})
        self._centre = self._workbook.add_format({"align": "center", "valign": "vcenter"})
        self._sheet = self._workbook.add_worksheet(table.sheet)
        for line in _head(table):
            self.add(line)

    def add(self, line: Line) -> None:
        """Write one row and remember its marks; titles are merged across the header."""
        cells, marks = line
        if self._row < len(self._table.titles):
            last = len(self._table.header) - 1
            self._sheet.merge_range(self._row, 0, self._row, last, cells[0], self._centre)
        else:
            _put(self._sheet, self._row, cells)
        self._row += 1
        self._book.lines += 1
        self._book.note(self._path.name, self._table.sheet, self._row, marks)

    def close(self) -> None:
        """Write the footers and pack the file."""
        for footer in self._table.footers:
            self.add((footer, ()))
        self._workbook.close()


def write_csv(book: Book, path: Path, table: Table, encoding: str, delimiter: str = ",") -> None:
    """Write the whole of ``table`` to a delimited text file."""
    sheet = CsvSheet(book, path, table, encoding, delimiter)
    for line in table.rows:
        sheet.add(line)
    sheet.close()


def _put(sheet: xlsxwriter.worksheet.Worksheet, row: int, cells: list[Cell]) -> None:
    for column, cell in enumerate(cells):
        if not isinstance(cell, str):
            sheet.write_number(row, column, cell)
        elif cell:
            sheet.write_string(row, column, cell)


def write_xlsx(book: Book, path: Path, tables: list[Table]) -> None:
    """Write ``tables`` as the sheets of one workbook; titles are merged across the header."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as workbook:
        workbook.set_properties({"created": datetime(2026, 10, 1), "comments": "合成数据"})
        centre = workbook.add_format({"align": "center", "valign": "vcenter"})
        for table in tables:
            sheet = workbook.add_worksheet(table.sheet)
            for row, (cells, marks) in enumerate(_lines(table)):
                _put(sheet, row, cells)
                book.lines += 1
                book.note(path.name, table.sheet, row + 1, marks)
            for row, title in enumerate(table.titles):
                sheet.merge_range(row, 0, row, len(table.header) - 1, title, centre)
            _merge_down(sheet, table, centre)


def _merge_down(sheet: xlsxwriter.worksheet.Worksheet, table: Table, style: object) -> None:
    """Join cells of equal rows, as registers do for one device with many cards."""
    above = len(table.titles) + 1
    rows = table.rows if isinstance(table.rows, list) else []
    for first, last, column in table.merges:
        value = rows[first][0][column]
        sheet.merge_range(above + first, column, above + last, column, value, style)


def _head(table: Table) -> Iterator[Line]:
    """Titles and header."""
    for title in table.titles:
        yield [title], ()
    yield list(table.header), ()


def _lines(table: Table) -> Iterator[Line]:
    """Titles, header, rows and footers in the order of the file."""
    yield from _head(table)
    yield from table.rows
    for footer in table.footers:
        yield footer, ()
