"""Columns nobody has named before: bound by a like header, or by what their cells hold.

Only for a sheet that no mapping fits otherwise, and only where the first rows read well;
what was guessed is said in the report, so that it can be put right.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from typing import Final

import polars as pl
from rapidfuzz import fuzz

from ingest import reading
from ingest.binding import Binding, bind, missing
from ingest.headers import Cells, filled, fold_header
from ingest.mapping import IDENTIFIERS, Column, Mapping
from ingest.preset_files import header_words

#: headers this like are one word with a letter more or less (0 to 100)
MIN_LIKE: Final = 72
#: share of the filled cells that must read as the column's kind
MIN_READABLE: Final = 0.8
#: kinds whose cells nothing else looks like
_TELLING: Final = ("card", "phone", "id", "imei", "imsi", "word:direction", "word:call", "time")
_KEY: Final = b"\0" * 32


def readable(column: Column, cells: Sequence[str | None]) -> float:
    """Share of the filled cells that read as the column says; 0 when none is filled."""
    texts = filled(cells)
    if not texts:
        return 0.0
    found = reading.read(column.read, pl.Series(texts, dtype=pl.String), _KEY, column.header)
    sound = found["value"].is_not_null()
    if column.read == "card":
        sound = sound & found["remark"].is_null()
    return int(sound.sum()) / len(texts)


def with_guesses(
    mapping: Mapping, header: Cells, below: Sequence[Cells], given: Collection[str] = ()
) -> Binding:
    """The binding of :func:`ingest.binding.bind`, and the columns it missed where they show.

    ``below`` are the rows under the header.
    """
    bound = bind(mapping, header, given)
    places = dict(bound.places)
    words = header_words(mapping)
    free = {
        at: [row[at] if at < len(row) else None for row in below]
        for at, cell in enumerate(bound.header)
        if at not in places.values() and not (cell and fold_header(cell) in words)
    }
    for name in _wanted(mapping, bound):
        column = mapping.columns[name]
        place = _like(column, bound.header, free)
        place = _telling(column, free) if place is None else place
        if place is not None:
            places[name] = place
            del free[place]
    guessed = tuple(name for name in places if name not in bound.places)
    left = missing(mapping, {*places, *given})
    explained = bound.explained + len(guessed)
    return dataclasses.replace(
        bound, places=places, guessed=guessed, missing=left, explained=explained
    )


def _wanted(mapping: Mapping, bound: Binding) -> list[str]:
    """Columns of the required groups that the sheet lacks."""
    names = [name for group in bound.missing for name in group if name in mapping.columns]
    return list(dict.fromkeys(names))


def _like(column: Column, header: Sequence[str], free: dict[int, list[str | None]]) -> int | None:
    """The free place with the header most like one of the column's, if its cells agree."""
    words = [fold_header(word) for word in column.headers]
    scored = []
    for at in free:
        score = max(fuzz.ratio(fold_header(header[at]), word) for word in words)
        if score >= MIN_LIKE and (_free_text(column) or readable(column, free[at]) >= MIN_READABLE):
            scored.append((score, -at))
    return -max(scored)[1] if scored else None


def _free_text(column: Column) -> bool:
    return column.read in ("text", "name", "name_kind")


def _telling(column: Column, free: dict[int, list[str | None]]) -> int | None:
    """The one free place whose cells can be nothing else."""
    kind = column.read.partition(":")[0]
    if column.read not in _TELLING or (kind in IDENTIFIERS and column.quiet):
        return None
    fitting = [at for at, cells in free.items() if readable(column, cells) >= MIN_READABLE]
    return fitting[0] if len(fitting) == 1 else None
