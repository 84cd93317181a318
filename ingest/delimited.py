"""Delimited text as frames of strings, cut into blocks that end between records.

Bytes are cut at a newline where the count of ``"`` so far is even: in UTF-8 and
GB18030 neither byte is ever part of another sign. polars reads a block; where that
could be wrong (a stray quote) the piece concerned is read line by line instead.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

#: bytes of one block; two of them in memory cost about 600 MB with all frames
BLOCK_BYTES: Final = 24_000_000
#: a quote left open is looked for through this much text, then taken as a plain sign
_REACH: Final = 4_000_000
_OVERFLOW: Final = 2
_PIECES: Final = 16
#: a field holds at most this many lines
_FIELD_LINES: Final = 40


@dataclass(frozen=True, slots=True)
class Block:
    """A range of bytes that holds whole records."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to read a delimited file: ``source`` is a path, or its text as UTF-8 bytes."""

    source: Path | bytes
    encoding: str
    separator: str

    def read(self, block: Block) -> bytes:
        """The bytes of a block as UTF-8 without a byte-order mark."""
        if isinstance(self.source, bytes):
            raw = self.source[block.offset : block.offset + block.length]
        else:
            with self.source.open("rb") as file:
                file.seek(block.offset)
                raw = file.read(block.length)
        if self.encoding == "utf-8":
            return raw
        if self.encoding == "utf-8-sig":
            return raw.removeprefix(b"\xef\xbb\xbf") if block.offset == 0 else raw
        return raw.decode(self.encoding, "replace").encode()

    @property
    def size(self) -> int:
        """Bytes of the source."""
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size


def blocks(dialect: Dialect, size: int | None = None) -> Iterator[Block]:
    """Cut the source into blocks of about ``size`` bytes (:data:`BLOCK_BYTES` unless told)."""
    offset, end = 0, dialect.size
    size = BLOCK_BYTES if size is None else size
    while offset < end:
        length = _block_length(dialect, offset, min(size, end - offset), end)
        yield Block(offset, length)
        offset += length


def _block_length(dialect: Dialect, offset: int, size: int, end: int) -> int:
    """Bytes up to and including a newline outside quotes, near ``size``; the rest at the end."""
    plain = Dialect(dialect.source, "utf-8", dialect.separator)
    raw = plain.read(Block(offset, min(size + _REACH, end - offset)))
    if offset + len(raw) == end and len(raw) <= size:
        return len(raw)
    cut = raw.rfind(b"\n", 0, size) + 1
    if cut == 0:
        found = raw.find(b"\n", size)
        return len(raw) if found < 0 else found + 1
    if raw.count(b'"', 0, cut) % 2 == 0:
        return cut
    return _even_cut(raw, cut) or cut


def _even_cut(raw: bytes, cut: int) -> int:
    """The next newline behind ``cut`` with an even count of quotes before it; 0 for none near."""
    quotes, at = 1, cut
    while (newline := raw.find(b"\n", at)) >= 0:
        quotes += raw.count(b'"', at, newline)
        at = newline + 1
        if quotes % 2 == 0:
            return at
    return 0


def count_records(text: bytes, separator: str, width: int) -> int:
    """Records in a block; newlines are enough while nothing is quoted."""
    if b'"' not in text and b"\n" in text:
        return text.count(b"\n") + (not text.endswith(b"\n"))
    return read_text(text, separator, width).height


def read_text(text: bytes, separator: str, width: int) -> pl.DataFrame:
    """A block as ``width`` columns ``c0 …`` of strings, and ``extra``: more cells than that.

    One row per record, blank lines included.
    """
    quoted = b'"' in text
    if b"\r" in text and b"\r\n" not in text and b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    frame = _by_polars(text, separator, width)
    if frame is not None and not (quoted and _looks_torn(frame, text, separator)):
        return frame
    if not quoted:
        return _by_lines(text, separator, width)
    pieces = list(_split(text))
    if len(pieces) == 1:
        return _by_lines(text, separator, width)
    return pl.concat(read_text(piece, separator, width) for piece in pieces)


def _by_polars(text: bytes, separator: str, width: int) -> pl.DataFrame | None:
    """The block by polars' reader, or ``None`` when it cannot read it."""
    names = [f"c{i}" for i in range(width + _OVERFLOW)]
    schema = dict.fromkeys(names, pl.String())
    if not text:
        frame = pl.DataFrame(schema=schema)
    else:
        try:
            frame = pl.read_csv(
                text,
                has_header=False,
                schema=schema,
                separator=separator,
                truncate_ragged_lines=True,
                missing_columns="insert",
            )
        except pl.exceptions.PolarsError:
            return None
    over = pl.any_horizontal(pl.col(names[width:]).fill_null("") != "")
    return frame.with_columns(over.alias("extra")).drop(names[width:])


def _looks_torn(frame: pl.DataFrame, text: bytes, separator: str) -> bool:
    """Whether a quote may have swallowed records: lines do not add up, a field holds cells."""
    names = [name for name in frame.columns if name != "extra"]
    lines = text.count(b"\n") + (not text.endswith(b"\n"))
    inside = pl.any_horizontal(pl.col(names).str.contains("\n", literal=True).any())
    if not frame.select(inside).item():
        return lines != frame.height
    cells = frame.select(pl.col(names).fill_null(""))
    inner = cells.select(pl.sum_horizontal(pl.all().str.count_matches("\n")).sum()).item()
    if lines != frame.height + inner:
        return True
    many = pl.all().str.contains("\n") & (pl.all().str.count_matches(separator, literal=True) >= 3)
    return bool(cells.select(pl.any_horizontal(many).any()).item())


def _split(text: bytes) -> Iterator[bytes]:
    """About sixteen pieces of whole lines, each with an even count of quotes where possible."""
    step, at = max(len(text) // _PIECES, 4096), 0
    while at < len(text):
        cut = text.find(b"\n", at + step) + 1 or len(text)
        if text.count(b'"', at, cut) % 2:
            cut = _even_cut(text[: cut + _REACH], cut) or cut
        yield text[at:cut]
        at = cut


def _by_lines(text: bytes, separator: str, width: int) -> pl.DataFrame:
    """The piece record by record: a quote that never closes is a sign like any other."""
    rows = list(records(text.decode("utf-8", "replace"), separator))
    names = [f"c{i}" for i in range(width)]
    table = [
        [*row[:width], *[None] * (width - len(row)), any(cell for cell in row[width:])]
        for row in rows
    ]
    schema = {**dict.fromkeys(names, pl.String()), "extra": pl.Boolean()}
    frame = pl.DataFrame(table, schema=schema, orient="row")
    return frame.with_columns(pl.when(pl.col(names) != "").then(pl.col(names)))


def records(text: str, separator: str) -> Iterator[list[str]]:
    """The records of a text one by one, blank lines as empty lists."""
    lines = io.StringIO(text, newline="\n").readlines()
    at = 0
    while at < len(lines):
        record, used = _record(lines, at, separator)
        yield record
        at += used


def _record(lines: list[str], at: int, separator: str) -> tuple[list[str], int]:
    """The record that starts at a line, and how many lines it takes."""
    joined = ""
    for used, line in enumerate(lines[at : at + _FIELD_LINES], start=1):
        joined += line
        if joined.count('"') % 2 == 0:
            cells = _cells(joined, separator)
            if cells is not None and not (used > 1 and _swallowed(cells, separator)):
                return cells, used
            break
    return lines[at].rstrip("\r\n").split(separator) if lines[at].strip() else [], 1


def _cells(line: str, separator: str) -> list[str] | None:
    try:
        rows = list(csv.reader(io.StringIO(line, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else [] if not rows else None


def _swallowed(cells: list[str], separator: str) -> bool:
    return any("\n" in cell and cell.count(separator) >= 3 for cell in cells)
