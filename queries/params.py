"""Turns the words of a command line or a form into checked values, or says what is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final

from graph import schema
from graph.errors import BadInput
from queries.model import Param, Query

#: names no question may use for a parameter of its own
RESERVED: Final = frozenset({"format", "as_of", "limit", "reveal", "store", "help"})

#: times without a zone are read as Chinese local time, which has no summer time
LOCAL: Final = timezone(timedelta(hours=8))

#: longer than any name or number; what is longer was pasted by mistake
_MAX_TEXT: Final = 500

_TRUE: Final = frozenset({"true", "1", "yes", "on", "是"})
_FALSE: Final = frozenset({"false", "0", "no", "off", "否", ""})


def check(query: Query, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values for all parameters of ``query``, defaults filled in.

    Keys may be snake_case or kebab-case. Raises :class:`BadInput` for an
    unknown, missing, doubled or unusable one.
    """
    words: dict[str, Any] = {}
    for key, value in given.items():
        name = key.replace("-", "_")
        if name in words:
            raise BadInput(f"参数 {key} 给了两次。", f"Parameter {key} is given twice.")
        words[name] = value
    _refuse_unknown(query, words)
    return {param.name: _value(param, words.get(param.name)) for param in query.params}


def _refuse_unknown(query: Query, words: Mapping[str, Any]) -> None:
    names = {param.name for param in query.params}
    for name in sorted(set(words) - names):
        flags = ", ".join(param.flag for param in query.params)
        raise BadInput(
            f"查询 {query.name} 没有参数“{name}”；可用：{flags}。",
            f"Query {query.name} has no parameter '{name}'; it takes {flags}.",
        )


def _value(param: Param, given: Any) -> Any:
    if given is None or (isinstance(given, str) and not given.strip() and param.kind != "bool"):
        if param.required:
            raise BadInput(f"缺少参数 {param.flag}。", f"Parameter {param.flag} is missing.")
        return param.default
    return _READERS[param.kind](param, given)


def _wrong(param: Param, zh: str, en: str, given: Any) -> BadInput:
    shown = str(given)
    shown = shown if len(shown) <= 40 else shown[:40] + "…"
    return BadInput(
        f"参数 {param.flag} 应为{zh}，现为“{shown}”。",
        f"Parameter {param.flag} must be {en}, it is '{shown}'.",
    )


def _text(param: Param, given: Any) -> str:
    text = str(given).strip()
    if not isinstance(given, (str, int)) or len(text) > _MAX_TEXT or "\x00" in text:
        raise _wrong(
            param, f"不超过 {_MAX_TEXT} 字的文本", f"text of at most {_MAX_TEXT} characters", given
        )
    return text


def _bounds(param: Param) -> tuple[str, str]:
    low, high = param.minimum, param.maximum
    if low is None and high is None:
        return "", ""
    if high is None:
        return f"不小于 {low:g} 的", f" of at least {low:g}"
    if low is None:
        return f"不大于 {high:g} 的", f" of at most {high:g}"
    return f" {low:g} 到 {high:g} 的", f" from {low:g} to {high:g}"


def _inside(param: Param, value: float) -> bool:
    above = param.minimum is None or value >= param.minimum
    return above and (param.maximum is None or value <= param.maximum)


def _int(param: Param, given: Any) -> int:
    zh, en = _bounds(param)
    text = str(given).strip()
    if isinstance(given, bool) or not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise _wrong(param, f"{zh}整数", f"a whole number{en}", given)
    if not _inside(param, int(text)):
        raise _wrong(param, f"{zh}整数", f"a whole number{en}", given)
    return int(text)


def _float(param: Param, given: Any) -> float:
    zh, en = _bounds(param)
    try:
        value = float(given)
    except (TypeError, ValueError):
        raise _wrong(param, f"{zh}数", f"a number{en}", given) from None
    if isinstance(given, bool) or not math.isfinite(value) or not _inside(param, value):
        raise _wrong(param, f"{zh}数", f"a number{en}", given)
    return value


def _bool(param: Param, given: Any) -> bool:
    word = str(given).strip().lower()
    if word not in _TRUE | _FALSE:
        raise _wrong(param, "是或否", "true or false", given)
    return word in _TRUE


def _choice(param: Param, given: Any) -> str:
    word = str(given).strip()
    if word not in param.choices:
        either = ", ".join(param.choices)
        raise _wrong(param, f"{either} 之一", f"one of {either}", given)
    return word


def _date(param: Param, given: Any) -> int:
    """Epoch µs UTC; a day given for ``until`` means its last microsecond."""
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    text = str(given).strip().replace("/", "-").replace("T", " ")
    try:
        if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
            year, month, day = map(int, text.split("-"))
            moment = datetime.combine(date(year, month, day), datetime.min.time(), LOCAL)
            end = timedelta(days=1) if param.name == "until" else timedelta()
            return micros(moment + end) - (1 if end else 0)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise _wrong(
            param,
            "日期，如 2026-11-05 或 2026-11-05 11:05",
            "a date such as 2026-11-05 or 2026-11-05 11:05",
            given,
        ) from None
    return micros(moment if moment.tzinfo else moment.replace(tzinfo=LOCAL))


def micros(moment: datetime) -> int:
    """Epoch µs UTC of an aware time, exactly (no float in between)."""
    span = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def _words(given: Any) -> list[str]:
    parts = given if isinstance(given, (list, tuple)) else re.split(r"[,，;；]", str(given))
    return [word for word in (str(part).strip() for part in parts) if word]


def _relations(param: Param, given: Any) -> tuple[str, ...]:
    found = set()
    for word in _words(given):
        kind = schema.load().find_relation_type(word.upper()) or schema.load().find_relation_type(
            word
        )
        if kind is None:
            raise _wrong(
                param, "关系类型，如 HOLDS,USES", "relation types such as HOLDS,USES", word
            )
        found.add(kind.name)
    return tuple(sorted(found))


def _entities(param: Param, given: Any) -> tuple[str, ...]:
    found = set()
    for word in _words(given):
        kind = schema.load().find_entity_type(word)
        if kind is None:
            raise _wrong(
                param, "实体类型，如 Person,Account", "entity types such as Person,Account", word
            )
        found.add(kind.name)
    return tuple(sorted(found))


_READERS: Final[Mapping[str, Callable[[Param, Any], Any]]] = {
    "text": _text,
    "entity": _text,
    "int": _int,
    "float": _float,
    "bool": _bool,
    "date": _date,
    "choice": _choice,
    "relations": _relations,
    "entities": _entities,
}
