"""Nodes and relations with every property in a column of its own, lists joined by ``; ``."""

from __future__ import annotations

import json
from typing import Any, Final

import polars as pl

from graph.dataset.contents import LIST

#: epoch µs in the frames, ISO 8601 of Shanghai in a file
_TIMES: Final = ("first", "last", "first_seen", "last_seen")
_SHANGHAI: Final = "Asia/Shanghai"
#: for the search index only
_LEFT_OUT: Final = ("names", "props")


def spread(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``nodes`` or ``edges`` (:mod:`graph.dataset.contents`), ``props`` as columns.

    A property of a file never replaces a computed one of the same name; a
    column nobody has a value in is left out.
    """
    own = frame.with_columns(
        pl.from_epoch(name, time_unit="us")
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone(_SHANGHAI)
        .dt.strftime("%Y-%m-%dT%H:%M:%S%:z")
        for name in _TIMES
        if name in frame.columns
    ).with_columns(pl.col(pl.String).str.replace_all(LIST, "; ", literal=True))
    further = _props(frame["props"], set(frame.columns))
    whole = own.drop(_LEFT_OUT, strict=False).hstack(further.get_columns())
    empty = [name for name in whole.columns[4:] if _is_empty(whole[name])]
    return whole.drop(empty)


def _is_empty(column: pl.Series) -> bool:
    values = column.drop_nulls()
    return bool((values == "").all()) if column.dtype == pl.String else values.is_empty()


def _props(texts: pl.Series, taken: set[str]) -> pl.DataFrame:
    """A column per property name, sorted; text where values are of several kinds."""
    rows = [json.loads(text) if text else {} for text in texts]
    names = sorted({name for row in rows for name in row} - taken)
    return pl.DataFrame([_column(name, [row.get(name) for row in rows]) for name in names])


def _column(name: str, values: list[Any]) -> pl.Series:
    kinds = {type(value) for value in values} - {type(None)}
    if len(kinds) == 1 and kinds <= {int, float, bool}:
        return pl.Series(name, values)
    return pl.Series(name, [None if value is None else str(value) for value in values], pl.String)
