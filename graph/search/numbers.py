"""Search by number: complete, masked, begun or ended, and who holds it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from graph import schema, text
from graph.search.index import literal
from graph.search.why import Found, found

#: digits a mask shows at the start and at the end (domain.md §5.9); other masks show none
SHOWN: Final[dict[str, tuple[int, int]]] = {"id": (6, 4), "card": (6, 4), "phone": (3, 4)}
_EVERYTHING: Final = (10_000, 10_000)
#: fewer digits than this begin or end too many numbers
_FEWEST: Final = 3
_MOST: Final = 200
_LAST: Final = "\U0010ffff"

_Row = tuple[str, str, str]


def by_number(database: sqlite3.Connection, typed: str, viewer: bool) -> Iterator[Found]:
    """Entities whose number is ``typed`` or fits it; exact ones bring their holders."""
    parts = text.mask_parts(typed) if text.is_mask(typed) else None
    if parts is not None:
        yield from _masked(database, parts, viewer)
        return
    exact = False
    for norm in written_forms(typed):
        for entity, shown, _ in _rows(database, "norm = ?", (norm,)):
            exact = True
            yield found(entity, shown, "number")
            yield from _holders(database, entity, shown)
    norm = text.squeeze(typed)
    if not exact and text.is_number_like(typed) and len(norm) >= _FEWEST:
        yield from _begun_or_ended(database, norm, viewer)


def written_forms(typed: str) -> list[str]:
    """The forms under which the index may hold a typed number, likeliest first."""
    norm = text.squeeze(typed)
    forms = [norm, norm.removeprefix("00"), literal(typed)]
    if norm.isdigit() and len(norm) in (15, 16):
        forms.append(norm[:14])  # an IMEI is known by its first 14 digits
    host = urlsplit(typed.strip() if "//" in typed else f"//{typed.strip()}").hostname or ""
    labels = host.split(".")
    forms += [".".join(labels[start:]).upper() for start in range(len(labels) - 1)]
    return [form for form in dict.fromkeys(forms) if form]


def _rows(database: sqlite3.Connection, where: str, params: tuple[Any, ...]) -> list[_Row]:
    return database.execute(
        f"SELECT entity, shown, mask FROM number WHERE {where} ORDER BY norm, entity LIMIT {_MOST}",
        params,
    ).fetchall()


def _holders(database: sqlite3.Connection, number: str, shown: str) -> Iterator[Found]:
    relations = schema.load().relations
    for entity, kind in database.execute(
        "SELECT entity, min(type) FROM link WHERE number = ? GROUP BY entity"
        f" ORDER BY entity LIMIT {_MOST}",
        (number,),
    ):
        words = relations.get(kind)
        about = (words.zh, words.en) if words else (kind, kind)
        yield found(entity, shown, "holder", about)


def _begun_or_ended(database: sqlite3.Connection, norm: str, viewer: bool) -> Iterator[Found]:
    begun = "norm >= ? AND norm < ? AND NOT whole"
    for entity, shown, mask in _rows(database, begun, (norm, norm + _LAST)):
        if len(norm) <= _visible(mask, viewer)[0]:
            yield found(entity, shown, "prefix")
    ended = "reversed >= ? AND reversed < ? AND NOT whole"
    back = norm[::-1]
    for entity, shown, mask in _rows(database, ended, (back, back + _LAST)):
        if len(norm) <= _visible(mask, viewer)[1]:
            yield found(entity, shown, "suffix")


def _masked(
    database: sqlite3.Connection, parts: tuple[str, int, str], viewer: bool
) -> Iterator[Found]:
    """The range of the longer end by index, the other end by filter, then the length."""
    start, hidden, end = parts
    if max(len(start), len(end)) < 2:
        return
    if len(start) >= len(end):
        where = "norm >= ? AND norm < ? AND norm LIKE ?"
        params = (start, start + _LAST, f"%{end}")
    else:
        where = "reversed >= ? AND reversed < ? AND norm LIKE ?"
        params = (end[::-1], end[::-1] + _LAST, f"{start}%")
    length = len(start) + hidden + len(end)
    for entity, shown, mask in _rows(database, f"{where} AND NOT whole", params):
        visible = _visible(mask, viewer)
        norm = text.squeeze(shown)
        if len(start) > visible[0] or len(end) > visible[1] or len(norm) < len(start) + len(end):
            continue
        fits = hidden == 0 or len(norm) == length
        yield found(entity, shown, "mask" if fits else "mask-length")


def _visible(mask: str, viewer: bool) -> tuple[int, int]:
    return SHOWN.get(mask, (0, 0)) if viewer and mask else _EVERYTHING
