"""Reads a mapping's YAML so that every mistake can name its line; all scalars stay text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, cast

import yaml

from graph.errors import BadInput

#: no honest mapping is larger (bytes)
MAX_BYTES: Final = 400_000
#: values one mapping may hold
MAX_NODES: Final = 20_000
#: the parser in C where PyYAML was built with it: five times as fast
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    found = read_all(text, file)
    if len(found) == 1:
        return found[0]
    raise BadInput(
        f"映射 {file}：此处只能有一个映射。", f"Mapping {file}: there must be one mapping here."
    )


def read_all(text: str, file: str) -> list[Section]:
    """The documents of a YAML text, parted by ``---``; raises as :func:`read` does."""
    try:
        nodes = list(yaml.compose_all(text, _LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadInput(
            f"映射 {file} 第 {line} 行：YAML 写法错误。",
            f"Mapping {file}, line {line}: this is no valid YAML.",
        ) from error
    if not nodes or not all(isinstance(node, yaml.MappingNode) for node in nodes):
        raise BadInput(f"映射 {file} 为空或不是键值表。", f"Mapping {file} holds no keys.")
    reader = _Reader(file)
    return [cast("Section", reader.value(node)) for node in nodes]


def read_file(path: Path) -> tuple[list[Section], str]:
    """The mappings at ``path`` and its text; raises :class:`BadInput` when it cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"映射文件过大：{path}", f"The mapping file is too large: {path}")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"无法读取映射文件：{path}", f"Cannot read the mapping {path}.") from error
    return read_all(text, path.name), text


class _Reader:
    """Turns nodes into values, and counts them: aliases of aliases cannot grow without bound."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.left = MAX_NODES

    def value(self, node: yaml.Node) -> Any:
        """A Section, a list or a text."""
        self.left -= 1
        if self.left < 0:
            raise BadInput(
                f"映射 {self.file}：内容过多或引用过多。", f"Mapping {self.file}: too many values."
            )
        if isinstance(node, yaml.MappingNode):
            return self._section(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item) for item in node.value]
        return str(node.value)

    def _section(self, node: yaml.MappingNode) -> Section:
        section = Section(self.file, node.start_mark.line + 1)
        for key, value in node.value:
            name = str(key.value)
            section.lines[name] = key.start_mark.line + 1
            if name in section:
                raise section.fail(name, f"键“{name}”重复", f"the key '{name}' stands twice")
            section[name] = self.value(value)
        return section
