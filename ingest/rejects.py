"""The rejects file of an import: what could not be used, where, and why."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

import polars as pl

from graph.errors import BadInput
from graph.ledger import Ledger, import_numbered
from ingest.identifiers.parsed import ISSUES

#: first signs a spreadsheet would run as a formula
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
COLUMNS: Final = (
    "文件 file", "工作表 sheet", "行 row", "列 column", "值 value", "代码 code", "范围 scope",
    "原因", "reason",
)  # fmt: skip

#: the same columns in JSON
KEYS: Final = ("file", "sheet", "row", "column", "value", "code", "scope", "zh", "en")

#: reasons besides those of identifiers, with their sentences in zh and en
REASONS: Final[dict[str, tuple[str, str]]] = {
    "missing": ("必填项为空", "a needed value is blank"),
    "too_many_columns": ("单元格多于表头", "more cells than the header has"),
    "nothing_usable": ("整行没有可用内容", "nothing in the row can be used"),
    "unknown_type": ("没有这种实体类型", "no entity type of that name"),
    "unknown_relation": ("没有这种关系", "no relation of that name"),
    "relation_ends": ("该关系不能连接这两类实体", "the relation cannot join these two types"),
    "word_unknown": ("词语无法识别", "the word is not known"),
    "amount_format": ("不是金额", "no amount"),
    "amount_precision": ("小数位多于币种", "more decimals than the currency has"),
    "amount_range": ("金额超出范围", "the amount is out of range"),
    "time_format": ("时间写法无法识别", "the time cannot be read"),
    "time_ambiguous": ("月日无法区分", "day and month cannot be told apart"),
    "time_range": ("时间超出合理范围", "the time is out of range"),
    "zone_unknown": ("时区无法识别，按北京时间读取", "the zone is not known; read as China's time"),
    "sign_direction": ("金额正负与收付标志矛盾，按负数冲向", "the sign contradicts the direction"),
    "duration_format": ("时长写法无法识别", "the duration cannot be read"),
    "place_format": ("坐标写法无法识别", "the coordinates cannot be read"),
    "place_range": ("坐标超出范围", "the coordinates are out of range"),
    **ISSUES,
}
_SCOPES: Final = {"row": "整行未入库 row", "value": "仅该值未采用 value"}


def safe(text: str) -> str:
    """A cell a spreadsheet shows as it is: what would be a formula gets a leading ``'``."""
    return "'" + text if text.startswith(_FORMULA) else text


def as_csv(file_name: str, parts: Iterable[tuple[str, pl.DataFrame]]) -> str:
    """The rejects of all sheets as CSV text with a header (UTF-8 with mark when written)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for sheet, frame in parts:
        names = ("row", "column", "value", "reason", "scope")
        for row, column, value, reason, scope in frame.select(names).iter_rows():
            zh, en = REASONS.get(reason, (reason, reason))
            cells = [file_name, sheet, str(row), column or "", value or "", reason, _SCOPES[scope]]
            writer.writerow([safe(cell) for cell in (*cells, zh, en)])
    return out.getvalue()


def reasons_of(frames: Iterable[pl.DataFrame]) -> dict[str, dict[str, int]]:
    """``rejected_as`` (rows) and ``left_as`` (single values) by reason, kept with the import."""
    counted: dict[str, dict[str, int]] = {"row": {}, "value": {}}
    for frame in frames:
        for scope, reason, count in (
            frame.group_by("scope", "reason").len().sort("scope", "reason").iter_rows()
        ):
            counted[scope][reason] = counted[scope].get(reason, 0) + count
    return {"rejected_as": counted["row"], "left_as": counted["value"]}


def write(home: Path, name: str, text: str) -> Path:
    """Write ``HOME/rejects/<name>.csv`` as a whole; the path."""
    folder = home / "rejects"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, encoding="utf-8-sig", newline="")
    part.replace(path)
    return path


def path_of(ledger: Ledger, number: int) -> Path:
    """The rejects file of import ``number``; raises :class:`BadInput` when there is none.

    A load that was killed right after its commit left the file under the import's id.
    """
    path = ledger.home / "rejects" / f"{number}.csv"
    if path.is_file():
        return path
    import_id = import_numbered(ledger.imports(), number)["import_id"]
    waiting = path.with_name(f"{import_id}.csv")
    if not waiting.is_file():
        raise BadInput(
            f"第 {number} 次导入没有未采用的内容。", f"Import {number} rejected nothing."
        )
    with suppress(OSError):
        return waiting.replace(path)
    return waiting
