"""Two CSV files for spreadsheets and scripts: UTF-8 with BOM, and no cell is a formula."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from graph.dataset.difference import Frames
from graph.export.columns import spread

#: what a spreadsheet calculates instead of showing; plain numbers stay as they are
_FORMULA: Final = r"^[=+\-@\t\r\n＝＋－＠]"
_NUMBER: Final = r"^-?\d+(\.\d+)?$"


def write(content: Frames, place: Path) -> None:
    """Make the folder ``place`` with ``nodes.csv`` and ``relations.csv``."""
    place.mkdir()
    for name, frame in (("nodes", content.nodes), ("relations", content.edges)):
        safe = spread(frame).with_columns(_as_text(pl.col(pl.String)))
        safe.write_csv(place / f"{name}.csv", include_bom=True)


def _as_text(cell: pl.Expr) -> pl.Expr:
    runs = cell.str.contains(_FORMULA) & ~cell.str.contains(_NUMBER)
    return pl.when(runs).then(pl.lit("'") + cell).otherwise(cell).name.keep()
