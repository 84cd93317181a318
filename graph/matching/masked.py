"""Numbers with stars beside whole ones: equal length, start and end, and a fitting name.

Two masks can fit one number and one mask two numbers, so this never joins (domain.md §6.3).
Whole numbers are looked up by their shown start and end, one join for each shape of mask.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from graph.identity import MASK
from graph.matching.pairs import ids_allow

_EMPTY: Final = pl.DataFrame(schema=dict.fromkeys(("rule", "a", "b", "value"), pl.String))


def masked_ids(persons: pl.DataFrame) -> pl.DataFrame:
    """``rule, a, b, value`` where a masked ID number fits a whole one."""
    return _fits(persons, "masked_id", "shown_id", "id")


def masked_phones(persons: pl.DataFrame) -> pl.DataFrame:
    """The same for phone numbers, unless two ID numbers speak against it."""
    return _fits(persons, "masked_phone", "phone", "phone")


def _fits(persons: pl.DataFrame, rule: str, masked: str, whole: str) -> pl.DataFrame:
    hidden = _hidden(persons, masked)
    numbers = (
        persons.with_columns(number=pl.col(whole).str.strip_prefix("+86"))
        .filter(pl.col("number").str.contains(r"^[0-9]{6,}[0-9X]$"))
        .select("number", size=pl.col("number").str.len_chars(),
                entity_b="entity", raw_name_b="raw_name", ids_b="ids")
        .unique(["entity_b", "number", "raw_name_b"])
    )  # fmt: skip
    shapes = hidden.select("size", "head", "tail").unique().sort("size", "head", "tail")
    found = [_one_shape(hidden, numbers, *shape) for shape in shapes.iter_rows()]
    pairs = pl.concat(found) if found else hidden.join(numbers, on="size").head(0)
    pairs = pairs.filter(_names_fit(), pl.col("entity") != pl.col("entity_b"))
    if rule != "masked_id":  # a masked ID number that fits does not contradict the whole one
        pairs = pairs.filter(ids_allow())
    if pairs.is_empty():
        return _EMPTY
    return pairs.select(rule=pl.lit(rule), a="entity", b="entity_b", value="mask")


def _hidden(persons: pl.DataFrame, column: str) -> pl.DataFrame:
    """Masked values with the length of the whole and of what is shown at either end."""
    clean = pl.col(column).str.replace_all(MASK, "*").str.strip_prefix("+86")
    start, end = r"^([0-9]{3,})\*", r"\*([0-9X]{2,})$"
    return (
        persons.with_columns(mask=clean)
        .filter(pl.col("mask").str.contains(r"^[0-9]{3,}\*+[0-9X]{2,}$"))
        .select("entity", "raw_name", "ids", "mask",
                size=pl.col("mask").str.len_chars(),
                start=pl.col("mask").str.extract(start), end=pl.col("mask").str.extract(end))
        .with_columns(head=pl.col("start").str.len_chars(), tail=pl.col("end").str.len_chars())
        .unique(["entity", "mask", "raw_name"])
    )  # fmt: skip


def _one_shape(
    hidden: pl.DataFrame, numbers: pl.DataFrame, size: int, head: int, tail: int
) -> pl.DataFrame:
    """Masks of one length that show ``head`` and ``tail`` characters, with what they fit."""
    mine = hidden.filter(pl.col("size") == size, pl.col("head") == head, pl.col("tail") == tail)
    whole = numbers.filter(pl.col("size") == size).with_columns(
        start=pl.col("number").str.slice(0, head), end=pl.col("number").str.slice(-tail)
    )
    return mine.join(whole, on=["size", "start", "end"])


def _names_fit() -> pl.Expr:
    """Equal names, one not known, or one with stars whose first character is the other's."""
    ours, theirs = pl.col("raw_name"), pl.col("raw_name_b")
    same_start = ours.str.slice(0, 1) == theirs.str.slice(0, 1)
    starred = ours.str.contains(MASK) | theirs.str.contains(MASK)
    return (ours == theirs) | (starred & same_start) | (ours == "") | (theirs == "")
