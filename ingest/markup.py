"""Tables of files that are called .xls and are HTML, or Excel's XML of 2003, inside.

Read with the standard library's parser, which follows no link, runs no script and expands no
entity but the named characters of HTML. Cost: about 2 µs a cell.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

import polars as pl

from ingest.workbook import Merged

#: a cell cannot span more columns or rows than this, whatever it says
MAX_SPAN: Final = 256
#: cells of all tables together; a sheet of Excel 97 holds 65,536 rows
MAX_CELLS: Final = 20_000_000
_OPENING: Final = re.compile(
    r"<(?:table|html|body|div|workbook|\?mso-application)\b", re.IGNORECASE
)
_SPREADSHEET: Final = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE)
_SKIPPED: Final = frozenset(["script", "style", "head", "template", "noscript"])


def is_markup(head: str) -> bool:
    """Whether a text begins as HTML or as Excel's XML does."""
    start = head.lstrip("\ufeff \t\r\n")[:4000]
    if not start.startswith("<"):
        return False
    return _OPENING.search(start) is not None or _SPREADSHEET.search(start) is not None


def tables(text: str) -> list[tuple[str, pl.DataFrame, Merged]]:
    """The tables of a text as (name, columns ``c0 …`` of strings, merged ranges).

    One table has an empty name, several are called by their worksheet, or 1, 2, 3 …
    Raises ``OverflowError`` behind :data:`MAX_CELLS`.
    """
    reader = _Reader()
    reader.feed(_undeclared(text))
    reader.close()
    reader.finish()
    found = [sheet for sheet in reader.sheets if any(any(row) for row in sheet.rows)]
    if len(found) == 1:
        return [("", _frame(found[0].rows), found[0].merged)]
    names = _distinct([sheet.name or str(n) for n, sheet in enumerate(found, start=1)])
    return [(n, _frame(s.rows), s.merged) for n, s in zip(names, found, strict=True)]


def _undeclared(text: str) -> str:
    """The text without comments; declarations and what no ``>`` follows become plain signs.

    The parser looks for the end of each of those up to the end of the text: a hostile file
    full of them would take hours.
    """
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    text = "".join([*kept, text[at:]])
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    closed = text.rfind(">") + 1
    text = text[:closed] + text[closed:].replace("<", "&lt;")
    return text.replace("<!", "&lt;!").replace("<?", "&lt;?")


def _distinct(names: list[str]) -> list[str]:
    """The names, a repeated one with its number."""
    return [
        f"{n} ({names[:at].count(n) + 1})" if n in names[:at] else n for at, n in enumerate(names)
    ]


def _frame(rows: list[list[str | None]]) -> pl.DataFrame:
    width = max(len(row) for row in rows)
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    return pl.DataFrame(padded, schema={f"c{i}": pl.String() for i in range(width)}, orient="row")


class _Sheet:
    """A table being read; cells that span fill their first place only."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[str | None]] = []
        self.merged: Merged = []
        self.taken: dict[int, set[int]] = {}

    def place(self, text: str, columns: int, rows: int, at: int | None) -> None:
        """Put a cell into the last row, right of what is there."""
        row = len(self.rows) - 1
        cells, taken = self.rows[row], self.taken.pop(row, set())
        while at is None and len(cells) in taken:
            cells.append(None)
        cells += [None] * ((at or 0) - len(cells))
        left = len(cells)
        cells += [text or None, *[None] * (columns - 1)]
        if columns > 1 or rows > 1:
            self.merged.append(((row, left), (row + rows - 1, left + columns - 1)))
        for below in range(row + 1, row + rows):
            self.taken.setdefault(below, set()).update(range(left, left + columns))
        self.taken[row] = taken


class _Reader(HTMLParser):
    """Rows and cells of every table: ``tr td th``, or ``Row Cell`` of Excel's XML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[_Sheet] = []
        self._name = ""
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._at: int | None = None
        self._skip = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, row or cell begins; what was open ends, as browsers read it."""
        given = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        if tag in _SKIPPED:
            self._skip += 1
        elif tag == "worksheet":
            self._name = given.get("name", "")
        elif tag == "table":
            self.finish()
            self.sheets.append(_Sheet(self._name))
        elif tag in ("tr", "row") and self.sheets:
            self.finish()
            self.sheets[-1].rows.append([])
        elif tag in ("td", "th", "cell") and self.sheets and self.sheets[-1].rows:
            self.finish()
            self._open(tag, given)
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def _open(self, tag: str, given: dict[str, str]) -> None:
        extra = 1 if tag == "cell" else 0  # MergeAcross counts the cells besides the first
        columns = _count(given.get("mergeacross" if extra else "colspan")) + extra
        rows = _count(given.get("mergedown" if extra else "rowspan")) + extra
        index = _count(given.get("index"))
        self._span = (min(max(columns, 1), MAX_SPAN), min(max(rows, 1), MAX_SPAN))
        self._at = index - 1 if tag == "cell" and 0 < index <= MAX_SPAN else None
        self._text = []
        self._cells += self._span[0]

    def handle_endtag(self, tag: str) -> None:
        """A cell, row or table ends."""
        if tag in _SKIPPED:
            self._skip = max(self._skip - 1, 0)
        elif tag in ("td", "th", "cell", "tr", "row", "table"):
            self.finish()

    def handle_data(self, data: str) -> None:
        """Text of the open cell."""
        if self._text is not None and not self._skip:
            self._text.append(data)

    def finish(self) -> None:
        """Close the open cell, if there is one."""
        if self._text is None:
            return
        text = "".join(self._text).replace("\xa0", " ").strip()
        self._text = None
        if self._cells > MAX_CELLS:
            raise OverflowError("more cells than any workbook of Excel 97 can hold")
        self.sheets[-1].place(text, *self._span, self._at)


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
