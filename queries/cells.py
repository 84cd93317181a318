"""One value of an answer as a person reads it: times local, money with its decimals, names."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from graph import schema
from queries.model import Row, Text
from queries.params import LOCAL

#: digits after the point; currencies not listed have two
EXPONENTS: Final[Mapping[str, int]] = {"CNY": 2, "USD": 2, "HKD": 2, "JPY": 0, "KRW": 0, "USDT": 6}

#: the words of values that are codes
_VALUES: Final[Mapping[str, Text]] = {
    "asserted": Text("登记", "registered"),
    "extracted": Text("提取", "extracted"),
    "aggregated": Text("汇总", "aggregated"),
    "manual": Text("人工", "by hand"),
    "derived": Text("推定", "derived"),
    "confirmed": Text("确认", "confirmed"),
    "inferred": Text("推断", "inferred"),
    "gap": Text("缺失", "gap"),
    "not_applicable": Text("不适用", "not applicable"),
    "evidenced": Text("有据", "evidenced"),
    "none": Text("断", "none"),
    "complete": Text("完整", "complete"),
    "mostly_complete": Text("基本完整", "mostly complete"),
    "broken": Text("断链", "broken"),
    "unstopped": Text("未止付", "not stopped"),
    "stopped": Text("止付中", "stopped"),
    "stop_ended": Text("止付到期", "stop ended"),
    "frozen": Text("冻结中", "frozen"),
    "freeze_ended": Text("冻结到期", "freeze ended"),
    "balance": Text("余额未动", "never moved"),
    "no_statement": Text("未调取流水", "no statement"),
    "window": Text("超出时间窗", "beyond the window"),
    "floor": Text("低于下限", "under the floor"),
    "depth": Text("超出级数", "beyond the depth"),
    "cash": Text("取现", "cash"),
    "merchant": Text("商户", "merchant"),
    "hub": Text("枢纽账户", "hub"),
    "fee": Text("手续费", "fee"),
    "emptied": Text("已无余额的账户", "accounts known to be empty"),
    "small_groups": Text("小群组", "small groups"),
    "hubs": Text("枢纽", "hubs"),
    "leaders": Text("头目", "leaders"),
    "members": Text("成员", "members"),
    "superiors": Text("上线", "superiors"),
    "operators": Text("经营人", "operators"),
    "dens": Text("窝点", "dens"),
    "tools": Text("工具", "tools"),
    "phones": Text("电话及虚拟身份", "phones and virtual ids"),
    "networks": Text("网络地址", "network addresses"),
    "accounts": Text("账户", "accounts"),
    "suppliers": Text("供应方", "suppliers"),
    "information": Text("信息来源", "information"),
    "cases": Text("案件", "cases"),
    "victims": Text("事主", "victims"),
}


def cell(value: Any, form: str, row: Row, lang: str) -> str:
    """``value`` as text; ``row`` is asked for the currency beside an amount."""
    if value is None or value == "" or value == []:
        return "—" if form == "measure" else ""
    if form == "time" and isinstance(value, int):
        return local_time(value)
    if form == "money" and isinstance(value, int):
        return money(value, str(row.get("currency") or "CNY"))
    if isinstance(value, bool):
        return Text("是", "yes").of(lang) if value else Text("否", "no").of(lang)
    if isinstance(value, (int, float)):
        return f"{value:.12g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        return clean(word(value, lang) if form == "text" else value)
    if isinstance(value, (list, tuple)):
        return "; ".join(cell(item, "text", row, lang) for item in value)
    return clean(_mapping(value, lang))


def word(value: str, lang: str) -> str:
    """The words of a code: an entity or relation type, a status, a part; else the value."""
    tables: tuple[Any, ...] = (schema.load().entities, schema.load().relations)
    for table in tables:
        if value in table:
            return str(table[value].en if lang.startswith("en") else table[value].zh)
    return _VALUES[value].of(lang) if value in _VALUES else value


def _mapping(value: Mapping[str, Any], lang: str) -> str:
    if set(value) >= {"zh", "en"}:
        return str(value["en" if lang.startswith("en") else "zh"])
    if "label" in value:
        label, key = str(value["label"]), str(value.get("key") or "")
        return label if key in ("", label) else f"{label} [{key}]"
    if set(value) == {"id", "type"}:
        return word(str(value["type"]), lang)
    if "file_name" in value:
        sheet = f"/{value['sheet']}" if value.get("sheet") else ""
        return f"{value['file_name']}{sheet}:{value.get('row')}"
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def local_time(micros: int) -> str:
    """Epoch µs UTC as Chinese local time: ``2026-11-05 11:05:00``."""
    try:
        moment = datetime.fromtimestamp(0, LOCAL) + timedelta(microseconds=micros)
    except OverflowError:
        return str(micros)
    return moment.strftime("%Y-%m-%d %H:%M:%S") + (
        f".{micros % 10**6:06d}" if micros % 10**6 else ""
    )


def money(minor: int, currency: str) -> str:
    """Minor units with the currency's decimals and groups: ``200,000.00``."""
    digits = EXPONENTS.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**digits)
    tail = f".{rest:0{digits}d}" if digits else ""
    code = "" if currency in ("", "CNY") else f" {currency}"
    return f"{'-' if minor < 0 else ''}{whole:,}{tail}{code}"


def clean(text: str) -> str:
    """``text`` for a terminal: control, escape and direction characters are spelt out."""
    return "".join(_spell(c) if unicodedata.category(c) in ("Cc", "Cf") else c for c in text)


def _spell(char: str) -> str:
    return " " if char in "\n\r\t" else f"\\u{ord(char):04x}"


def width(text: str) -> int:
    """Columns a terminal needs: a Chinese character takes two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
