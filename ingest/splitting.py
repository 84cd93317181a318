"""Cells that hold several values: ``a；b、c/d``, by what the column holds."""

from __future__ import annotations

from typing import Final

import polars as pl

from ingest.identifiers.cleaning import blank_expr

_ALWAYS: Final = r"[;；、|\r\n]+"
#: kind → signs between values; a slash belongs to an address, a space groups digits
_BETWEEN: Final[dict[str, str]] = {
    "url": r"[;；、，|\s]+",
    "app": r"[;；、，,|\s]+",
    "ip": r"[;；、，,|/\s]+",
    "cell": _ALWAYS,
    "text": _ALWAYS,
}
_OTHER: Final = r"[;；、，,|/\r\n]+"
_MARK: Final = "\x1e"


def split_values(values: pl.Series, kind: str = "") -> pl.Series:
    """A column as lists of values, blanks left out; ``kind`` names what the cells hold."""
    between = _BETWEEN.get(kind.partition(":")[0], _OTHER)
    if kind == "phone":
        text = _split_phones(values)
    else:
        text = values.cast(pl.String).str.replace_all(between, _MARK)
    pieces = (
        pl.DataFrame({"v": text}).with_row_index("row").with_columns(pl.col("v").str.split(_MARK))
    )
    single = pieces.explode("v").with_columns(pl.col("v").str.strip_chars())
    kept = single.filter(~blank_expr("v"))
    lists = kept.group_by("row", maintain_order=True).agg("v")
    joined = pieces.select("row").join(lists, on="row", how="left", maintain_order="left")
    return joined["v"].fill_null([]).alias(values.name)


def _split_phones(values: pl.Series) -> pl.Series:
    """Phones: a space separates only before what looks like a whole number."""
    text = values.cast(pl.String).str.replace_all(r"[;；、，,|/\r\n]+", _MARK)
    return text.str.replace_all(r"(\d{4})\s+(\+?(?:86)?[01]\d{9,11}\b)", f"${{1}}{_MARK}${{2}}")
