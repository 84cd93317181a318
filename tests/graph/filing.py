"""Writes imports straight into a ledger: one call a file, a dictionary a row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from graph import keys
from graph.ledger import ImportInfo, ImportSource, Ledger

SEC = 1_000_000
#: 2023-11-15 06:13:20 in Shanghai
NOON = 1_700_000_000 * SEC
Row = Mapping[str, Any]


def source_of(path: Path, **given: Any) -> ImportSource:
    """The identity of a load of ``path``."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    values: dict[str, Any] = {
        "file_sha256": sha256, "file_name": path.name, "file_bytes": path.stat().st_size,
        "encoding": "utf-8", "presets": "test@1", "mapping_key": "test@1", "actor": "tester",
    }  # fmt: skip
    return ImportSource(**(values | given))


def file(ledger: Ledger, name: str, **tables: Sequence[Row]) -> ImportInfo:
    """Commit one import of a file called ``name``; rows are numbered from 1 in each table."""
    path = ledger.home / name
    path.write_text(name, encoding="utf-8")
    with ledger.begin_import(source_of(path), path) as draft:
        for table, rows in tables.items():
            numbered = [{"sheet": "", "row": place, **row} for place, row in enumerate(rows, 1)]
            draft.append(table, pl.DataFrame(numbered, infer_schema_length=None))
        return draft.commit([])


def key(ledger: Ledger, norm: str, namespace: str = "account") -> int:
    return keys.number_key(ledger.key, namespace, norm)


def number(ledger: Ledger, norm: str, kind: str = "Account", namespace: str = "account") -> Row:
    """A row of ``numbers``; its entity id is ``<letter>-<norm>`` to be readable."""
    entity = f"{namespace[0]}-{norm}"
    return {
        "number_key": key(ledger, norm, namespace), "entity_id": entity, "namespace": namespace,
        "norm": norm, "type": kind, "raw": norm,
    }  # fmt: skip


def person(record_id: int, name: str, strong: str = "", **more: Any) -> Row:
    """A row of ``records``; its own entity id is ``p-<key>`` or ``p-row<record>``."""
    entity = f"p-{strong}" if strong else f"p-row{record_id}"
    return {
        "record_id": record_id, "entity_id": entity, "type": "Person", "role": "suspect",
        "name": name, "strong_keys": [strong] if strong else [], **more,
    }  # fmt: skip


def relation(kind: str, start: int, end: int, ends: str = "record record", **more: Any) -> Row:
    from_kind, to_kind = ends.split()
    return {
        "relation_id": keys.hash63(b"", kind, str(start), str(end)), "type": kind,
        "from_kind": from_kind, "from_id": start, "to_kind": to_kind, "to_id": end, **more,
    }  # fmt: skip


def transfer(
    ledger: Ledger, payer: str, payee: str, amount: int, second: int, side: str, **more: Any
) -> Row:
    """A row of ``transfers``; ``side`` is payer or payee. Unknown ends are ``""``."""
    row = {
        "payer": key(ledger, payer) if payer else 0, "payee": key(ledger, payee) if payee else 0,
        "payer_kind": "account" if payer else "UNKNOWN",
        "payee_kind": "account" if payee else "UNKNOWN",
        "amount_minor": amount, "currency": "CNY", "time": NOON + second * SEC, "own_side": side,
        "origin": "bank", "serial": "", **more,
    }  # fmt: skip
    said = "|".join(str(row[name]) for name in sorted(row) if name not in ("summary", "channel"))
    return {"row_key": keys.hash63(b"", said), **row}
