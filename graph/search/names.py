"""Search by name, pinyin, alias and address, and by what only resembles them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from graph import text
from graph.search.why import Found, found

_MOST: Final = 200
_LAST: Final = "\U0010ffff"
_EQUAL: Final = {"name": "name", "alias": "alias", "address": "address"}
_PART: Final = {"name": "name-part", "alias": "alias-part", "address": "address"}
#: one letter begins too many names
_PINYIN_FROM: Final = 2
#: shorter names differ by one character from too many others
_SLIP_FROM: Final = 3


def by_name(database: sqlite3.Connection, typed: str, viewer: bool) -> Iterator[Found]:
    """Names, aliases and addresses equal to the folded text, fitting its mask, or containing it."""
    if text.is_mask(typed):
        yield from _masked_names(database, typed, viewer)
        return
    folded = text.compact(typed)
    rows = database.execute(
        f"SELECT entity, shown, kind FROM name WHERE folded = ? ORDER BY entity LIMIT {_MOST}",
        (folded,),
    )
    for entity, shown, kind in rows:
        yield found(entity, shown, _EQUAL[kind])
    phrase = '"' + text.spaced(typed).replace('"', "") + '"'
    rows = database.execute(
        "SELECT entity, shown, kind, folded FROM name WHERE id IN (SELECT rowid FROM name_fts"
        f" WHERE name_fts MATCH ? LIMIT {_MOST}) ORDER BY entity",
        (phrase + ("*" if typed[-1:].isascii() else ""),),
    )
    for entity, shown, kind, whole in rows:
        if whole != folded:
            yield found(entity, shown, _PART[kind])


def _masked_names(database: sqlite3.Connection, typed: str, viewer: bool) -> Iterator[Found]:
    """``张*``, ``张*三``: a viewer is shown the first character, so asks by no other."""
    parts = text.mask_parts(typed)
    if parts is None or not text.has_han(typed):
        return
    start, hidden, end = (text.compact(parts[0]), parts[1], text.compact(parts[2]))
    if viewer and (len(start) != 1 or end):
        return
    rows = database.execute(
        "SELECT entity, shown, folded FROM name WHERE kind = 'name' AND folded >= ?"
        f" AND folded < ? AND folded LIKE ? ORDER BY folded, entity LIMIT {_MOST}",
        (start, start + _LAST, f"{start}_%{end}"),
    )
    for entity, shown, folded in rows:
        if hidden == 0 or len(folded) == len(start) + hidden + len(end):
            yield found(entity, shown, "name-mask")


def by_pinyin(database: sqlite3.Connection, typed: str, viewer: bool) -> Iterator[Found]:
    """Latin letters as pinyin: whole, initials, or the beginning of a spelling."""
    if text.has_han(typed) or any(c.isdigit() for c in typed):
        return
    for spelling in text.typed_pinyin(typed):
        if len(spelling) >= _PINYIN_FROM:
            yield from _spelled(database, spelling)


def _spelled(database: sqlite3.Connection, spelling: str) -> Iterator[Found]:
    for way, where, params in (
        ("pinyin", "spelling = ?", (spelling,)),
        ("initials", "initials = ?", (spelling,)),
        ("pinyin-start", "spelling > ? AND spelling < ?", (spelling, spelling + _LAST)),
    ):
        rows = database.execute(
            f"SELECT DISTINCT entity, shown FROM pinyin WHERE {where} ORDER BY entity"
            f" LIMIT {_MOST}",
            params,
        )
        for entity, shown in rows:
            yield found(entity, shown, way)


def resembling(database: sqlite3.Connection, typed: str, viewer: bool) -> Iterator[Found]:
    """Names that sound the same, or differ by one slip; asked for when nothing else matched."""
    if text.is_mask(typed):
        return
    folded = text.compact(typed)
    for spelling, _ in text.pinyin_readings(folded)[:4]:
        rows = database.execute(
            f"SELECT DISTINCT entity, shown FROM pinyin WHERE spelling = ? ORDER BY entity"
            f" LIMIT {_MOST}",
            (spelling,),
        )
        for entity, shown in rows:
            yield found(entity, shown, "sound")
    if not text.has_han(folded) or len(folded) < _SLIP_FROM:
        return
    words = " OR ".join(f'"{character}"' for character in folded if character.isalnum())
    rows = database.execute(
        "SELECT entity, shown, folded FROM name WHERE kind <> 'address' AND id IN"
        " (SELECT rowid FROM name_fts WHERE name_fts MATCH ? ORDER BY rank LIMIT 500)"
        " ORDER BY entity",
        (words,),
    )
    for entity, shown, candidate in rows:
        if text.edit_distance_at_most_one(folded, candidate):
            yield found(entity, shown, "slip")
