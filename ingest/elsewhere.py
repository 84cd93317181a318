"""Values that stand outside the table: in its title rows, in a file's name or its folders'.

A file about one person often names that person only there (``张三_1101…_旅馆住宿.xlsx``), and a
bank prints the account above the statement. Only a sound value is taken, and only when it is
the one of its kind: two different ID numbers in a name say nothing about the rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest import identifiers, names
from ingest.headers import Cells, fold_header
from ingest.identifiers.cleaning import clean
from ingest.mapping import Column, Mapping

_PIECES: Final = r"[\s_/\\+,，、；;。.@()（）【】\[\]—-]+"
_LABELLED: Final = r"^(.{1,20}?)\s*[:：]\s*(.+)$"
_NAME: Final = r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff]{1,10}·[\u4e00-\u9fff]{1,10}$"
#: words of file names that are no person's name
_WORDS: Final = re.compile(
    "信息|明细|交易|银行|记录|查询|反馈|人员|账户|帐户|住宿|旅馆|宾馆|酒店|入境|铁路|车票|火车|航班|民航|"
    "话单|通话|登记|清单|材料|案|表|数据|结果|导出|卡|流水|轨迹|移动|联通|电信|广电|支付|微信|财付|物品|定向|"
    "合成|嫌疑|涉"
)


def given(mapping: Mapping, header: Cells, above: Sequence[Cells], name: str) -> dict[str, str]:
    """Column → cell for the columns that may stand elsewhere and are not in ``header``.

    ``above`` are the rows over the header, ``name`` the file's name with its folders.
    """
    there = {fold_header(cell) for cell in header if cell}
    found = {}
    for column in mapping.columns.values():
        if column.elsewhere and not there & {fold_header(word) for word in column.headers}:
            value = _titled(column, above) or _named(column, name)
            if value:
                found[column.name] = value
    return found


def _titled(column: Column, above: Sequence[Cells]) -> str:
    """The value behind the column's label in a title: ``户名：张三`` or two cells."""
    words = {fold_header(word) for word in column.headers}
    values = []
    for row in above:
        cells = [cell for cell in row if cell and cell.strip()]
        for cell, behind in zip(cells, [*cells[1:], ""], strict=True):
            values += [text for label, text in _labels(cell, behind) if label in words]
    return _only([value for text in values if (value := _sound(column, text, titled=True))])


def _labels(cell: str, behind: str) -> list[tuple[str, str]]:
    """(folded label, value) pairs of a title cell; the last may have its value in the next."""
    pairs = []
    for part in re.split(r"\s{2,}|[;；|]|\s(?=[^\s:：]{1,20}[:：])", cell):
        labelled = re.match(_LABELLED, part.strip())
        if labelled:
            pairs.append((fold_header(labelled[1]), labelled[2].strip()))
        else:
            pairs.append((fold_header(part.strip().rstrip(":：")), behind))
    return pairs


def _named(column: Column, name: str) -> str:
    """The one value of the column's kind in a file's name; a folder's only where that has none."""
    for part in reversed(re.split(r"[/\\]", re.sub(r"\.\w{2,5}$", "", name))):
        pieces = [piece for piece in re.split(_PIECES, part) if piece]
        values = [value for piece in pieces if (value := _sound(column, piece, titled=False))]
        if values:
            return _only(values)
    return ""


def _only(values: list[str]) -> str:
    return values[0] if len(set(values)) == 1 else ""


def _sound(column: Column, text: str, titled: bool) -> str:
    """The text when it is a sound value of the column's kind, else an empty one."""
    kind, text = column.read.partition(":")[0], clean(text)
    if kind in ("name", "text"):
        return _person(text, titled) if kind == "name" else text if titled else ""
    if kind not in identifiers.KINDS:
        return text if titled else ""
    parsed = identifiers.parse(kind, text)
    if not parsed.ok or parsed.norm is None:
        return ""
    return text if titled or _telling(kind, parsed.norm, parsed.hint) else ""


def _person(text: str, titled: bool) -> str:
    if titled:
        return text if names.parse_name(text).name else ""
    return text if re.match(_NAME, text) and not _WORDS.search(text) else ""


def _telling(kind: str, norm: str, hint: str) -> bool:
    """Whether digits in a file's name can be nothing else: a batch or time stamp is no account."""
    if kind == "id":
        return hint in ("resident", "residence-permit", "permanent")
    if kind in ("card", "account", "payment"):
        return hint in ("card", "payment") or (norm.isdigit() and 16 <= len(norm) <= 19)
    return kind != "phone" or hint == "mobile"
