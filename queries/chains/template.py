"""Reads the stage vocabulary and the templates, and refuses what it does not understand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from queries.model import Text

_FOLDER: Final = Path(__file__).parent

#: how much a template needs a stage: it counts, it is shown, it does not exist, it runs beside
Need = Literal["required", "optional", "none", "parallel"]
_NEEDS: Final = ("required", "optional", "none", "parallel")

HOUR: Final = 3_600_000_000  # µs
DAY: Final = 24 * HOUR


class TemplateError(ValueError):
    """A template or the vocabulary is written wrongly; the message names file and place."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One join of the vocabulary with its parameters."""

    join: str
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class StageRule:
    """How one stage is filled, whether it is needed, and what to ask for when it is a gap."""

    code: str
    need: Need
    fill: tuple[Rule, ...]
    ask: Text


@dataclass(frozen=True, slots=True)
class LinkRule:
    """Which joins evidence the link between two neighbouring required stages."""

    first: str
    second: str
    by: tuple[Rule, ...]
    ask: Text

    @property
    def name(self) -> str:
        """``S1-S2``."""
        return f"{self.first}-{self.second}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Stage names in order, the default limits, and the named word lists."""

    stages: Mapping[str, Text]
    limits: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Template:
    """The chain of one scam type."""

    name: str
    title: Text
    scam_types: tuple[str, ...]
    stages: Mapping[str, StageRule]
    links: Mapping[str, LinkRule]
    limits: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]

    @property
    def required(self) -> tuple[str, ...]:
        """The required stages in order."""
        return tuple(code for code, stage in self.stages.items() if stage.need == "required")

    def claim(self, scam_type: str) -> int:
        """Length of the longest of this template's words in a case's scam type; 0 for none.

        Spaces and punctuation do not count: 网络婚恋、交友 contains 婚恋交友.
        """
        text = _bare(scam_type)
        return max((len(word) for word in map(_bare, self.scam_types) if word in text), default=0)

    def micros(self, limit: str) -> int:
        """A limit in days or hours as microseconds."""
        return int(self.limits[limit] * (DAY if limit.endswith("_days") else HOUR))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def suiting(scam_type: str) -> Template | None:
    """The template that reads a case of this scam type: the one with the longest word in it."""
    claims = {name: found.claim(scam_type) for name, found in templates().items()}
    name = max(claims, key=claims.__getitem__, default="")
    return templates()[name] if claims.get(name) else None


def _only(place: str, table: Mapping[str, Any], allowed: Iterable[str]) -> None:
    unknown = sorted(set(table) - set(allowed))
    if unknown:
        raise TemplateError(f"{place}: unknown {', '.join(unknown)}")


def _text(place: str, table: Any) -> Text:
    if not isinstance(table, dict) or set(table) != {"zh", "en"}:
        raise TemplateError(f"{place}: needs zh and en")
    return Text(str(table["zh"]), str(table["en"]))


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise TemplateError(f"{path.name}: {error}") from error
    if not isinstance(data, dict):
        raise TemplateError(f"{path.name}: not a table")
    return data


def _rule(place: str, item: Any, lists: Mapping[str, tuple[str, ...]]) -> Rule:
    if isinstance(item, str):
        return Rule(item, {})
    if not isinstance(item, dict) or len(item) != 1:
        raise TemplateError(f"{place}: a join is its name, or {{name: {{parameter: words}}}}")
    ((name, given),) = item.items()
    words: dict[str, tuple[str, ...]] = {}
    for key, value in given.items():
        if isinstance(value, str) and value not in lists:
            raise TemplateError(f"{place}.{name}.{key}: no word list is called {value}")
        words[key] = lists[value] if isinstance(value, str) else tuple(map(str, value))
    return Rule(name, words)


def _stage(
    place: str, code: str, table: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]
) -> StageRule:
    _only(place, table, ("need", "fill", "ask"))
    need = table.get("need")
    if need not in _NEEDS:
        raise TemplateError(f"{place}.need: one of {', '.join(_NEEDS)}")
    if need == "none":
        return StageRule(code, "none", (), Text("", ""))
    fill = tuple(_rule(place, item, lists) for item in table.get("fill", ()))
    return StageRule(code, need, fill, _text(f"{place}.ask", table.get("ask")))


def _link(
    place: str, name: str, table: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]
) -> LinkRule:
    _only(place, table, ("by", "ask"))
    first, second = name.split("-")
    by = tuple(_rule(place, item, lists) for item in table.get("by", ()))
    return LinkRule(first, second, by, _text(f"{place}.ask", table.get("ask")))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The stages, limits and word lists of ``stages.yml``."""
    data = _read(_FOLDER / "stages.yml")
    _only("stages.yml", data, ("version", "stages", "limits", "words"))
    return Vocabulary(
        {code: _text(f"stages.yml {code}", row) for code, row in data["stages"].items()},
        {name: float(value) for name, value in data["limits"].items()},
        {name: tuple(map(str, row)) for name, row in data["words"].items()},
    )


def parse(data: Mapping[str, Any], place: str) -> Template:
    """The template in ``data``; raises :class:`TemplateError` naming ``place``."""
    known = vocabulary()
    _only(
        place,
        data,
        ("template", "zh", "en", "scam_types", "limits", "words", "stages", "links"),
    )
    _only(f"{place} limits", data.get("limits", {}), known.limits)
    _only(f"{place} words", data.get("words", {}), known.words)
    if list(data["stages"]) != list(known.stages):
        raise TemplateError(f"{place}: stages must be {', '.join(known.stages)}, in this order")
    lists = {**known.words, **{k: tuple(v) for k, v in data.get("words", {}).items()}}
    template = Template(
        str(data["template"]),
        Text(str(data["zh"]), str(data["en"])),
        tuple(map(str, data["scam_types"])),
        {c: _stage(f"{place} {c}", c, row, lists) for c, row in data["stages"].items()},
        {n: _link(f"{place} {n}", n, row, lists) for n, row in data["links"].items()},
        {**known.limits, **{k: float(v) for k, v in data.get("limits", {}).items()}},
        lists,
    )
    needed = [f"{a}-{b}" for a, b in zip(template.required, template.required[1:], strict=False)]
    if list(template.links) != needed:
        raise TemplateError(f"{place}: links must be {', '.join(needed)}, in this order")
    return template


def _by_number(path: Path) -> tuple[int, str]:
    """``T2`` before ``T10``."""
    digits = "".join(sign for sign in path.stem if sign.isdigit())
    return int(digits or 0), path.stem


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """All templates by name (``T2``), read once; raises :class:`TemplateError`."""
    found: dict[str, Template] = {}
    for path in sorted((_FOLDER / "templates").glob("*.yml"), key=_by_number):
        template = parse(_read(path), path.name)
        if template.name != path.stem:
            raise TemplateError(f"{path.name}: is called {template.name} inside")
        found[template.name] = template
    return found
