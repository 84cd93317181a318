"""Reads the columns of a mapping: those of the file, and those computed from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from ingest.mapping import PLAIN, Column, Computed
from ingest.mapping_text import Section
from ingest.values.words import vocabularies

_COLUMN: Final = (
    *("header", "also", "read", "required", "default", "fill"),
    *("many", "quiet", "currency", "elsewhere", "zone"),
)
#: how a column can be computed
WAYS: Final = ("first_of", "join", "list", "constant", "match", "source")
COMPUTED: Final = (*WAYS, "with", "like", "read", "required", "quiet")


def column(name: str, part: Section) -> Column:
    """A column of the file; raises :class:`graph.errors.BadInput` naming the line."""
    part.only(_COLUMN)
    return Column(
        name,
        part.text("header"),
        part.texts("also"),
        _reading(part),
        part.flag("required"),
        part.maybe("default"),
        part.flag("fill"),
        part.flag("many"),
        part.flag("quiet"),
        part.text("currency", ""),
        part.flag("elsewhere"),
        part.text("zone", ""),
    )


def computed(name: str, way: str, parts: tuple[str, ...], part: Section) -> Computed:
    """A computed column whose parts are known; raises as :func:`column`."""
    between = part.text("like") if way == "match" else part.text("with", "")
    if way == "match" and (len(parts) != 1 or _groups(between) != 1):
        raise part.fail(
            "like", "like 应为恰有一个括号组的正则表达式", "like needs a pattern with one group"
        )
    return Computed(
        name, way, parts, between, _reading(part), part.flag("required"), part.flag("quiet")
    )


def _groups(pattern: str) -> int:
    """How many groups a pattern has; 0 for one that is none."""
    try:
        found = pl.Series([""], dtype=pl.String).str.extract_groups(pattern)
    except pl.exceptions.PolarsError:
        return 0
    return len(found.struct.fields)


def _reading(part: Section) -> str:
    read = part.text("read", "text")
    kind, _, detail = read.partition(":")
    if kind == "word" and detail in vocabularies():
        return read
    if read in PLAIN or (kind == "virtual" and detail):
        return read
    raise part.fail("read", f"没有读法“{read}”", f"there is no reading '{read}'")


def one_of(part: Section, key: str, default: str, allowed: Iterable[str]) -> str:
    """The value of a key that must be one of some words; raises as :func:`column`."""
    value = part.text(key, default)
    choices = list(allowed)
    if value in choices or not choices or (value == default and key not in part):
        return value
    raise part.fail(
        key,
        f"“{key}”应为 {'、'.join(choices)} 之一",
        f"'{key}' must be one of {', '.join(choices)}",
    )
