"""What is known of an import: where it comes from, what it became, and that it is in already."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from graph.errors import BadInput

INFO_COLUMNS: Final = (
    "number, import_id, file_sha256, file_name, mapping_key, case_no, presets, loaded_at,"
    " actor, synthetic, counts"
)


@dataclass(frozen=True, slots=True)
class ImportSource:
    """Where an import comes from; equal (file, mapping_key, case_no) is the same load.

    ``document`` and ``unit``: the legal document of the request, and who answered it.
    """

    file_sha256: str
    file_name: str
    file_bytes: int
    encoding: str
    presets: str
    mapping_key: str
    case_no: str = ""
    actor: str = ""
    synthetic: bool = False
    document: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ImportInfo:
    """A committed import; ``version`` is 0 when it was only looked up, times are epoch µs."""

    number: int
    import_id: int
    file_sha256: str
    file_name: str
    mapping_key: str
    case_no: str
    presets: str
    loaded_at: int
    actor: str
    synthetic: bool
    counts: list[dict[str, Any]]
    version: int = 0

    @classmethod
    def of(cls, row: Sequence[Any], version: int = 0) -> ImportInfo:
        """From a row selected with :data:`INFO_COLUMNS`."""
        fields: list[Any] = [*row[:10], json.loads(row[10] or "[]"), version]
        return cls(*fields)


class AlreadyLoaded(BadInput):
    """The same file, mapping and case is in the ledger: ``info`` says as which import."""

    def __init__(self, info: ImportInfo) -> None:
        super().__init__(
            f"{info.file_name} 已作为第 {info.number} 次导入入库。",
            f"{info.file_name} is already loaded as import {info.number}.",
        )
        self.info = info


class LoadedOtherwise(BadInput):
    """The same file is in the ledger with another mapping or case: ``info`` says where."""

    def __init__(self, info: ImportInfo) -> None:
        super().__init__(
            f"{info.file_name} 已按另一映射或案件作为第 {info.number} 次导入入库；"
            "如要替换请加 --replace。",
            f"{info.file_name} is already loaded as import {info.number} with another mapping"
            " or case; use --replace to replace it.",
        )
        self.info = info


def import_numbered(imports: pl.DataFrame, number: int) -> dict[str, Any]:
    """The row of import ``number`` among ``imports``; raises :class:`BadInput` for none."""
    found = imports.filter(pl.col("number") == number)
    if found.is_empty():
        raise BadInput(f"没有第 {number} 次导入。", f"There is no import {number}.")
    return found.row(0, named=True)


def find_imports(execute: Callable[..., Any], file_sha256: str) -> list[ImportInfo]:
    """The imports of this file that are not retracted, oldest first."""
    rows = execute(
        f"SELECT {INFO_COLUMNS} FROM l.imports WHERE file_sha256 = ? AND import_id NOT IN"
        " (SELECT import_id FROM l.retractions) ORDER BY number",
        [file_sha256],
    )
    return [ImportInfo.of(row) for row in (rows if isinstance(rows, list) else rows.fetchall())]
