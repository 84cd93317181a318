"""Finds entities by what people type: a number in any dress, a mask, a name, pinyin.

An exact number comes first, with who holds it; then the same digits hidden,
begun or ended; then names, pinyin, aliases, addresses; what only resembles
the text is last and says so. Cost: a few index look-ups, under 20 ms.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from graph import text
from graph.errors import StoreUnavailable
from graph.search import index as search_index
from graph.search.names import by_name, by_pinyin, resembling
from graph.search.numbers import by_number
from graph.search.why import Found

#: candidates that are ranked, at most
CANDIDATES: Final = 500


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that answers to the text, what of it matched, and why (zh, en)."""

    id: str
    type: str
    key: str
    label: str
    matched: str
    why: dict[str, str]
    score: int
    family: str
    hub: bool


def search(home: Path, typed: str, limit: int = 20, role_viewer: bool = True) -> list[Hit]:
    """At most ``limit`` entities, best first, ties by label and id.

    For a viewer (``role_viewer``) a number is found by all its digits or by
    those a mask shows. No index yet: no hits. Raises
    :class:`~graph.errors.StoreUnavailable` for a damaged one.
    """
    typed = typed[:200]
    if not text.compact(typed) or not search_index.path(home).exists():
        return []
    address = f"file:{quote(str(search_index.path(home)))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=20)) as database:
            return _search(database, typed, limit, role_viewer)
    except sqlite3.DatabaseError as error:
        raise StoreUnavailable(
            f"检索库无法读取（可用 python -m graph rebuild 重建）：{error}",
            f"The search index cannot be read (python -m graph rebuild makes it again): {error}",
        ) from error


def _search(database: sqlite3.Connection, typed: str, limit: int, viewer: bool) -> list[Hit]:
    best: dict[str, Found] = {}
    for way in (by_number, by_name, by_pinyin, resembling):
        if way is resembling and best:
            break
        for found in way(database, typed, viewer):
            if len(best) < CANDIDATES and (
                found.entity not in best or best[found.entity].score < found.score
            ):
                best[found.entity] = found
    hits = _hits(database, best.values())
    hits.sort(key=lambda hit: (-hit.score, len(hit.label), hit.label, hit.id))
    return hits[:limit]


def _hits(database: sqlite3.Connection, found: Iterable[Found]) -> list[Hit]:
    hits = []
    for item in found:
        row: Any = database.execute(
            "SELECT type, key, label, family, hub FROM entity WHERE id = ?", (item.entity,)
        ).fetchone()
        if row is not None:
            kind, key, label, family, hub = row
            hits.append(
                Hit(
                    item.entity,
                    kind,
                    key,
                    label,
                    item.matched,
                    {"zh": item.zh, "en": item.en},
                    item.score,
                    family,
                    bool(hub),
                )
            )
    return hits
