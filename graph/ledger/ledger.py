"""The ledger: every row with its source, every version readable, nothing updated in place."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import polars as pl

from graph import audit, keys, settings
from graph.errors import BadInput, LedgerError
from graph.ledger.drafts import Draft, retract
from graph.ledger.imported import (
    AlreadyLoaded,
    ImportInfo,
    ImportSource,
    LoadedOtherwise,
    find_imports,
)
from graph.ledger.lake import FACT_KINDS, MAINTENANCE, VERSION_KINDS, Cursor, Lake
from graph.ledger.lake_tables import ensure_tables
from graph.ledger.rows import empty_value
from graph.tables import IMPORT_TABLES, TABLES, empty

__all__ = [
    "AlreadyLoaded",
    "Decision",
    "Draft",
    "ImportInfo",
    "ImportSource",
    "Ledger",
    "LoadedOtherwise",
    "VersionInfo",
]

DECISION_KINDS: Final = (
    "merge", "split", "assert", "retract", "annotate", "confirm", "reject", "undo"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """One dataset version: ``kind`` is import, undo or decision, ``at`` epoch µs UTC."""

    version: int
    kind: str
    at: int
    actor: str
    message: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision just written: its id, counted up, and the dataset version it made."""

    decision_id: int
    version: int


class Ledger:
    """The ledger of one HOME; safe to share between threads, several processes may append."""

    def __init__(self, home: Path, lake: Lake) -> None:
        self.home: Final = home
        self.lake: Final = lake
        self._key = b""
        self._dataset_id = ""
        self._retracted: dict[int, list[int]] = {}
        self._born: dict[tuple[str, str], int] = {}

    @classmethod
    def open(cls, home: Path | None = None, create: bool = True) -> Ledger:
        """Open the ledger of ``home`` (default: the setting HOME).

        Raises :class:`LedgerError` when it cannot be read or written, and
        :class:`BadInput` when there is none and ``create`` is false.
        """
        home = (home or settings.home()).expanduser().resolve()
        if not create and not (home / "ledger").is_dir():
            raise BadInput(f"此处没有账本：{home}", f"There is no ledger here: {home}")
        lake = Lake(home)
        try:
            ensure_tables(lake)
        except BaseException:
            lake.close()
            raise
        return cls(home, lake)

    def close(self) -> None:
        """Let go of the catalog."""
        self.lake.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def key(self) -> bytes:
        """The 32 bytes of ``id.key``: made once, never changed."""
        if not self._key:
            try:
                self._key = keys.load_key(self.home)
            except FileExistsError:  # another process wrote it first
                self._key = keys.load_key(self.home)
            except OSError as error:
                raise LedgerError(
                    f"目录不可读写：{self.home}", f"This folder cannot be written: {self.home}"
                ) from error
        return self._key

    def dataset_id(self) -> str:
        """A random name of this ledger, kept by backups: a store is marked with it."""
        if not self._dataset_id:
            rows = self.lake.rows(
                "SELECT commit_extra_info FROM __ducklake_metadata_l.ducklake_snapshot_changes"
                " WHERE commit_message = ? AND contains(commit_extra_info, 'dataset_id')"
                " ORDER BY snapshot_id LIMIT 1",
                [MAINTENANCE],
            )
            self._dataset_id = str(json.loads(rows[0][0])["dataset_id"])
        return self._dataset_id

    # --- versions ---------------------------------------------------------------------

    def version(self) -> int:
        """The dataset version: id of the last import, undo or decision; 0 when empty."""
        return self.lake.last(VERSION_KINDS)

    def facts_version(self, version: int | None = None) -> int:
        """The last import or undo up to ``version``: decisions do not change facts."""
        if version is None:
            return self.lake.last(FACT_KINDS)
        known = [row[0] for row in self.lake.snapshots(FACT_KINDS) if row[0] <= version]
        return known[-1] if known else 0

    def versions(self) -> list[VersionInfo]:
        """Every dataset version, oldest first."""
        found = []
        for version, kind, at, actor, extra in self.lake.snapshots(VERSION_KINDS):
            about = json.loads(extra or "{}")
            message = about.get("file") or about.get("about") or ""
            found.append(VersionInfo(version, kind, at, actor or "", message))
        return found

    def check_version(self, version: int) -> int:
        """``version`` itself; raises :class:`BadInput` when no such version exists."""
        if version == 0 or any(item.version == version for item in self.versions()):
            return version
        raise BadInput(f"没有数据版本 {version}。", f"There is no dataset version {version}.")

    # --- imports ----------------------------------------------------------------------

    def begin_import(self, source: ImportSource, original: Path | None = None) -> Draft:
        """Start an import of one file; ``original`` is kept in HOME/originals at commit."""
        return Draft(self.lake, source, original)

    def find_import(self, file_sha256: str) -> list[ImportInfo]:
        """The imports of this file that are not retracted, oldest first."""
        return find_imports(self.lake.rows, file_sha256)

    def imports(self, version: int | None = None) -> pl.DataFrame:
        """Every import up to ``version`` by number, with the flag ``retracted``."""
        version = self.version() if version is None else version
        frame = self.read("imports", version)
        gone = self.read("retractions", version, ["import_id"])["import_id"]
        return frame.with_columns(retracted=pl.col("import_id").is_in(gone.implode())).sort(
            "number"
        )

    def undo_import(self, number: int, why: str, actor: str) -> int:
        """Retract import ``number``: its rows stay stored and stop counting; the new version."""
        head = audit.append(self.home, actor, "undo-import", str(number), why)
        at = time.time_ns() // 1000
        extra = {"about": f"undo {number}: {why}", "number": number, "audit_head": head}

        def work(cursor: Cursor) -> int:
            return retract(cursor, number, actor, why, at)

        return self.lake.write("undo", actor, extra, work)[1]

    def original(self, file_sha256: str) -> Path:
        """The imported file itself; raises :class:`LedgerError` when it is gone."""
        path = self.home / "originals" / file_sha256
        if not path.is_file():
            raise LedgerError(
                f"原始文件缺失：{file_sha256}", f"The original is gone: {file_sha256}"
            )
        return path

    # --- decisions --------------------------------------------------------------------

    def decide(self, kind: str, payload: dict[str, Any], why: str, actor: str) -> Decision:
        """Append a decision as it is; ``graph.decisions`` checks and completes payloads."""
        if kind not in DECISION_KINDS:
            raise BadInput(f"没有决定类型 {kind}。", f"There is no decision kind {kind}.")
        text = json.dumps(payload, ensure_ascii=False, sort_keys=True)
        head = audit.append(self.home, actor, f"decision:{kind}", "", why, payload)
        at = time.time_ns() // 1000
        if kind == "assert" and "relation_id" not in payload.get("relation", {}):
            payload = {"relation": {**payload["relation"], "relation_id": secrets.randbits(62) + 1}}
            text = json.dumps(payload, ensure_ascii=False, sort_keys=True)

        def work(cursor: Cursor) -> int:
            row = cursor.execute(
                "SELECT coalesce(max(decision_id), 0) + 1 FROM l.decisions"
            ).fetchone()
            decision_id = int(row[0]) if row else 1
            cursor.execute(
                "INSERT INTO l.decisions VALUES (?, ?, ?, ?, ?, ?)",
                [decision_id, kind, text, at, actor, why],
            )
            return decision_id

        extra = {"about": f"{kind}: {why}", "audit_head": head}
        return Decision(*self.lake.write("decision", actor, extra, work))

    # --- reading ----------------------------------------------------------------------

    def read(
        self,
        table: str,
        version: int | None = None,
        columns: Sequence[str] | None = None,
        where: str | None = None,
        params: Sequence[Any] = (),
    ) -> pl.DataFrame:
        """Rows of ``table`` at ``version``, those of retracted imports left out.

        ``where`` is SQL over the table's columns with ``?`` for ``params``.
        Cost: 10M rows × 4 columns in about half a second.
        """
        version = self.version() if version is None else version
        names = list(columns or TABLES[table])
        there = [name for name in names if self._since(table, name) <= version]
        if not there:
            return empty(table).select(names)
        conditions = [f"({where})"] if where else []
        if table in IMPORT_TABLES:
            gone = self.retracted(version)
            conditions += [f"import_id NOT IN ({', '.join(map(str, gone))})"] if gone else []
        sql = f"SELECT {', '.join(_quoted(there))} FROM l.{table} AT (VERSION => {version})"
        sql += f" WHERE {' AND '.join(conditions)}" if conditions else ""
        frame = self.lake.frame(sql, list(params))
        frame = frame.with_columns(
            empty_value(table, name).alias(name) for name in names if name not in there
        )
        added = [name for name in there if self._since(table, name) > 1]  # null in older rows
        filled = [pl.col(name).fill_null(empty_value(table, name)) for name in added]
        whole = frame.select(names).cast({name: TABLES[table][name] for name in names})
        return whole.with_columns(filled)

    def _since(self, table: str, column: str) -> int:
        """The first snapshot with the column, at least 1: a newer release may have brought it."""
        if (table, column) not in self._born:
            found = self.lake.rows(
                "SELECT table_name, column_name, min(c.begin_snapshot)"
                " FROM __ducklake_metadata_l.ducklake_column c"
                " JOIN __ducklake_metadata_l.ducklake_table t USING (table_id) GROUP BY ALL"
            )
            self._born = {(str(t), str(c)): max(1, int(begin)) for t, c, begin in found}
        return self._born[table, column]

    def count(self, table: str) -> int:
        """How many rows ``table`` has now, without those of retracted imports."""
        gone = self.retracted(self.version()) if self.version() else []
        keep = f" WHERE import_id NOT IN ({', '.join(map(str, gone))})" if gone else ""
        return int(self.lake.rows(f"SELECT count(*) FROM l.{table}{keep}")[0][0])

    def retracted(self, version: int) -> list[int]:
        """The ids of the imports retracted at ``version``, which never change: asked once."""
        if version not in self._retracted:
            sql = f"SELECT import_id FROM l.retractions AT (VERSION => {int(version)})"
            self._retracted[version] = [int(row[0]) for row in self.lake.rows(sql)]
        return self._retracted[version]


def _quoted(names: Sequence[str]) -> list[str]:
    return [f'"{name}"' for name in names]
