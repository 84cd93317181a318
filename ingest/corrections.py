"""The rejected rows of an import as a file to correct and load again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

import polars as pl

from graph.errors import BadInput
from graph.ledger import Ledger, import_numbered
from ingest import preset_files, rejects
from ingest.sources import Table, open_source

#: the column that says why a row is in the file; no mapping reads it
REASON: Final = "未采用原因"


def rejected_rows(ledger: Ledger, number: int) -> str:
    """The rows import ``number`` refused, under their own header, as CSV text to correct.

    The cells are those of the original file; a last column says why each row was refused.
    Raises :class:`BadInput` when nothing was refused or the sheets differ in their header.
    Cost: the original file is read once.
    """
    listed = pl.read_csv(rejects.path_of(ledger, number), infer_schema=False, encoding="utf8-lossy")
    listed = listed.rename(dict(zip(listed.columns, rejects.KEYS, strict=True)))
    rows = listed.filter(pl.col("scope").str.contains("row"))
    if rows.is_empty():
        raise BadInput("没有整行未入库的行。", "No whole row was left out.")
    info = import_numbered(ledger.imports(), number)
    source = open_source(ledger.original(info["file_sha256"]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    header: list[str] | None = None
    for table in source.tables:
        mine = rows.filter(pl.col("sheet").fill_null("") == table.name)
        at = table.header_at(preset_files.known_headers())
        if mine.is_empty() or at is None:
            continue
        cells = [cell or "" for cell in table.head[at - 1]]
        if header is None:
            writer.writerow([*cells, REASON])
        elif header != cells:
            raise BadInput(
                "各工作表表头不同，请分别更正原文件。", "The sheets differ in their header."
            )
        header = cells
        writer.writerows(_lines(table, len(cells), mine))
    return out.getvalue()


def _lines(table: Table, width: int, refused: pl.DataFrame) -> Iterator[list[str]]:
    """The refused rows as they stand, each with its reason; none is a formula."""
    why = dict(refused.select(pl.col("row").cast(pl.Int64), "zh").iter_rows())
    for frame in table.chunks(width):
        mine = frame.filter(pl.col("row").is_in(list(why))).drop("extra")
        for row, *values in mine.iter_rows():
            yield [rejects.safe(value or "") for value in [*values, why[row]]]
