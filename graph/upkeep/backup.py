"""One file of what cannot be made again: ledger, originals, templates, app.sqlite, id.key."""

from __future__ import annotations

import hashlib
import io
import json
import re
import secrets
import shutil
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any, Final

from graph import appdb, settings
from graph.errors import BadInput, LedgerError
from graph.ledger import Ledger
from graph.ledger.lake import VERSION_KINDS, as_ledger_error

_MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_ALLOWED: Final = re.compile(
    r"catalog\.sqlite|app\.sqlite|id\.key|originals/[0-9a-f]{64}|data/[\w\-./]+\.(parquet|puffin)"
    r"|templates/[A-Za-z][A-Za-z0-9-]{0,19}\.yml"
)


class _Hashing(io.RawIOBase):
    """Passes a file's bytes on and hashes them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.digest.update(chunk)
        return chunk


def backup(ledger: Ledger, target: Path) -> int:
    """Write a tar file; returns the dataset version it holds.

    Consistent while others append: the catalog is copied first, and the files
    it names never change. The target appears only when it is complete.
    """
    if settings.get("CATALOG"):
        raise BadInput(
            "共享目录库请用其自带工具备份。", "Back up a shared catalog with its database's tools."
        )
    if not target.parent.is_dir() or target.is_dir():
        raise BadInput(f"不能写到此处：{target}", f"Cannot write here: {target}")
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with (
            tempfile.TemporaryDirectory(dir=target.parent) as folder,
            tarfile.open(part, "w") as tar,
        ):
            version = _write(ledger, Path(folder), tar)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise as_ledger_error(error, target) from error
    finally:
        part.unlink(missing_ok=True)
    return version


def _write(ledger: Ledger, folder: Path, tar: tarfile.TarFile) -> int:
    catalog = folder / "catalog.sqlite"
    _copy_database(ledger.home / "ledger" / "catalog.sqlite", catalog)
    members = [("catalog.sqlite", catalog), *_data_files(ledger, catalog)]
    if appdb.path(ledger.home).exists():
        _copy_database(appdb.path(ledger.home), folder / "app.sqlite")
        members.append(("app.sqlite", folder / "app.sqlite"))
    members.append(("id.key", _key_file(ledger)))
    originals = ledger.read("imports", columns=["file_sha256"])["file_sha256"].unique().sort()
    for sha256 in originals:
        path = ledger.home / "originals" / sha256
        if path.is_file():
            members.append((f"originals/{sha256}", path))
    for path in sorted((ledger.home / "templates").glob("*.yml")):  # chain templates of the unit
        if _ALLOWED.fullmatch(f"templates/{path.name}"):
            members.append((f"templates/{path.name}", path))
    hashes = {name: _add(tar, name, path) for name, path in members}
    version = _version_of(catalog)
    manifest = {"format": _FORMAT, "version": version, "made_at": int(time.time()), "files": hashes}
    text = json.dumps(manifest, indent=1).encode()
    about = tarfile.TarInfo(_MANIFEST)
    about.size = len(text)
    tar.addfile(about, io.BytesIO(text))
    return version


def _key_file(ledger: Ledger) -> Path:
    assert ledger.key
    return ledger.home / "id.key"


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _data_files(ledger: Ledger, catalog: Path) -> Iterator[tuple[str, Path]]:
    """The files any version of this catalog reads."""
    with closing(sqlite3.connect(catalog)) as db:
        for kind in ("data", "delete"):
            rows = db.execute(
                f"SELECT t.table_name, f.path FROM ducklake_{kind}_file f"
                " JOIN ducklake_table t USING (table_id)"
            )
            for table, name in sorted(set(rows.fetchall())):
                inner = f"main/{table}/{name}"
                yield f"data/{inner}", ledger.lake.folder / inner


def _version_of(catalog: Path) -> int:
    with closing(sqlite3.connect(catalog)) as db:
        row = db.execute(
            "SELECT max(snapshot_id) FROM ducklake_snapshot_changes"
            f" WHERE commit_message IN {VERSION_KINDS}"
        ).fetchone()
    return int(row[0] or 0)


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    about = tar.gettarinfo(str(path), arcname=name)
    about.uname = about.gname = ""
    with path.open("rb") as file:
        hashing = _Hashing(file)
        tar.addfile(about, hashing)
    return hashing.digest.hexdigest()


def restore(source: Path, home: Path) -> int:
    """Unpack a backup into a HOME that holds no data yet; returns its dataset version.

    Every file is checked against the manifest; when one is wrong, nothing stays.
    The graph store and the search index are rebuilt afterwards by ``rebuild``.
    """
    for name in ("ledger", "originals", "templates", "app.sqlite", "id.key"):
        if (home / name).exists():
            raise BadInput(f"目标目录已有数据：{home}", f"This folder already holds data: {home}")
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
            manifest = _unpack(source, Path(folder))
            _move_in(Path(folder), home)
    except tarfile.TarError as error:
        raise BadInput(f"不是备份文件：{source}", f"This is not a backup: {source}") from error
    except OSError as error:
        raise as_ledger_error(error, source if not source.exists() else home) from error
    with Ledger.open(home, create=False) as ledger:
        if ledger.version() != manifest["version"]:
            raise LedgerError("恢复后的版本不符。", "The restored version is not the backup's.")
    return int(manifest["version"])


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    hashes: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    with tarfile.open(source, "r:") as tar:
        for member in tar:
            stream = tar.extractfile(member)
            if member.name == _MANIFEST and stream:
                manifest = json.loads(stream.read())
            elif stream and _ALLOWED.fullmatch(member.name) and ".." not in member.name:
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                hashing = _Hashing(stream)
                with path.open("wb") as file:
                    shutil.copyfileobj(hashing, file, 1 << 20)
                hashes[member.name] = hashing.digest.hexdigest()
            else:
                raise BadInput(f"备份含有意外内容：{member.name}", f"Unexpected: {member.name}")
    if manifest.get("format") != _FORMAT or manifest.get("files") != hashes:
        raise BadInput(f"备份不完整或被改动：{source}", f"The backup is damaged: {source}")
    return manifest


def _move_in(folder: Path, home: Path) -> None:
    ledger = Path(settings.get("DATA") or home / "ledger").expanduser().resolve()
    ledger.mkdir(parents=True, exist_ok=True)
    (home / "ledger").mkdir(exist_ok=True)
    kept = ((name, home / name) for name in ("originals", "templates"))
    for name, place in (("data", ledger / "data"), *kept):
        if (folder / name).exists():
            shutil.move(folder / name, place)
    for path in (home / "originals").glob("*"):
        path.chmod(0o440)
    (folder / "id.key").chmod(0o600)
    for name in ("id.key", "app.sqlite"):
        if (folder / name).exists():
            shutil.move(folder / name, home / name)
    shutil.move(folder / "catalog.sqlite", home / "ledger" / "catalog.sqlite")
