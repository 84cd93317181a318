"""The original row behind a source reference, as it stands in the imported file, masked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from graph.errors import BadInput, GraychainError
from graph.masks import mask_row
from ingest import sources as files
from webapp import context
from webapp.i18n import t

#: rows read for one answer; the total is always said
MAX_ROWS = 50
_SHA = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"时间|日期|time|date", re.I)
_AMOUNT = re.compile(
    r"交易金额|付款金额|取现金额|止付金额|冻结金额|被骗金额|金额|损失|amount|价格", re.I
)
_TELLING = re.compile(
    r"户名|姓名|卡号|账号|号码|主叫|被叫|对手|对方|收款|付款|角色|关系|备注|摘要|批次|团伙|窝点|"
    r"设备|序列号|IP|网址|域名|ATM|网点|取款|提供|接收|呼转|持续|时长|IMEI|IMSI|供|单号|结果",
    re.I,
)
_DULL = re.compile(r"证件|开户|余额|序号|币种|反馈|凭证|日志号|传票|柜员|终端号|查询|标志|代码$")


def row(reference: Mapping[str, Any]) -> dict[str, Any]:
    """``{source, header, cells}`` of one reference, masked unless a reveal is running.

    A row that cannot be read any more has ``missing`` instead of cells. Raises
    :class:`BadInput` for a reference that is none.
    """
    sha, sheet, number = _checked(reference)
    found: dict[str, Any] = {"source": dict(reference)}
    try:
        path = context.ledger().original(sha)
        header, cells = files.read_row(path, sheet, number)
    except (OSError, GraychainError):
        return {**found, "header": [], "cells": [], "missing": t("source.missing")}
    texts = ["" if cell is None else str(cell) for cell in cells]
    names = [str(name) for name in header]
    if not context.caller().revealing:
        texts = mask_row(names, texts)
    return {**found, "header": names, "cells": texts}


def rows(references: Sequence[Mapping[str, Any]], limit: int = MAX_ROWS) -> list[dict[str, Any]]:
    """The first ``limit`` rows, each also with ``time``, ``amount`` and a short ``what``."""
    return [{**found, **digest(found)} for found in map(row, references[:limit])]


def digest(found: Mapping[str, Any]) -> dict[str, str]:
    """One line that says what a row is about: its time, its amount, its telling cells."""
    if found.get("missing"):
        return {"time": "", "amount": "", "what": str(found["missing"])}
    pairs = [
        (unicodedata.normalize("NFKC", name), cell.strip())
        for name, cell in zip(found["header"], found["cells"], strict=False)
        if cell.strip() and cell.strip() not in ("-", "—", "\\N", "NULL")
    ]
    times = [(name, cell) for name, cell in pairs if _TIME.search(name)]
    amounts = [(name, cell) for name, cell in pairs if _AMOUNT.search(name)]
    used = set(times + amounts)
    rest = [pair for pair in pairs if pair not in used]
    telling = [p for p in rest if _TELLING.search(p[0]) and not _DULL.search(p[0])]
    chosen = (telling or rest)[:4]
    return {
        "time": times[0][1] if times else "",
        "amount": amounts[0][1] if amounts else "",
        "what": " · ".join(f"{name} {cell[:60]}" for name, cell in chosen),
    }


def _checked(reference: Mapping[str, Any]) -> tuple[str, str, int]:
    sha, sheet, number = (reference.get(name) for name in ("file_sha256", "sheet", "row"))
    good = isinstance(sha, str) and _SHA.fullmatch(sha) and isinstance(number, int)
    if not good or not isinstance(sheet, str | None):
        raise BadInput("出处不完整。", "The source reference is not complete.")
    return str(sha), sheet or "", int(str(number))
