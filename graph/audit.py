"""The audit log: who did what, when and why; append-only, each entry hashed over the last."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph import appdb

#: what the first entry is chained to
GENESIS: Final = "0" * 64

_TABLE = """
CREATE TABLE IF NOT EXISTS audit (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
  subject TEXT NOT NULL, why TEXT NOT NULL, detail TEXT NOT NULL,
  previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE)
"""
_GUARDS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS audit_no_{verb} BEFORE {verb} ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
_FIELDS = ("seq", "at", "actor", "action", "subject", "why", "detail", "previous")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry; ``at`` is epoch µs UTC, ``hash`` covers all fields and the entry before."""

    seq: int
    at: int
    actor: str
    action: str
    subject: str
    why: str
    detail: Mapping[str, Any]
    hash: str


def append(
    home: Path,
    actor: str,
    action: str,
    subject: str = "",
    why: str = "",
    detail: Mapping[str, Any] | None = None,
) -> str:
    """Add an entry and return its hash, the new head of the chain."""
    text = json.dumps(detail or {}, ensure_ascii=False, sort_keys=True)
    with appdb.transaction(home) as db:
        _prepare(db)
        last = db.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        seq, previous = (last["seq"] + 1, last["hash"]) if last else (1, GENESIS)
        row = (seq, time.time_ns() // 1000, actor, action, subject, why, text, previous)
        digest = _digest(row)
        db.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, digest))
    return digest


def head(home: Path) -> str:
    """The hash of the newest entry, or :data:`GENESIS`."""
    with appdb.connect(home) as db:
        _prepare(db)
        last = db.execute("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return str(last["hash"]) if last else GENESIS


def entries(home: Path, limit: int = 200, before: int | None = None) -> list[AuditEntry]:
    """The newest entries first; ``before`` pages back by ``seq``."""
    sql = "SELECT * FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?"
    with appdb.connect(home) as db:
        _prepare(db)
        rows = db.execute(sql, (before if before is not None else 2**62, limit)).fetchall()
    return [_entry(row) for row in rows]


def broken_at(home: Path, heads: Mapping[str, str]) -> list[str]:
    """What is wrong with the chain, a sentence each; empty when it is whole.

    ``heads`` maps a place where a head was written down (an import, a decision)
    to that hash: one that is no longer in the log means its tail was cut.
    """
    with appdb.connect(home) as db:
        _prepare(db)
        rows = db.execute("SELECT * FROM audit ORDER BY seq").fetchall()
    wrong = []
    previous = GENESIS
    for place, row in enumerate(rows, start=1):
        fields = tuple(row[name] for name in _FIELDS)
        if row["seq"] != place or row["previous"] != previous or row["hash"] != _digest(fields):
            wrong.append(f"audit entry {place} was changed, moved or removed")
            break
        previous = row["hash"]
    known = {row["hash"] for row in rows} | {GENESIS, ""}
    wrong += [
        f"audit log was cut: the head noted by {place} is missing"
        for place, hash_ in heads.items()
        if hash_ not in known
    ]
    return wrong


def _entry(row: sqlite3.Row) -> AuditEntry:
    fields = {
        name: row[name] for name in ("seq", "at", "actor", "action", "subject", "why", "hash")
    }
    return AuditEntry(**fields, detail=json.loads(row["detail"]))


def _prepare(db: sqlite3.Connection) -> None:
    db.execute(_TABLE)
    for guard in _GUARDS:
        db.execute(guard)


def _digest(row: tuple[Any, ...]) -> str:
    return hashlib.sha256(json.dumps(row, ensure_ascii=False).encode()).hexdigest()
