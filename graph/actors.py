"""Who runs a command, and what that person may do."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Final

from graph import appdb
from graph.errors import BadInput, Refused

#: each role may do everything the ones before it may
ROLES: Final = ("viewer", "analyst", "admin")

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, secret TEXT,
    created_at INTEGER NOT NULL, disabled INTEGER NOT NULL DEFAULT 0)
"""


def current() -> str:
    """The name of the user of the operating system who runs this process."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user in the password file: a container
        return str(os.getuid()) if hasattr(os, "getuid") else "unknown"


def role_of(home: Path, actor: str) -> str:
    """The role of ``actor`` for the data in ``home``.

    The owner of the folder is admin (so is who creates it); others are viewers
    until an account with their name says more. A closed account is a viewer.
    """
    if actor == current() and _owns(home):
        return "admin"
    with appdb.connect(home) as db:
        db.execute(_TABLE)
        row = db.execute("SELECT role, disabled FROM users WHERE name = ?", (actor,)).fetchone()
    return str(row["role"]) if row and not row["disabled"] and row["role"] in ROLES else "viewer"


def at_least(role: str, needed: str) -> bool:
    """Whether ``role`` includes ``needed``; raises :class:`BadInput` for an unknown role."""
    for name in (role, needed):
        if name not in ROLES:
            raise BadInput(f"没有角色“{name}”。", f"There is no role '{name}'.")
    return ROLES.index(role) >= ROLES.index(needed)


def require(home: Path, actor: str, needed: str) -> None:
    """Raise :class:`Refused` unless ``actor`` has the role ``needed`` or a higher one."""
    role = role_of(home, actor)
    if not at_least(role, needed):
        raise Refused(
            f"{actor} 的角色是 {role}，此操作需要 {needed}。",
            f"{actor} has the role {role}; this needs {needed}.",
        )


def _owns(home: Path) -> bool:
    if not home.exists():
        return True
    if not hasattr(os, "getuid"):  # Windows: whoever can write the folder's key file owns it
        return os.access(home, os.W_OK)
    return home.stat().st_uid == os.getuid()
