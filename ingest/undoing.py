"""What an undo would take away, told before it is done; every row stays stored."""

from __future__ import annotations

from typing import Final

import polars as pl

from graph.dataset import Dataset
from graph.errors import BadInput
from graph.ledger import Ledger, import_numbered
from graph.ledger.decision_log import standing
from graph.tables import FACT_TABLES

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "transfers": ("转账", "transfers"),
    "calls": ("通话", "calls"),
    "messages": ("短信", "messages"),
    "presences": ("轨迹", "presences"),
    "logins": ("登录", "logins"),
    "stays": ("住宿", "stays"),
    "trips": ("出行", "trips"),
    "cashouts": ("取现", "cash-outs"),
}


def consequences(ledger: Ledger, number: int) -> list[tuple[tuple[str, str], int]]:
    """(words in zh and en, how many) of what undoing import ``number`` would take away.

    Entities count when nothing but this import knows them, rows when they stand in it.
    Raises :class:`BadInput` when there is no such import or it is undone already.
    """
    info = import_numbered(ledger.imports(), number)
    if info["retracted"]:
        raise BadInput(f"第 {number} 次导入已撤销。", f"Import {number} is already undone.")
    import_id = int(info["import_id"])
    mine = pl.col("import_id") == import_id
    dataset = Dataset(ledger)
    records = dataset.records
    numbers = ledger.read("numbers", columns=["number_key", "import_id"])
    gone = _only(records, "cluster", mine) + _only(numbers, "number_key", mine)
    found = [
        (("只见于此导入的实体", "entities only this import knows"), gone),
        (("关系行", "relation rows"), _rows(ledger, "relations", import_id)),
    ]
    for table in FACT_TABLES:
        words = _WORDS.get(table, (table, table))
        count = _rows(ledger, table, import_id)
        found.append(((f"明细行：{words[0]}", f"rows of {words[1]}"), count))
    found.append(
        (
            ("涉及其记录的决定", "decisions about its records"),
            _decisions(dataset, set(records.filter(mine)["record_id"])),
        )
    )
    return [entry for entry in found if entry[1]]


def _only(rows: pl.DataFrame, key: str, mine: pl.Expr) -> int:
    """How many values of ``key`` stand in no other import."""
    return rows.group_by(key).agg(only=mine.all()).filter("only").height


def _rows(ledger: Ledger, table: str, import_id: int) -> int:
    """How many rows of a table stand in the import; only those are read."""
    mine = ledger.read(table, columns=["import_id"], where="import_id = ?", params=[import_id])
    return mine.height


def _decisions(dataset: Dataset, records: set[int]) -> int:
    """Standing merges, confirmations, rejections and splits that name one of the records."""
    log = dataset.ledger.read("decisions", dataset.version)
    return sum(
        bool(records & {int(r) for r in _named(row.payload)})
        for row in standing(log, "merge", "confirm", "reject", "split")
    )


def _named(payload: object) -> list[int]:
    if not isinstance(payload, dict):
        return []
    sides = [record for side in payload.get("sides", []) for record in side]
    return [*payload.get("records", []), *sides]
