"""Reads the stage vocabulary and templates from YAML, and refuses what it does not understand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import yaml

from queries.chains.template import (
    NEEDS,
    LinkRule,
    Rule,
    StageRule,
    Template,
    TemplateError,
    Vocabulary,
)
from queries.model import Text

Lists = Mapping[str, tuple[str, ...]]

_KEYS: Final = ("template", "zh", "en", "scam_types", "limits", "words", "stages", "links")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,19}")
#: no template of ours has 10 kB
_MAX_BYTES: Final = 200_000
#: the stage of the payment is in every chain, that of the response beside it
_FIXED: Final = {"S6": ("required", "optional"), "S10": ("parallel",)}


def read_file(path: Path) -> dict[str, Any]:
    """The table in a YAML file; raises :class:`TemplateError` naming the file."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise wrong(path.name, "文件过大", "the file is too large")
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        told = " ".join(str(error).split())[:200]
        raise wrong(path.name, f"无法读取（{told}）", f"cannot be read ({told})") from error
    return _table(path.name, data)


def wrong(place: str, zh: str, en: str) -> TemplateError:
    """The error that names file and place."""
    return TemplateError(f"链条模板 {place}：{zh}。", f"Chain template {place}: {en}.")


def _table(place: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise wrong(place, "应为“键: 值”表", "must be a table of keys and values")
    return value


def _only(place: str, value: Any, allowed: Iterable[str], needed: Iterable[str] = ()) -> None:
    table = _table(place, value)
    unknown = ", ".join(sorted(set(table) - set(allowed)))
    if unknown:
        raise wrong(place, f"未知的键 {unknown}", f"unknown {unknown}")
    missing = ", ".join(key for key in needed if key not in table)
    if missing:
        raise wrong(place, f"缺少 {missing}", f"{missing} is missing")


def _line(place: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value):
        raise wrong(place, "应为文字", "must be text")
    return str(value)


def _lines(place: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise wrong(place, "应为列表", "must be a list")
    return tuple(_line(place, item) for item in value)


def _text(place: str, table: Any) -> Text:
    if not isinstance(table, dict) or set(table) != {"zh", "en"}:
        raise wrong(place, "需要 zh 和 en", "needs zh and en")
    return Text(_line(f"{place}.zh", table["zh"]), _line(f"{place}.en", table["en"]))


def _number(place: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100_000:
        raise wrong(place, "应为非负数", "must be a number, not negative")
    return float(value)


def _rule(place: str, item: Any, lists: Lists) -> Rule:
    if isinstance(item, str):
        return Rule(item, {})
    if not isinstance(item, dict) or len(item) != 1:
        raise wrong(
            place,
            "关联写作 名称 或 {名称: {参数: 词}}",
            "a join is NAME or {NAME: {PARAMETER: words}}",
        )
    ((name, given),) = item.items()
    words: dict[str, tuple[str, ...]] = {}
    for key, value in _table(f"{place}.{name}", given).items():
        here = f"{place}.{name}.{key}"
        if isinstance(value, str) and value not in lists:
            raise wrong(here, f"没有词表 {value}", f"no word list is called {value}")
        words[key] = lists[value] if isinstance(value, str) else _lines(here, value)
    return Rule(str(name), words)


def _rules(place: str, value: Any, lists: Lists) -> tuple[Rule, ...]:
    if not isinstance(value, list) or not value:
        raise wrong(place, "应为关联的列表", "must be a list of joins")
    return tuple(_rule(place, item, lists) for item in value)


def _stage(place: str, code: str, table: Any, lists: Lists) -> StageRule:
    _only(place, table, ("need", "name", "fill", "ask"), ("need",))
    need = table["need"]
    allowed = _FIXED.get(code, NEEDS[:3])
    if need not in allowed:
        either = ", ".join(allowed)
        raise wrong(f"{place}.need", f"应为 {either}", f"must be {either}")
    name = _text(f"{place}.name", table["name"]) if "name" in table else None
    if need == "none":
        return StageRule(code, "none", (), Text("", ""), name)
    fill = _rules(f"{place}.fill", table.get("fill"), lists)
    return StageRule(code, need, fill, _text(f"{place}.ask", table.get("ask")), name)


def _link(place: str, name: str, table: Any, lists: Lists) -> LinkRule:
    _only(place, table, ("by", "ask"), ("by", "ask"))
    first, second = name.split("-")
    by = _rules(f"{place}.by", table["by"], lists)
    return LinkRule(first, second, by, _text(f"{place}.ask", table["ask"]))


def read_vocabulary(path: Path) -> Vocabulary:
    """The stages, limits and word lists of ``stages.yml``."""
    data = read_file(path)
    parts = ("version", "stages", "limits", "words")
    _only(path.name, data, parts, parts)
    place = path.name
    return Vocabulary(
        {code: _text(f"{place} {code}", row) for code, row in data["stages"].items()},
        {name: _number(f"{place} {name}", value) for name, value in data["limits"].items()},
        {name: _lines(f"{place} {name}", row) for name, row in data["words"].items()},
    )


def parse(data: Mapping[str, Any], place: str, known: Vocabulary) -> Template:
    """The template in ``data``; raises :class:`TemplateError` naming ``place``."""
    _only(place, data, _KEYS, ("template", "zh", "en", "scam_types", "stages", "links"))
    name = _line(f"{place} template", data["template"])
    if not _NAME.fullmatch(name):
        raise wrong(place, f"不能用作名称：{name[:40]}", f"not usable as a name: {name[:40]}")
    limits, lists = _limits(place, data, known), _lists(place, data, known)
    _in_order(f"{place} stages", data["stages"], tuple(known.stages))
    stages = {c: _stage(f"{place} {c}", c, row, lists) for c, row in data["stages"].items()}
    needed = tuple(code for code, stage in stages.items() if stage.need == "required")
    if len(needed) < 2:
        raise wrong(f"{place} stages", "至少两个必要环节", "at least two must be required")
    pairs = [f"{a}-{b}" for a, b in pairwise(needed)]
    _in_order(f"{place} links", data["links"], pairs)
    links = {n: _link(f"{place} {n}", n, row, lists) for n, row in data["links"].items()}
    _used(place, data, known)
    return Template(
        name,
        Text(_line(f"{place} zh", data["zh"]), _line(f"{place} en", data["en"])),
        _lines(f"{place} scam_types", data["scam_types"]),
        stages,
        links,
        limits,
        lists,
    )


def _in_order(place: str, value: Any, wanted: Collection[str]) -> None:
    if list(_table(place, value)) != list(wanted):
        names = ", ".join(wanted)
        raise wrong(
            place, f"应依次为 {names}", f"{place.rpartition(' ')[2]} must be {names}, in this order"
        )


def _limits(place: str, data: Mapping[str, Any], known: Vocabulary) -> dict[str, float]:
    own = data.get("limits", {})
    _only(f"{place} limits", own, known.limits)
    return {**known.limits, **{k: _number(f"{place} {k}", v) for k, v in own.items()}}


def _lists(place: str, data: Mapping[str, Any], known: Vocabulary) -> dict[str, tuple[str, ...]]:
    own = _table(f"{place} words", data.get("words", {}))
    return {**known.words, **{k: _lines(f"{place} words.{k}", v) for k, v in own.items()}}


def _used(place: str, data: Mapping[str, Any], known: Vocabulary) -> None:
    """A word list of the template's own must be named by one of its joins: else a typing error."""
    named = {
        value
        for stage in data["stages"].values()
        for item in stage.get("fill") or ()
        if isinstance(item, dict)
        for given in item.values()
        for value in given.values()
        if isinstance(value, str)
    }
    unused = ", ".join(sorted(set(data.get("words", {})) - set(known.words) - named))
    if unused:
        raise wrong(
            f"{place} words", f"无人使用的词表 {unused}", f"unknown {unused}, no join uses it"
        )
