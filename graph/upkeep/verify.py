"""Checks that nothing in HOME was lost, changed or left half-done."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from graph import appdb, audit, keys
from graph.errors import GraychainError
from graph.ledger import Ledger
from graph.ledger.lake import PURGED, VERSION_KINDS
from graph.ledger.scan import scan
from graph.tables import IMPORT_TABLES
from graph.upkeep.maintenance import forgotten_files, forgotten_originals, forgotten_rejects

#: numbers whose key is computed again: enough to notice an exchanged id.key
_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence in both languages."""

    zh: str
    en: str


@dataclass(slots=True)
class Verification:
    """``damage`` needs a backup or an explanation; ``notes`` are harmless leftovers."""

    damage: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)


def verify(ledger: Ledger) -> Verification:
    """Read everything once: databases, data files, originals, audit chain, keys, references.

    Cost: reads all data files and hashes all originals, a gigabyte in seconds.
    """
    found = Verification()
    for check in (_databases, _files, _originals, _audit, _keys, _imports):
        found.damage += check(ledger)
    for look in (_leftovers, _loose_ends, _store):
        found.notes += look(ledger)
    return found


def _databases(ledger: Ledger) -> Iterator[Finding]:
    for path in (ledger.home / "ledger" / "catalog.sqlite", appdb.path(ledger.home)):
        if not path.exists():
            continue
        try:
            with sqlite3.connect(path) as db:
                answer = str(db.execute("PRAGMA quick_check").fetchone()[0])
        except sqlite3.Error as error:
            answer = str(error)
        if answer != "ok":
            yield Finding(f"数据库损坏：{path.name}：{answer}", f"{path.name} is damaged: {answer}")


def _files(ledger: Ledger) -> Iterator[Finding]:
    """Every data file is there, decodes, and holds the rows the catalog says."""
    for table in IMPORT_TABLES:
        listed = ledger.lake.rows(
            "SELECT f.path, f.record_count FROM __ducklake_metadata_l.ducklake_data_file f"
            " JOIN __ducklake_metadata_l.ducklake_table t USING (table_id)"
            " WHERE t.table_name = ? AND f.end_snapshot IS NULL",
            [table],
        )
        for name, rows in listed:
            path = ledger.lake.folder / "main" / table / name
            wrong = _unreadable(path, int(rows))
            if wrong:
                yield Finding(f"数据文件 {path}：{wrong}", f"Data file {path}: {wrong}")


def _unreadable(path: Path, rows: int) -> str:
    if not path.is_file():
        return "missing"
    try:
        frame = pl.read_parquet(path, glob=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        return " ".join(str(error).split())[:200]
    return "" if frame.height == rows else f"{frame.height} rows, {rows} expected"


def _originals(ledger: Ledger) -> Iterator[Finding]:
    for number, sha256, name in (
        ledger.imports().select("number", "file_sha256", "file_name").iter_rows()
    ):
        path = ledger.home / "originals" / sha256
        if name == PURGED:
            continue
        if not path.is_file():
            yield Finding(
                f"第 {number} 次导入的原始文件缺失：{name}",
                f"The original of import {number} is missing: {name}",
            )
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                yield Finding(
                    f"第 {number} 次导入的原始文件被改动：{name}",
                    f"The original of import {number} was changed: {name}",
                )


def _audit(ledger: Ledger) -> Iterator[Finding]:
    heads = {}
    for version, _kind, _at, _actor, extra in ledger.lake.snapshots(VERSION_KINDS):
        heads[f"version {version}"] = str(json.loads(extra or "{}").get("audit_head", ""))
    for number, head in ledger.imports().select("number", "audit_head").iter_rows():
        heads[f"import {number}"] = str(head)
    for wrong in audit.broken_at(ledger.home, heads):
        yield Finding(f"审计日志：{wrong}", f"Audit log: {wrong}")


def _keys(ledger: Ledger) -> Iterator[Finding]:
    """One number, one key, one id; and the keys are made with the id.key that is here."""
    columns = ["number_key", "namespace", "norm", "entity_id"]
    numbers = scan(ledger, "numbers").select(columns).unique().collect()
    twice = numbers.group_by("number_key").len().filter(pl.col("len") > 1)
    if twice.height:
        yield Finding(
            f"{twice.height} 个号码键对应多个号码。",
            f"{twice.height} number keys mean several numbers.",
        )
    if numbers.is_empty():
        return
    if not (ledger.home / "id.key").is_file():
        yield Finding("id.key 缺失。", "id.key is missing.")
        return
    sample = numbers.sort("number_key").head(_SAMPLE)
    if any(
        keys.number_key(ledger.key, namespace, norm) != key
        for key, namespace, norm, _ in sample.iter_rows()
    ):
        yield Finding(
            "id.key 与账本中的号码键不符。", "id.key does not match the number keys in the ledger."
        )


def _imports(ledger: Ledger) -> Iterator[Finding]:
    """Numbers count up without gap; the lines of each sheet add up."""
    imports = ledger.imports()
    if imports["number"].to_list() != list(range(1, imports.height + 1)):
        yield Finding("导入编号不连续。", "The import numbers have gaps.")
    parts = ("accepted", "duplicate", "rejected", "dropped")
    for number, text in imports.select("number", "counts").iter_rows():
        for sheet in json.loads(text or "[]"):
            if {"lines", *parts} <= set(sheet):
                total = sum(int(sheet[part]) for part in parts)
                if int(sheet["lines"]) != total:
                    yield Finding(
                        f"第 {number} 次导入的行数不平：{sheet['lines']} ≠ {total}",
                        f"The lines of import {number} do not add up: {sheet['lines']} ≠ {total}",
                    )


def _leftovers(ledger: Ledger) -> Iterator[Finding]:
    for name in forgotten_files(ledger):
        yield Finding(f"未登记的数据文件：{name}", f"Data file of no import: {name}")
    for path in forgotten_originals(ledger):
        yield Finding(f"未登记的原始文件：{path.name}", f"Original of no import: {path.name}")
    for path in forgotten_rejects(ledger):
        yield Finding(f"未登记的未采用清单：{path.name}", f"Rejects of no import: {path.name}")


def _loose_ends(ledger: Ledger) -> Iterator[Finding]:
    relations = ledger.read("relations", columns=["from_kind", "from_id", "to_kind", "to_id"])
    ends = pl.concat(
        [relations.select(kind=f"{end}_kind", id=f"{end}_id") for end in ("from", "to")]
    ).unique()
    loose = 0
    for kind, table, column in (
        ("number", "numbers", "number_key"),
        ("record", "records", "record_id"),
    ):
        known = ledger.read(table, columns=[column]).select(id=column)
        loose += ends.filter(pl.col("kind") == kind).join(known, on="id", how="anti").height
    if loose:
        yield Finding(f"{loose} 个关系端点没有对应的行。", f"{loose} relation ends have no row.")


def _store(ledger: Ledger) -> Iterator[Finding]:
    from graph.store import open_store  # only here: the ledger works without a store

    if not (ledger.home / "store").exists():
        return
    try:
        store = open_store(home=ledger.home)
        try:
            applied = store.applied_version()
        finally:
            store.close()
    except GraychainError as error:
        yield Finding(f"图库：{error.zh}", f"Graph store: {error.en}")
        return
    version = ledger.version()
    if applied != version:
        yield Finding(
            f"图库停在版本 {applied}，账本为 {version}。",
            f"The graph store is at version {applied}, the ledger at {version}.",
        )
