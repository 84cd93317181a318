"""Local accounts: argon2 passwords, roles, and a lock after five wrong passwords."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from graph.errors import BadInput
from webapp import appdb

ROLES = ("viewer", "analyst", "admin")
#: wrong passwords before the lock, and how long both the count and the lock last
MAX_FAILURES = 5
LOCK_SECONDS = 15 * 60
_NAME = re.compile(r"[\w.@-]{1,64}")
_HASHER = PasswordHasher()
#: verified when the account does not exist, so that both answers take as long
_NOBODY = _HASHER.hash("no such account")


@dataclass(frozen=True, slots=True)
class User:
    """One account; ``has_password`` is false for people who only use the CLI."""

    name: str
    role: str
    has_password: bool
    disabled: bool


@dataclass(frozen=True, slots=True)
class SignIn:
    """Outcome of a password: the user, or how many tries are left (0 = locked)."""

    user: User | None
    tries_left: int = MAX_FAILURES


def check_role(role: str) -> str:
    """``role`` itself; raises :class:`BadInput` for an unknown one."""
    if role not in ROLES:
        raise BadInput(
            f"没有角色“{role}”，可用：{'、'.join(ROLES)}。",
            f"There is no role '{role}'; there are {', '.join(ROLES)}.",
        )
    return role


def save_user(home: Path, name: str, role: str, password: str | None = None) -> User:
    """Create or change an account; ``password=None`` keeps the one it has.

    Raises :class:`BadInput` for a bad name or role, or a password under 10 characters.
    """
    check_role(role)
    if not _NAME.fullmatch(name):
        raise BadInput(f"账号名“{name}”不可用。", f"'{name}' cannot be an account name.")
    if password is not None and len(password) < 10:
        raise BadInput("口令至少 10 个字符。", "A password has at least 10 characters.")
    secret = _HASHER.hash(password) if password is not None else None
    appdb.prepare(home)
    with appdb.connect(home) as db:
        db.execute(
            "INSERT INTO users (name, role, secret, created_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET role = excluded.role, disabled = 0,"
            " secret = coalesce(excluded.secret, users.secret)",
            (name, role, secret, appdb.now()),
        )
    return User(name, role, secret is not None, False)


def disable_user(home: Path, name: str) -> None:
    """Close an account and end its sessions; raises :class:`BadInput` when there is none."""
    with appdb.connect(home) as db:
        done = db.execute("UPDATE users SET disabled = 1 WHERE name = ?", (name,))
        if not done.rowcount:
            raise BadInput(f"没有账号“{name}”。", f"There is no account '{name}'.")
        db.execute("DELETE FROM sessions WHERE actor = ?", (name,))
        db.execute("UPDATE tokens SET revoked_at = ? WHERE actor = ?", (appdb.now(), name))


def list_users(home: Path) -> list[User]:
    """All accounts by name."""
    appdb.prepare(home)
    with appdb.connect(home) as db:
        rows = db.execute("SELECT * FROM users ORDER BY name").fetchall()
    return [_user(row) for row in rows]


def find_user(home: Path, name: str) -> User | None:
    """The account called ``name``, disabled ones included."""
    with appdb.connect(home) as db:
        row = db.execute("SELECT * FROM users WHERE name = ?", (name,)).fetchone()
    return _user(row) if row else None


def sign_in(home: Path, name: str, password: str) -> SignIn:
    """Check a password; five wrong ones in 15 minutes lock the name for 15 minutes.

    Unknown names are counted and timed like known ones, so neither can be told apart.
    """
    if (left := _tries_left(home, name)) <= 0:
        return SignIn(None, 0)
    with appdb.connect(home) as db:
        row = db.execute(
            "SELECT * FROM users WHERE name = ? AND disabled = 0 AND secret IS NOT NULL", (name,)
        ).fetchone()
    if _verify(row["secret"] if row else _NOBODY, password) and row:
        with appdb.connect(home) as db:
            db.execute("DELETE FROM failures WHERE name = ?", (name,))
        return SignIn(_user(row))
    with appdb.connect(home) as db:
        db.execute("INSERT INTO failures VALUES (?, ?)", (name[:64], appdb.now()))
    return SignIn(None, left - 1)


def _tries_left(home: Path, name: str) -> int:
    since = appdb.now() - LOCK_SECONDS
    with appdb.connect(home) as db:
        db.execute("DELETE FROM failures WHERE at < ?", (since,))
        row = db.execute("SELECT count(*) FROM failures WHERE name = ?", (name[:64],)).fetchone()
    return MAX_FAILURES - int(row[0])


def _verify(secret: str, password: str) -> bool:
    try:
        return _HASHER.verify(secret, password)
    except (VerificationError, InvalidHashError):
        return False


def _user(row: object) -> User:
    return User(row["name"], row["role"], row["secret"] is not None, bool(row["disabled"]))  # type: ignore[index]
