"""``owner.json`` in HOME: who holds the embedded store, and where it answers. Mode 0600."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Owner:
    """The holder: process id, loopback address (empty: it serves nobody) and its secret."""

    pid: int
    address: str = ""
    token: str = ""


def read_owner(home: Path) -> Owner | None:
    """The owner HOME names; ``None`` for no file or one that cannot be read."""
    try:
        told = json.loads((home / "owner.json").read_text(encoding="utf-8"))
        return Owner(int(told["pid"]), str(told["address"]), str(told["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_owner(home: Path, owner: Owner) -> None:
    """Name ``owner``, in one step; only the process that holds the store may."""
    fresh = home / f"owner.json.{os.getpid()}"
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(owner), file)
    fresh.replace(home / "owner.json")


def remove_owner(home: Path) -> None:
    """Remove the file when it names this process."""
    owner = read_owner(home)
    if owner is not None and owner.pid == os.getpid():
        (home / "owner.json").unlink(missing_ok=True)
