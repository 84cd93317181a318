"""The dropped files of ``app.sqlite`` and HOME/uploads; times are epoch seconds.

States: ``waiting`` → ``checked`` (``about`` holds what :func:`ingest.inspection.inspect_found`
said, masked) → ``loaded`` | ``failed`` (``outcome`` says as which import, or why not).
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import UnknownEntity
from webapp import appdb

#: a drop nobody loads is forgotten after a week
KEPT_SECONDS = 7 * 24 * 3600
_COLUMNS = "id, actor, name, path, bytes, created_at, preset, mapping, state, about, outcome, job"
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')


@dataclass(frozen=True, slots=True)
class Drop:
    """One file; ``preset`` and ``mapping`` (YAML text) are what the user chose, if anything."""

    id: str
    actor: str
    name: str
    path: Path
    bytes: int
    created_at: int
    preset: str = ""
    mapping: str = ""
    state: str = "waiting"
    about: dict[str, Any] = field(default_factory=dict)
    outcome: dict[str, Any] = field(default_factory=dict)
    job: str = ""


def safe_name(name: str) -> str:
    """A file's name without folders, control and direction characters; never empty or hidden."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    plain = _FORBIDDEN.sub("_", plain).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    if dot and len(suffix) <= 8:
        return f"{(stem or 'file')[:60]}.{suffix}"
    return plain[:60] or "file"


def new_folder(home: Path) -> Path:
    """An empty folder of its own under HOME/uploads, readable by its owner only."""
    folder = home / "uploads" / secrets.token_hex(12)
    folder.mkdir(parents=True, mode=0o700)
    return folder


def add(home: Path, actor: str, name: str, path: Path) -> Drop:
    """Remember a file that lies in a folder of :func:`new_folder`; ``name`` is what is shown."""
    drop = Drop(secrets.token_hex(8), actor, name, path, path.stat().st_size, appdb.now())
    values = (drop.id, actor, name, str(path), drop.bytes, drop.created_at)
    with appdb.connect(home) as db:
        db.execute(
            "INSERT INTO drops (id, actor, name, path, bytes, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            values,
        )
    return drop


def of_actor(home: Path, actor: str) -> list[Drop]:
    """The caller's drops, oldest first."""
    with appdb.connect(home) as db:
        rows = db.execute(
            f"SELECT {_COLUMNS} FROM drops WHERE actor = ? ORDER BY created_at, rowid", (actor,)
        ).fetchall()
    return [_drop(row) for row in rows]


def find(home: Path, drop_id: str, actor: str) -> Drop:
    """One drop of the actor; raises :class:`UnknownEntity`."""
    with appdb.connect(home) as db:
        row = db.execute(
            f"SELECT {_COLUMNS} FROM drops WHERE id = ? AND actor = ?", (drop_id, actor)
        ).fetchone()
    if row is None:
        raise UnknownEntity("没有这个文件。", "There is no such file.")
    return _drop(row)


def update(home: Path, drop_id: str, **values: Any) -> None:
    """Change columns of a drop; dictionaries are kept as JSON."""
    texts = {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
        for name, value in values.items()
    }
    sets = ", ".join(f"{name} = ?" for name in texts)  # names come from our own code
    with appdb.connect(home) as db:
        db.execute(f"UPDATE drops SET {sets} WHERE id = ?", (*texts.values(), drop_id))


def remove(home: Path, found: Iterable[Drop]) -> None:
    """Forget drops and delete their files."""
    for drop in found:
        with appdb.connect(home) as db:
            db.execute("DELETE FROM drops WHERE id = ?", (drop.id,))
        drop.path.unlink(missing_ok=True)
        folder = drop.path.parent
        if folder.parent == home / "uploads" and not any(folder.iterdir()):
            shutil.rmtree(folder, ignore_errors=True)


def forget_old(home: Path) -> None:
    """Remove what was dropped more than a week ago."""
    with appdb.connect(home) as db:
        before = appdb.now() - KEPT_SECONDS
        rows = db.execute(
            f"SELECT {_COLUMNS} FROM drops WHERE created_at < ?", (before,)
        ).fetchall()
    remove(home, [_drop(row) for row in rows])


def _drop(row: Any) -> Drop:
    about, outcome = (json.loads(row[name] or "{}") for name in ("about", "outcome"))
    return Drop(
        row["id"], row["actor"], row["name"], Path(row["path"]), row["bytes"], row["created_at"],
        row["preset"], row["mapping"], row["state"], about, outcome, row["job"],
    )  # fmt: skip
