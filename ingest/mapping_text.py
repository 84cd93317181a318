"""Reads a mapping's YAML so that every mistake can name its line; all scalars stay text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, cast

import yaml

from graph.errors import BadInput

#: no honest mapping is larger (bytes)
MAX_BYTES: Final = 400_000
#: few enough that aliases of aliases cannot grow without bound
MAX_ALIASES: Final = 8


class Section(dict[str, Any]):
    """A YAML mapping that knows the lines of its keys; values are Section, list or str."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}

    def fail(self, key: str | None, zh: str, en: str) -> BadInput:
        """The error for something wrong at ``key`` (or in the section)."""
        line = self.lines.get(key or "", self.line)
        return BadInput(
            f"映射 {self.file} 第 {line} 行：{zh}", f"Mapping {self.file}, line {line}: {en}"
        )

    def only(self, allowed: Iterable[str]) -> Section:
        """Itself; raises :class:`BadInput` naming the line of the first key not allowed."""
        known = sorted(allowed)
        for key in self:
            if key not in known:
                raise self.fail(
                    key,
                    f"未知键“{key}”（可用：{'、'.join(known)}）",
                    f"unknown key '{key}' (known: {', '.join(known)})",
                )
        return self

    def text(self, key: str, default: str | None = None) -> str:
        """A scalar; raises when it is missing without ``default``, or no scalar."""
        value = self.get(key, default)
        if isinstance(value, str) and (value or default is not None):
            return value
        raise self.fail(key, f"“{key}”应为一个值", f"'{key}' must be one value")

    def maybe(self, key: str) -> str | None:
        """A scalar, or ``None`` when the key is not there."""
        return self.text(key) if key in self else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of scalars, or one scalar as a list; empty when the key is not there."""
        value = self.get(key, [])
        items = value if isinstance(value, list) else [value]
        if all(isinstance(item, str) for item in items):
            return tuple(cast("list[str]", items))
        raise self.fail(key, f"“{key}”应为列表", f"'{key}' must be a list of values")

    def flag(self, key: str) -> bool:
        """``true`` or ``false``; false when the key is not there."""
        value = self.get(key, "false")
        if value not in ("true", "false"):
            raise self.fail(key, f"“{key}”应为 true 或 false", f"'{key}' must be true or false")
        return bool(value == "true")

    def number(self, key: str, default: float) -> float:
        """A number; raises :class:`BadInput` for anything else."""
        value = self.get(key, str(default))
        try:
            return float(value)
        except (TypeError, ValueError):
            raise self.fail(key, f"“{key}”应为数字", f"'{key}' must be a number") from None

    def section(self, key: str) -> Section:
        """A mapping below ``key``; an empty one when the key is not there."""
        value = self.get(key)
        if value is None or value == "":
            return Section(self.file, self.lines.get(key, self.line))
        if isinstance(value, Section):
            return value
        raise self.fail(key, f"“{key}”应为键值表", f"'{key}' must hold keys and values")

    def sections(self, key: str) -> list[Section]:
        """A list of mappings below ``key``."""
        value = self.get(key) or []
        if isinstance(value, list) and all(isinstance(item, Section) for item in value):
            return value
        raise self.fail(key, f"“{key}”应为条目列表", f"'{key}' must be a list of entries")

    def named(self, key: str) -> list[tuple[str, Section]]:
        """The named sections below ``key``, in the order of the file."""
        below = self.section(key)
        return [(name, below.section(name)) for name in below]


def read(text: str, file: str) -> Section:
    """Parse YAML text; raises :class:`BadInput` with the line for broken YAML and doubled keys."""
    try:
        aliases = sum(isinstance(e, yaml.AliasEvent) for e in yaml.parse(text, yaml.SafeLoader))
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadInput(
            f"映射 {file} 第 {line} 行：YAML 写法错误。",
            f"Mapping {file}, line {line}: this is no valid YAML.",
        ) from error
    if aliases > MAX_ALIASES:
        raise BadInput(f"映射 {file}：YAML 引用过多。", f"Mapping {file}: too many YAML aliases.")
    if not isinstance(node, yaml.MappingNode):
        raise BadInput(f"映射 {file} 为空或不是键值表。", f"Mapping {file} holds no keys.")
    return cast("Section", _value(node, file))


def read_file(path: Path) -> tuple[Section, str]:
    """The mapping at ``path`` and its text; raises :class:`BadInput` when it cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"映射文件过大：{path}", f"The mapping file is too large: {path}")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"无法读取映射文件：{path}", f"Cannot read the mapping {path}.") from error
    return read(text, path.name), text


def _value(node: yaml.Node, file: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        section = Section(file, node.start_mark.line + 1)
        for key, value in node.value:
            name = str(key.value)
            if name in section:
                section.lines[name] = key.start_mark.line + 1
                raise section.fail(name, f"键“{name}”重复", f"the key '{name}' stands twice")
            section[name] = _value(value, file)
            section.lines[name] = key.start_mark.line + 1
        return section
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, file) for item in node.value]
    return str(node.value)
