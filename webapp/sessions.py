"""Who is calling: server-side sessions, one-time links and bearer tokens.

Only SHA-256 hashes of the secrets are stored, so a copy of ``app.sqlite`` opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from webapp import appdb
from webapp.accounts import check_role

LINK_SECONDS = 15 * 60
IDLE_SECONDS = 30 * 60
SESSION_SECONDS = 12 * 3600
REVEAL_SECONDS = 15 * 60
#: a session's ``seen_at`` is written at most this often
_TOUCH_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Caller:
    """The signed-in actor of a request; ``csrf`` is empty for a bearer token."""

    name: str
    role: str
    csrf: str = ""
    session: str = ""
    reveal_reason: str = ""
    reveal_until: int = 0

    @property
    def revealing(self) -> bool:
        """Whether a reveal with a reason is still running."""
        return bool(self.reveal_reason) and self.reveal_until > appdb.now()

    @property
    def may_reveal(self) -> bool:
        """Whether the role may ask for unmasked values."""
        return self.role in ("analyst", "admin")

    @property
    def is_admin(self) -> bool:
        """Whether the role imports, decides and undoes."""
        return self.role == "admin"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create_link(home: Path, actor: str, role: str) -> str:
    """A token for ``/enter#TOKEN``: 15 minutes, one success."""
    appdb.prepare(home)
    token = secrets.token_urlsafe(24)
    with appdb.connect(home) as db:
        db.execute("DELETE FROM links WHERE expires_at < ?", (appdb.now() - 86400,))
        db.execute(
            "INSERT INTO links VALUES (?, ?, ?, ?, NULL)",
            (_hash(token), actor, check_role(role), appdb.now() + LINK_SECONDS),
        )
    return token


def use_link(home: Path, token: str) -> tuple[str, str] | None:
    """Spend a link: (actor, role), or ``None`` when it is unknown, spent or too old."""
    now = appdb.now()
    with appdb.connect(home) as db:
        done = db.execute(
            "UPDATE links SET used_at = ? WHERE token_hash = ? AND used_at IS NULL"
            " AND expires_at > ? RETURNING actor, role",
            (now, _hash(token), now),
        ).fetchone()
    return (done["actor"], done["role"]) if done else None


def open_session(home: Path, actor: str, role: str) -> str:
    """Start a session; the value of its cookie is returned once and not stored."""
    token, now = secrets.token_urlsafe(32), appdb.now()
    with appdb.connect(home) as db:
        db.execute("DELETE FROM sessions WHERE created_at < ?", (now - SESSION_SECONDS,))
        db.execute(
            "INSERT INTO sessions (token_hash, actor, role, csrf, created_at, seen_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (_hash(token), actor, role, secrets.token_urlsafe(24), now, now),
        )
    return token


def find_session(home: Path, token: str) -> Caller | None:
    """The caller of a session cookie; ``None`` when it is unknown, idle or too old.

    The role of a local account is read anew, so that a change takes effect at once.
    """
    now = appdb.now()
    with appdb.connect(home) as db:
        row = db.execute(
            "SELECT s.*, coalesce(u.role, s.role) AS role_now, coalesce(u.disabled, 0) AS off"
            " FROM sessions s LEFT JOIN users u ON u.name = s.actor AND u.secret IS NOT NULL"
            " WHERE token_hash = ? AND seen_at > ? AND s.created_at > ?",
            (_hash(token), now - IDLE_SECONDS, now - SESSION_SECONDS),
        ).fetchone()
        if row is None or row["off"]:
            return None
        if row["seen_at"] < now - _TOUCH_SECONDS:
            db.execute(
                "UPDATE sessions SET seen_at = ? WHERE token_hash = ?", (now, row["token_hash"])
            )
    return Caller(
        row["actor"],
        row["role_now"],
        row["csrf"],
        row["token_hash"],
        row["reveal_reason"] or "",
        row["reveal_until"],
    )


def close_session(home: Path, session: str) -> None:
    """End the session with this hash."""
    with appdb.connect(home) as db:
        db.execute("DELETE FROM sessions WHERE token_hash = ?", (session,))


def set_reveal(home: Path, session: str, reason: str) -> None:
    """Begin a reveal of 15 minutes, or end it with an empty reason."""
    until = appdb.now() + REVEAL_SECONDS if reason else 0
    with appdb.connect(home) as db:
        db.execute(
            "UPDATE sessions SET reveal_reason = ?, reveal_until = ? WHERE token_hash = ?",
            (reason or None, until, session),
        )


def create_token(home: Path, actor: str, role: str, label: str, days: int) -> str:
    """A bearer token for scripts; shown once."""
    appdb.prepare(home)
    token, now = "gc_" + secrets.token_urlsafe(32), appdb.now()
    with appdb.connect(home) as db:
        db.execute(
            "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, NULL)",
            (_hash(token), label, actor, check_role(role), now, now + days * 86400),
        )
    return token


def find_token(home: Path, token: str) -> Caller | None:
    """The caller of a bearer token; ``None`` when it is unknown, revoked or too old."""
    with appdb.connect(home) as db:
        row = db.execute(
            "SELECT actor, role FROM tokens"
            " WHERE token_hash = ? AND revoked_at IS NULL AND expires_at > ?",
            (_hash(token), appdb.now()),
        ).fetchone()
    return Caller(row["actor"], row["role"]) if row else None
