"""Writes ``search.sqlite``: numbers both ways round, names, pinyin, and who holds a number.

One file, changed in one transaction and tagged with the dataset version it
reached; readers of the old state are not disturbed. Only the store's owner writes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import polars as pl

from graph import schema, text
from graph.dataset.cache import mark_of
from graph.dataset.contents import LIST
from graph.dataset.contents import layout as frames_layout
from graph.dataset.difference import Difference, Frames
from graph.errors import StoreUnavailable

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entity (id TEXT PRIMARY KEY, type TEXT, family TEXT, key TEXT,
  label TEXT, hub INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS number (norm TEXT, reversed TEXT, entity TEXT, shown TEXT,
  mask TEXT, whole INTEGER);
CREATE TABLE IF NOT EXISTS name (id INTEGER PRIMARY KEY, entity TEXT, kind TEXT, shown TEXT,
  folded TEXT);
CREATE VIRTUAL TABLE IF NOT EXISTS name_fts USING fts5(words,
  tokenize='unicode61 remove_diacritics 0');
CREATE TABLE IF NOT EXISTS pinyin (spelling TEXT, initials TEXT, entity TEXT, shown TEXT);
CREATE TABLE IF NOT EXISTS link (edge TEXT PRIMARY KEY, number TEXT, entity TEXT, type TEXT)
  WITHOUT ROWID;
"""
_INDEXES: Final = """
CREATE INDEX IF NOT EXISTS number_norm ON number (norm);
CREATE INDEX IF NOT EXISTS number_reversed ON number (reversed);
CREATE INDEX IF NOT EXISTS number_entity ON number (entity);
CREATE INDEX IF NOT EXISTS name_folded ON name (folded);
CREATE INDEX IF NOT EXISTS name_entity ON name (entity);
CREATE INDEX IF NOT EXISTS pinyin_spelling ON pinyin (spelling);
CREATE INDEX IF NOT EXISTS pinyin_initials ON pinyin (initials);
CREATE INDEX IF NOT EXISTS pinyin_entity ON pinyin (entity);
CREATE INDEX IF NOT EXISTS link_number ON link (number);
"""
_DROP: Final = "meta entity number name name_fts pinyin link"

#: relations from a number to who is behind it, or the other way round
_HOLDERS: Final = (
    "HOLDS", "CONTROLS", "USES", "REGISTERED_TO", "HAS_PHONE", "WITHDREW", "USES_IP", "OPERATES",
)  # fmt: skip
#: properties found as an alias or an address, and as a number
_ALIASES: Final = ("alias", "code_name")
_ADDRESSES: Final = ("address", "household_address", "place", "seized_place", "branch")
_NUMBERS: Final = ("id_number", "person_no", "case_no", "gang_no", "den_no", "batch_no", "serial",
                   "seizure_no", "report_no", "order_no", "uscc", "wechat", "qq", "iccid",
                   "landline", "phone")  # fmt: skip
#: namespaces whose dots, colons and dashes count
_LITERAL: Final = ("IpAddress", "Website", "CellTower", "VirtualIdentity", "AtmOrBranch", "App")
_CHUNK: Final = 20_000


def layout() -> str:
    """A mark of the code that decides what the index holds; another mark means anew."""
    return mark_of("search/index.py") + frames_layout()


def path(home: Path) -> Path:
    """Where the index of HOME lies."""
    return home / "search.sqlite"


def version(home: Path) -> int:
    """The dataset version the index reached; -1 for none or one of another release."""
    if not path(home).exists():
        return -1
    try:
        with closing(sqlite3.connect(path(home))) as database:
            found = dict(database.execute("SELECT name, value FROM meta"))
    except sqlite3.DatabaseError:
        return -1
    return int(found["version"]) if found.get("layout") == layout() else -1


def follow(
    home: Path,
    target: int,
    frames: Callable[[], Frames],
    change: tuple[int, Difference] | None,
) -> None:
    """Bring the index to ``target``: by ``change`` (from which version, what), else anew."""
    reached = version(home)
    if reached == target:
        return
    if change is None or change[0] != reached:
        content = frames()
        write(home, target, content.nodes, content.edges)
        return
    difference = change[1]
    ids = [*difference.gone_nodes, *difference.nodes["id"]]
    links = [*difference.gone_edges, *difference.edges["id"]]
    with _writing(home) as database:
        _forget(database, ids, links)
        _add(database, difference.nodes, difference.edges)
        _mark(database, target)


def write(home: Path, target: int, nodes: pl.DataFrame, edges: pl.DataFrame) -> None:
    """Make the whole index; about 30,000 entities a second."""
    if version(home) < 0:  # none, damaged, or another release's
        _remove(home)
    with _writing(home) as database:
        for table in _DROP.split():
            database.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _TABLES.split(";"):
            database.execute(statement)
        _add(database, nodes, edges)
        _mark(database, target)


@contextmanager
def _writing(home: Path) -> Iterator[sqlite3.Connection]:
    """One transaction; a file found to be damaged is removed, so the next sync makes it again."""
    home.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path(home), timeout=60, isolation_level=None)) as database:
            path(home).chmod(0o600)
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                for statement in _INDEXES.split(";"):
                    database.execute(statement)
                database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled it back already
                    database.execute("ROLLBACK")
                raise
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error) or "not a database" in str(error):
            _remove(home)
        raise StoreUnavailable(
            f"检索库无法写入：{error}", f"The search index cannot be written: {error}"
        ) from error


def _remove(home: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path(home).with_name(path(home).name + suffix).unlink(missing_ok=True)


def _mark(database: sqlite3.Connection, target: int) -> None:
    values = [("version", str(target)), ("layout", layout())]
    database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)


def _forget(database: sqlite3.Connection, ids: list[str], links: list[str]) -> None:
    each = [(entity,) for entity in ids]
    database.executemany(
        "DELETE FROM name_fts WHERE rowid IN (SELECT id FROM name WHERE entity = ?)", each
    )
    for table, column in (("entity", "id"), ("number", "entity"), ("name", "entity"),
                          ("pinyin", "entity")):  # fmt: skip
        database.executemany(f"DELETE FROM {table} WHERE {column} = ?", each)
    database.executemany("DELETE FROM link WHERE edge = ?", [(edge,) for edge in links])


def _add(database: sqlite3.Connection, nodes: pl.DataFrame, edges: pl.DataFrame) -> None:
    for part in nodes.iter_slices(_CHUNK):
        _add_entities(database, list(part.iter_rows(named=True)))
    links = edges.filter(pl.col("type").is_in(_HOLDERS)).select("id", "source", "target", "type")
    kinds = {name: item.kind for name, item in schema.load().entities.items()}
    numbers = {name for name, kind in kinds.items() if kind == "number"}
    type_of = dict(database.execute("SELECT id, type FROM entity"))
    rows = []
    for edge, source, target, kind in links.iter_rows():
        ends = (type_of.get(source) in numbers, type_of.get(target) in numbers)
        if ends[0] != ends[1]:
            pair = (source, target) if ends[0] else (target, source)
            rows.append((edge, *pair, kind))
    database.executemany("INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?)", rows)


def _add_entities(database: sqlite3.Connection, rows: list[dict[str, Any]]) -> None:
    database.executemany(
        "INSERT OR REPLACE INTO entity VALUES (:id, :type, :family, :key, :label, :hub)", rows
    )
    numbers: list[tuple[Any, ...]] = []
    names: list[tuple[str, str, str]] = []
    spellings: list[tuple[str, str, str, str]] = []
    for row in rows:
        properties = json.loads(row["props"] or "{}")
        numbers += number_rows(row, properties)
        for kind, shown in name_rows(row, properties):
            names.append((row["id"], kind, shown))
            if kind != "address":
                spellings += [(*way, row["id"], shown) for way in text.pinyin_readings(shown[:12])]
    database.executemany("INSERT INTO number VALUES (?, ?, ?, ?, ?, ?)", numbers)
    database.executemany("INSERT INTO pinyin VALUES (?, ?, ?, ?)", spellings)
    first = database.execute("SELECT coalesce(max(id), 0) + 1 FROM name").fetchone()[0]
    numbered = list(enumerate(names, first))
    database.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?, ?)",
        [(place, *name, text.compact(name[2])) for place, name in numbered],
    )
    database.executemany(
        "INSERT INTO name_fts (rowid, words) VALUES (?, ?)",
        [(place, text.spaced(name[2])) for place, name in numbered],
    )


def number_rows(row: dict[str, Any], properties: dict[str, Any]) -> list[tuple[Any, ...]]:
    """``norm, reversed, entity, shown, mask, whole`` for the key and every number property.

    ``whole`` rows answer only to the complete number.
    """
    kind, key = row["type"], row["key"]
    known = schema.load().entities.get(kind)
    rows: dict[str, tuple[Any, ...]] = {}

    def add(norm: str, shown: str, mask: str, whole: bool = False) -> None:
        if norm:
            rows.setdefault(norm, (norm, norm[::-1], row["id"], shown, mask, int(whole)))

    if key:
        mask = key_mask(kind)
        plain = key.removeprefix("+86") if key.startswith("+86") else key
        add(literal(plain) if kind in _LITERAL else text.squeeze(plain), plain, mask)
        if plain != key:
            add(text.squeeze(key), plain, mask, whole=True)
    for name in _NUMBERS:
        value = properties.get(name)
        if value and known is not None and name in known.properties:
            mask = known.properties[name].mask
            for item in str(value).replace("；", ";").replace("、", ";").split(";"):
                if name not in ("phone", "landline"):  # a phone is an entity of its own
                    add(text.squeeze(item), item.strip(), mask)
    return list(rows.values())


def literal(value: str) -> str:
    """A number whose punctuation counts (IP, cell, address of a site), as it is compared."""
    return "".join(text.fold(value).split()).upper()


def key_mask(kind: str) -> str:
    """How the natural key of a type is hidden: the mask of its first masked key property."""
    known = schema.load().entities.get(kind)
    if known is None or not known.key:
        return ""
    if kind == "Person":
        return "id"
    if known.kind == "record":
        return ""
    return next((item.mask for item in known.properties.values() if item.mask), "")


def name_rows(row: dict[str, Any], properties: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """``kind, shown``: names first, then aliases, then addresses; each text once."""
    found: dict[str, str] = {}
    for name in (row["name"], *row["names"].split(LIST)):
        found.setdefault(name or "", "name")
    for kind, fields in (("alias", _ALIASES), ("address", _ADDRESSES)):
        for field in fields:
            value = str(properties.get(field) or "")
            for item in [value] if kind == "address" else _split(value):
                found.setdefault(item, kind)
    return [(kind, shown[:500]) for shown, kind in found.items() if text.compact(shown)]


def _split(value: str) -> list[str]:
    for mark in "、，,;；/":
        value = value.replace(mark, "|")
    return [item.strip() for item in value.split("|")]
