"""The ``jobs`` table of ``app.sqlite``: one row a job; every change of state is one statement."""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webapp import appdb

ENDED = ("done", "failed", "cancelled")
#: a job is forgotten after a day, a running one nobody watches is lost after a minute
KEPT_SECONDS, LOST_SECONDS = 24 * 3600, 60
#: jobs of one actor that may wait or run at once
MOST_OPEN = 20


@dataclass(frozen=True, slots=True)
class Job:
    """One job; ``progress`` is 0–1 or ``None``, ``message`` and ``error`` have zh and en."""

    id: str
    kind: str
    actor: str
    role: str
    reveal: str = ""
    request: dict[str, Any] = field(default_factory=dict)
    status: str = "queued"
    progress: float | None = None
    message: dict[str, str] = field(default_factory=dict)
    error: dict[str, Any] = field(default_factory=dict)
    created_at: int = 0
    started_at: int | None = None
    ended_at: int | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.status in ENDED


_COLUMNS = (
    "id, kind, actor, role, reveal, request, status, progress, message, error,"
    " created_at, started_at, ended_at"
)


def create(home: Path, job: Job, key: str) -> Job:
    """Put a job in the queue; one with the same non-empty ``key`` is given back instead."""
    with appdb.connect(home) as db:
        db.execute("BEGIN IMMEDIATE")
        _forget(db)
        found = _same(db, key) if key else None
        if found is None:
            found = secrets.token_hex(12)
            db.execute(
                "INSERT INTO jobs (id, kind, key, actor, role, reveal, request, created_at,"
                " status, message, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', '{}', '{}')",
                (found, job.kind, key, job.actor, job.role, job.reveal,
                 _json(job.request), appdb.now()),
            )  # fmt: skip
        db.execute("COMMIT")
        return _one(db, found)


def _same(db: sqlite3.Connection, key: str) -> str | None:
    row = db.execute(
        "SELECT id FROM jobs WHERE key = ? AND status IN ('queued', 'running', 'done')"
        " ORDER BY created_at DESC LIMIT 1",
        (key,),
    ).fetchone()
    return row["id"] if row else None


def _forget(db: sqlite3.Connection) -> None:
    """Drop what is old, and give up what nobody has watched for a minute."""
    now = appdb.now()
    db.execute("DELETE FROM jobs WHERE created_at < ? AND status IN ('done','failed','cancelled')",
               (now - KEPT_SECONDS,))  # fmt: skip
    lost = {"kind": "JobLost", "zh": "服务中断，任务没有做完。",
            "en": "The service stopped before the job was done."}  # fmt: skip
    db.execute(
        "UPDATE jobs SET ended_at = ?, error = ?,"
        " status = CASE cancel WHEN 1 THEN 'cancelled' ELSE 'failed' END"
        " WHERE status = 'running' AND seen_at < ?",
        (now, _json(lost), now - LOST_SECONDS),
    )


def claim(home: Path, most: int) -> Job | None:
    """Take the oldest waiting job, unless ``most`` run already."""
    now = appdb.now()
    with appdb.connect(home) as db:
        db.execute("BEGIN IMMEDIATE")
        _forget(db)
        row = db.execute(
            "UPDATE jobs SET status = 'running', started_at = ?, seen_at = ?"
            " WHERE id = (SELECT id FROM jobs WHERE status = 'queued' ORDER BY created_at, rowid"
            " LIMIT 1) AND (SELECT count(*) FROM jobs WHERE status = 'running') < ? RETURNING id",
            (now, now, most),
        ).fetchone()
        db.execute("COMMIT")
        return _one(db, row["id"]) if row else None


def watch(home: Path, job_id: str) -> tuple[str, bool]:
    """Status and whether its end was asked for; notes that somebody watches."""
    with appdb.connect(home) as db:
        row = db.execute("SELECT status, cancel, seen_at FROM jobs WHERE id = ?",
                         (job_id,)).fetchone()  # fmt: skip
        if row is None:
            return "cancelled", True
        if row["status"] == "running" and row["seen_at"] < appdb.now() - 5:
            db.execute("UPDATE jobs SET seen_at = ? WHERE id = ?", (appdb.now(), job_id))
        return row["status"], bool(row["cancel"])


def report(home: Path, job_id: str, done: float | None, zh: str, en: str) -> None:
    """Write how far a running job is."""
    with appdb.connect(home) as db:
        db.execute(
            "UPDATE jobs SET progress = ?, message = ? WHERE id = ? AND status = 'running'",
            (done, _json({"zh": zh, "en": en}), job_id),
        )


def end(home: Path, job_id: str, status: str, result: Any = None, **error: Any) -> bool:
    """End a running job; whether it was this call that ended it."""
    values = (status, appdb.now(), _json(result), _json(error), job_id)
    with appdb.connect(home) as db:
        ended = db.execute(
            "UPDATE jobs SET status = ?, ended_at = ?, result = ?, error = ?"
            " WHERE id = ? AND status = 'running'",
            values,
        )
        return ended.rowcount > 0


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def ask_to_end(home: Path, job_id: str) -> None:
    """Cancel a waiting job at once, a running one through whoever watches it."""
    with appdb.connect(home) as db:
        db.execute(
            "UPDATE jobs SET cancel = 1, ended_at = CASE status WHEN 'queued' THEN ? END,"
            " status = CASE status WHEN 'queued' THEN 'cancelled' ELSE status END"
            " WHERE id = ? AND status IN ('queued', 'running')",
            (appdb.now(), job_id),
        )


def find(home: Path, job_id: str) -> Job | None:
    """A job by its id."""
    with appdb.connect(home) as db:
        _forget(db)
        row = db.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job_id,)).fetchone()
        return _read(row) if row else None


def of_actor(home: Path, actor: str, most: int = 50) -> list[Job]:
    """The newest jobs of one actor."""
    with appdb.connect(home) as db:
        rows = db.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE actor = ? ORDER BY created_at DESC, rowid DESC"
            " LIMIT ?",
            (actor, most),
        ).fetchall()
    return [_read(row) for row in rows]


def result(home: Path, job_id: str) -> Any:
    """What a done job returned; ``None`` for any other."""
    with appdb.connect(home) as db:
        row = db.execute("SELECT result FROM jobs WHERE id = ? AND status = 'done'",
                         (job_id,)).fetchone()  # fmt: skip
    return json.loads(row["result"]) if row else None


def _one(db: sqlite3.Connection, job_id: str) -> Job:
    return _read(db.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job_id,)).fetchone())


def _read(row: sqlite3.Row) -> Job:
    values = dict(row)
    return Job(**values | {n: json.loads(values[n]) for n in ("request", "message", "error")})
