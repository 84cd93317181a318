"""Opens an evidence file as tables of strings with row numbers, whatever its format."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from graph.errors import BadInput
from ingest import delimited, encodings, headers, markup, workbook

#: rows of a workbook handled at once
SHEET_ROWS: Final = 50_000
#: bytes of an HTML table: four sheets of Excel 97 with wide cells
MAX_MARKUP: Final = 300_000_000
_OLE: Final = b"\xd0\xcf\x11\xe0"
_TEXT: Final = "utf-8"


@dataclass(frozen=True)
class Table:
    """A sheet, or the one table of a text file (``name`` is then empty).

    ``head`` holds the first rows; ``rows`` is what the sheet has, for a workbook.
    """

    name: str
    head: list[list[str | None]]
    dialect: delimited.Dialect | None = None
    frame: pl.DataFrame | None = None
    merged: workbook.Merged = field(default_factory=list)

    @property
    def width(self) -> int:
        """Columns of the widest of the first rows."""
        return max((len(row) for row in self.head), default=0)

    def chunks(self, width: int, fill: tuple[int, ...] = ()) -> Iterator[pl.DataFrame]:
        """Frames with ``row`` (from 1), ``c0 …`` up to ``width`` and ``extra`` (more cells).

        ``fill`` are the columns filled down inside merged cells. Blank cells are null.
        """
        if self.dialect is not None:
            row = 1
            for block in delimited.blocks(self.dialect):
                text = self.dialect.read(block)
                frame = delimited.read_text(text, self.dialect.separator, width)
                yield frame.with_row_index("row", offset=row)
                row += frame.height
            return
        frame = _padded(self.frame if self.frame is not None else pl.DataFrame(), width)
        if fill:
            frame = workbook.fill_merged(frame, self.merged, list(fill))
        frame = frame.with_row_index("row", offset=1)
        for start in range(0, frame.height, SHEET_ROWS):
            yield frame.slice(start, SHEET_ROWS)

    def header_at(self, known: frozenset[str]) -> int | None:
        """The row number (from 1) of the header, or ``None``; see :func:`headers.find_header`."""
        index = headers.find_header(self.head, known)
        return None if index is None else index + 1


@dataclass(frozen=True)
class Source:
    """An opened file: hash, size, encoding (``xlsx`` for workbooks) and its tables."""

    path: Path
    sha256: str
    size: int
    encoding: str
    tables: list[Table]


def open_source(path: Path) -> Source:
    """Open a csv, tsv, xlsx, xls, ods or HTML file; what it is, is told from its bytes.

    Raises :class:`BadInput` for a file that is missing, empty, damaged or no table.
    """
    if not path.is_file():
        raise BadInput(f"没有这个文件：{path}", f"No such file: {path}")
    facts = encodings.scan(path)
    if facts.size == 0:
        raise BadInput(f"文件为空：{path.name}", f"The file is empty: {path.name}")
    if is_workbook(path, facts.head):
        book = workbook.Workbook(path)
        tables = [_sheet(book, name) for name in book.names]
        return Source(path, facts.sha256, facts.size, "xlsx", tables)
    encoding = encodings.encoding_of(facts, path)
    if markup.is_markup(facts.head[:8000].decode(encoding, "replace")):
        return Source(path, facts.sha256, facts.size, encoding, _marked(path, encoding))
    table = _text_table(path, encoding, facts.head)
    return Source(path, facts.sha256, facts.size, encoding, [table])


def is_workbook(path: Path, head: bytes) -> bool:
    """Whether the bytes are a workbook (xlsx, xls, ods); :class:`BadInput` for another zip."""
    if head.startswith(_OLE):
        return True
    if not head.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise workbook.broken(path) from error
    if "content.xml" in names or any(name.startswith("xl/") for name in names):
        return True
    raise encodings.unreadable(path)


def _sheet(book: workbook.Workbook, name: str) -> Table:
    return _of_frame(name, *book.read(name))


def _of_frame(name: str, frame: pl.DataFrame, merged: workbook.Merged) -> Table:
    head = [list(row) for row in frame.head(headers.HEAD_ROWS).rows()]
    return Table(name, head, None, frame, merged)


def _marked(path: Path, encoding: str) -> list[Table]:
    """The tables of an HTML file; raises :class:`BadInput` for one beyond all reason."""
    try:
        if path.stat().st_size > MAX_MARKUP:
            raise OverflowError
        text = path.read_bytes().decode(encoding, "replace")
        return [_of_frame(*found) for found in markup.tables(text)]
    except OverflowError as error:
        raise BadInput(
            f"HTML 表格过大，拒绝读取：{path.name}", f"The HTML table is too large: {path.name}"
        ) from error


def _text_table(path: Path, encoding: str, head: bytes) -> Table:
    dialect = delimited.Dialect(path, encoding, ",")
    if encoding.startswith("utf-16") or (b"\n" not in head and b"\r" in head):
        text = path.read_bytes().decode(encoding, "replace").removeprefix("\ufeff")
        plain = text.replace("\r\n", "\n").replace("\r", "\n").encode()
        dialect, head, encoding = delimited.Dialect(plain, _TEXT, ","), plain, _TEXT
    sample = head[: encodings.HEAD_BYTES].decode(encoding, "replace")
    separator = encodings.separator_of(sample)
    rows = []
    for record in delimited.records(sample, separator):
        rows.append([cell or None for cell in record])
        if len(rows) == headers.HEAD_ROWS:
            break
    return Table("", rows, delimited.Dialect(dialect.source, dialect.encoding, separator))


def _padded(frame: pl.DataFrame, width: int) -> pl.DataFrame:
    """Exactly ``width`` columns, and whether a row has a cell beyond them."""
    names = [f"c{i}" for i in range(width)]
    over = [name for name in frame.columns if name not in names]
    extra = pl.any_horizontal(pl.col(over).is_not_null()) if over else pl.lit(False)
    missing = [pl.lit(None, dtype=pl.String).alias(n) for n in names if n not in frame.columns]
    return frame.with_columns(extra.alias("extra"), *missing).select(*names, "extra")


def read_row(path: Path, sheet: str, row: int) -> tuple[list[str], list[str]]:
    """One row of a file as it stands there: (header, cells); blank cells are empty strings.

    ``row`` counts from 1 as :class:`graph.model.SourceRef` does. Raises :class:`BadInput`
    when the file has no such sheet or row. Cost: up to the whole file is read.
    """
    from ingest.preset_files import known_headers

    source = open_source(path)
    table = next((table for table in source.tables if table.name == sheet), None)
    if table is None:
        raise BadInput(f"文件没有工作表“{sheet}”。", f"The file has no sheet '{sheet}'.")
    width = max(table.width, 1)
    at = table.header_at(known_headers())
    header = ["" if cell is None else cell for cell in table.head[at - 1]] if at else []
    return header + [""] * (width - len(header)), _cells(table, width, row)


def _cells(table: Table, width: int, row: int) -> list[str]:
    for frame in _chunks_with(table, width, row):
        found = frame.filter(pl.col("row") == row)
        if found.height:
            cells = found.drop("row", "extra").row(0)
            return ["" if cell is None else str(cell) for cell in cells]
    raise BadInput(f"文件没有第 {row} 行。", f"The file has no row {row}.")


def _chunks_with(table: Table, width: int, row: int) -> Iterator[pl.DataFrame]:
    """The chunks that may hold ``row``; blocks of text before it are only counted."""
    if table.dialect is None:
        yield from table.chunks(width)
        return
    first, separator = 1, table.dialect.separator
    for block in delimited.blocks(table.dialect):
        text = table.dialect.read(block)
        count = delimited.count_records(text, separator, width)
        if first <= row < first + count:
            yield delimited.read_text(text, separator, width).with_row_index("row", offset=first)
            return
        first += count
