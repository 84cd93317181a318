"""The web application's own tables in ``app.sqlite``, one short connection per use.

The file itself and its audit table belong to :mod:`graph.appdb` and :mod:`graph.audit`.
"""

from __future__ import annotations

import time
from pathlib import Path

from graph.appdb import connect

_TABLES = """
CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, secret TEXT,
    created_at INTEGER NOT NULL, disabled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS failures (name TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS failures_name ON failures (name, at);
CREATE TABLE IF NOT EXISTS links (
    token_hash TEXT PRIMARY KEY, actor TEXT NOT NULL, role TEXT NOT NULL,
    expires_at INTEGER NOT NULL, used_at INTEGER);
CREATE TABLE IF NOT EXISTS tokens (
    token_hash TEXT PRIMARY KEY, label TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER);
CREATE TABLE IF NOT EXISTS sessions (
    token_hash TEXT PRIMARY KEY, actor TEXT NOT NULL, role TEXT NOT NULL, csrf TEXT NOT NULL,
    created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL,
    reveal_reason TEXT, reveal_until INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, actor TEXT NOT NULL,
    role TEXT NOT NULL, reveal TEXT NOT NULL, request TEXT NOT NULL, status TEXT NOT NULL,
    progress REAL, message TEXT NOT NULL, error TEXT NOT NULL, result TEXT,
    cancel INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL,
    started_at INTEGER, ended_at INTEGER, seen_at INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS drops (
    id TEXT PRIMARY KEY, actor TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
    bytes INTEGER NOT NULL, created_at INTEGER NOT NULL, preset TEXT NOT NULL DEFAULT '',
    mapping TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'waiting',
    about TEXT NOT NULL DEFAULT '{}', outcome TEXT NOT NULL DEFAULT '{}',
    job TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS jobs_key ON jobs (key);
CREATE INDEX IF NOT EXISTS jobs_status ON jobs (status, created_at);
"""


def now() -> int:
    """Seconds since the epoch: all times in this file are in this unit."""
    return int(time.time())


def prepare(home: Path) -> None:
    """Create the tables that are missing; safe to call at every start, in several processes."""
    with connect(home) as db:
        db.executescript(_TABLES)


__all__ = ["connect", "now", "prepare"]
