"""Radio cells: ``lac-ci`` in decimal, whatever mixture of bases the file uses.

A value with a letter A–F or ``0x`` is hexadecimal, every other decimal; a file whose
pure-digit values are hexadecimal too says so in its mapping (``cell-hex``).
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from ingest.identifiers.cleaning import is_blank
from ingest.identifiers.parsed import Parsed

#: values that mean "unknown": 16-bit and 28-bit placeholders
_SENTINELS: Final = frozenset({0, 65534, 65535, 268435454, 268435455})
_AREA_LIMIT: Final = 1 << 24  # 5G tracking areas have 24 bits
_CELL_LIMIT: Final = 1 << 36  # 5G cell identities have 36 bits


def parse_part(text: str, hexadecimal: bool = False) -> tuple[int | None, tuple[str, ...]]:
    """One LAC, TAC, CI, ECI or NCI as a number, and its issues."""
    bare = re.sub(r"\.0+$", "", text.strip())
    if re.fullmatch(r"0[xX][0-9A-Fa-f]+", bare):
        return int(bare, 16), ("radix",)
    if bare.isdigit() and not hexadecimal:
        return int(bare), ()
    if re.fullmatch(r"[0-9A-Fa-f]{1,9}", bare):
        return int(bare, 16), ("radix",)
    return None, ("format",)


def parse_cell(text: str, hexadecimal: bool = False) -> Parsed:
    """A cell from ``LAC-CI`` or a full ``MCC-MNC-LAC-CI`` (also with ``:``, ``_``, ``,``)."""
    parts = [part for part in re.split(r"[\s\-:_,/|]+", text) if part]
    if len(parts) < 2:
        return Parsed(issues=("format",))
    if is_blank(parts[-1]) or is_blank(parts[-2]):
        return Parsed(issues=("sentinel",))
    area, area_issues = parse_part(parts[-2], hexadecimal)
    cell, cell_issues = parse_part(parts[-1], hexadecimal)
    issues = tuple(dict.fromkeys((*area_issues, *cell_issues)))
    if area is None or cell is None:
        return Parsed(issues=issues)
    if area in _SENTINELS or cell in _SENTINELS:
        return Parsed(issues=("sentinel",))
    if area >= _AREA_LIMIT or cell >= _CELL_LIMIT:
        return Parsed(issues=("length",))
    return Parsed(f"{area}-{cell}", True, issues, "hex" if "radix" in issues else "")


def parse_cell_hex(text: str) -> Parsed:
    """:func:`parse_cell` for files that write pure-digit values in hexadecimal."""
    return parse_cell(text, hexadecimal=True)


def with_doubt(read: pl.DataFrame) -> pl.DataFrame:
    """Mark the decimal cells of a column that also holds hexadecimal ones.

    ``4301`` may be either there; it stays decimal, and says so.
    """
    doubtful = pl.col("norm").is_not_null() & (pl.col("hint") != "hex")
    told = pl.col("issues").list.concat(pl.lit(["radix_ambiguous"]))
    return read.with_columns(pl.when(doubtful).then(told).otherwise("issues").alias("issues"))


def fast_cell(texts: pl.Series) -> pl.DataFrame:
    """Plain decimal ``LAC-CI`` among cleaned ``texts``, as columns."""
    found = pl.DataFrame({"text": texts.filter(texts.str.contains(r"^[1-9]\d{0,4}-[1-9]\d{0,8}$"))})
    parts = pl.col("text").str.splitn("-", 2).struct
    numbers = [parts.field(f"field_{place}").cast(pl.Int64) for place in (0, 1)]
    usable = ~numbers[0].is_in(sorted(_SENTINELS)) & ~numbers[1].is_in(sorted(_SENTINELS))
    return found.filter(usable).select(
        "text",
        pl.col("text").alias("norm"),
        pl.lit(True).alias("ok"),
        pl.lit([], dtype=pl.List(pl.String)).alias("issues"),
        pl.lit("").alias("hint"),
    )
