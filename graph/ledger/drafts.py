"""One import on its way into the ledger: files first, then one short transaction."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import replace as replace_fields
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import polars as pl

from graph import audit
from graph.errors import BadInput, LedgerError
from graph.ledger.imported import (
    AlreadyLoaded,
    ImportInfo,
    ImportSource,
    LoadedOtherwise,
    find_imports,
)
from graph.ledger.lake import Cursor, Lake, as_ledger_error, quote
from graph.ledger.rows import conform
from graph.tables import IMPORT_TABLES, TABLES

#: rows wait in memory until a table has this many bytes: fewer, larger files
_FLUSH_BYTES: Final = 40_000_000


class Draft:
    """An import not committed yet; as a context manager it is abandoned unless committed."""

    def __init__(self, lake: Lake, source: ImportSource, original: Path | None) -> None:
        self.import_id: Final = secrets.randbits(62) + 1
        self.source = source
        self._lake = lake
        self._original = original
        self._waiting: dict[str, list[pl.DataFrame]] = {}
        self._waiting_bytes: dict[str, int] = {}
        self._files: list[tuple[str, Path]] = []
        self._kept: Path | None = None
        self._committed = False

    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows to ``table`` (columns of ``tables.TABLES``; ``import_id`` is set here).

        May be called any number of times; rows go to disk as they pile up.
        Missing columns and nulls become the column's empty value.
        """
        if table not in IMPORT_TABLES:
            raise LedgerError(f"账本没有表 {table}。", f"The ledger has no table {table}.")
        if frame.is_empty():
            return
        rows = conform(table, frame.with_columns(import_id=pl.lit(self.import_id, pl.Int64)))
        self._waiting.setdefault(table, []).append(rows)
        self._waiting_bytes[table] = self._waiting_bytes.get(table, 0) + int(rows.estimated_size())
        if self._waiting_bytes[table] >= _FLUSH_BYTES:
            self._flush(table)

    def commit(self, counts: list[dict[str, Any]], replace: int | None = None) -> ImportInfo:
        """Register every file and the import row in one transaction: all or nothing.

        ``replace`` retracts that import number in the same transaction.
        Raises :class:`AlreadyLoaded` or :class:`LoadedOtherwise` when the file is
        in by then, and :class:`LedgerError` when the disk is full.
        """
        try:
            for table in list(self._waiting):
                self._flush(table)
            self._archive_original()
        except OSError as error:
            raise as_ledger_error(error, self._lake.home) from error
        source = self.source
        head = audit.append(
            self._lake.home, source.actor, "import", str(self.import_id), source.file_name
        )
        extra = {"import_id": self.import_id, "file": source.file_name, "audit_head": head}
        loaded_at = time.time_ns() // 1000
        row = [json.dumps(counts, ensure_ascii=False), source.synthetic, head]

        def work(cursor: Cursor) -> ImportInfo:
            return self._register(cursor, loaded_at, row, replace)

        info, version = self._lake.write("import", source.actor, extra, work)
        self._committed = True
        return replace_fields(info, version=version)

    def _register(
        self, cursor: Cursor, loaded_at: int, row: list[Any], replace: int | None
    ) -> ImportInfo:
        source = self.source
        self._refuse_second(cursor, replace)
        self._archive_original()  # unless another load of it was just abandoned, it is there
        if replace is not None:
            retract(cursor, replace, source.actor, f"replaced by {source.file_name}", loaded_at)
        for table, path in self._files:
            cursor.execute(f"CALL ducklake_add_data_files('l', {quote(table)}, {quote(path)})")
        number = _one(cursor, "SELECT coalesce(max(number), 0) + 1 FROM l.imports")
        values: list[Any] = [
            self.import_id,
            number,
            source.file_sha256,
            source.file_name,
            source.file_bytes,
        ]
        values += [source.encoding, source.presets, source.mapping_key, source.case_no]
        values += [loaded_at, source.actor, *row, source.document, source.unit]
        columns = ", ".join(TABLES["imports"])
        marks = ", ".join("?" * len(values))
        cursor.execute(f"INSERT INTO l.imports ({columns}) VALUES ({marks})", values)
        return ImportInfo(
            number, self.import_id, source.file_sha256, source.file_name, source.mapping_key,
            source.case_no, source.presets, loaded_at, source.actor, source.synthetic,
            json.loads(row[0]),
        )  # fmt: skip

    def _refuse_second(self, cursor: Cursor, replace: int | None) -> None:
        for info in find_imports(cursor.execute, self.source.file_sha256):
            if info.number == replace:
                continue
            same = (info.mapping_key, info.case_no) == (
                self.source.mapping_key,
                self.source.case_no,
            )
            raise AlreadyLoaded(info) if same else LoadedOtherwise(info)

    def abandon(self) -> None:
        """Remove the files written so far; nothing of this import stays."""
        self._waiting.clear()
        for _, path in self._files:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        self._files.clear()
        if self._kept is not None:
            with suppress(OSError, LedgerError), self._lake.turn():
                known = "SELECT 1 FROM l.imports WHERE file_sha256 = ?"
                if not self._lake.rows(known, [self.source.file_sha256]):
                    self._kept.unlink(missing_ok=True)

    def __enter__(self) -> Draft:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._committed:
            self.abandon()

    def _flush(self, table: str) -> None:
        rows = pl.concat(self._waiting.pop(table))
        self._waiting_bytes.pop(table)
        folder = self._lake.folder / "main" / table
        path = folder / f"import-{self.import_id}-{len(self._files)}.parquet"
        self._files.append((table, path))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            rows.write_parquet(path, compression="zstd", compression_level=1)
            _settle(path)
            _settle(folder)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise as_ledger_error(error, self._lake.home) from error

    def _archive_original(self) -> None:
        if self._original is None:
            return
        target = self._lake.home / "originals" / self.source.file_sha256
        if target.exists():
            return
        target.parent.mkdir(exist_ok=True)
        part = target.with_name(f"{target.name}.{self.import_id}.part")
        try:
            shutil.copyfile(self._original, part)
            with part.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != self.source.file_sha256:
                raise BadInput(
                    f"读取期间文件被改动：{self._original}",
                    f"The file changed while it was read: {self._original}",
                )
            part.chmod(0o440)
            _settle(part)
            part.replace(target)
            self._kept = target
        finally:
            part.unlink(missing_ok=True)
        _settle(target.parent)


def retract(cursor: Cursor, number: int, actor: str, why: str, at: int) -> int:
    """Write the retraction of import ``number`` and return its import id."""
    found = cursor.execute(
        "SELECT import_id, import_id IN (SELECT import_id FROM l.retractions)"
        " FROM l.imports WHERE number = ?",
        [number],
    ).fetchone()
    if found is None:
        raise BadInput(f"没有第 {number} 次导入。", f"There is no import {number}.")
    if found[1]:
        raise BadInput(f"第 {number} 次导入已撤销。", f"Import {number} is already undone.")
    cursor.execute("INSERT INTO l.retractions VALUES (?, ?, ?, ?)", [found[0], at, actor, why])
    return int(found[0])


def _one(cursor: Cursor, sql: str) -> int:
    row = cursor.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _settle(path: Path) -> None:
    """Make a file or folder survive a power cut (folders: where the system can)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
