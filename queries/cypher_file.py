"""Reads one ``cypher/<name>.cypher``: a strict header, then Cypher that also runs pasted.

::

    // title: 共用标识 / Shared identifiers
    // question: 哪些电话…？/ Which phones …?
    // group: identity
    // param min_people: int[2..1000] = 2 -- 至少几人 / at least how many people
    // returns: identifier, kind, people
    // order: 人数多者在前 / most people first
    // caveat: 家人会共用电话 / families share phones

A parameter without ``= default`` is required; ``= none`` leaves it open. The
text may use ``$max_rows`` and its own parameters, and must use each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, cast, get_args

from graph.errors import BadInput
from queries import columns
from queries.model import GROUPS, Kind, Param, Text
from queries.params import RESERVED

#: every header there is; ``param`` may be repeated or absent, the others stand once
HEADERS: Final = ("title", "question", "group", "returns", "order", "caveat")

_PARAM: Final = re.compile(
    r"(?P<name>[a-z][a-z0-9_]*): (?P<kind>[a-z]+)"
    r"(?:\[(?P<bounds>[^\]]+)\])?(?: = (?P<default>\S+))? -- (?P<help>.+)"
)
_WRITES: Final = re.compile(
    r"\b(CREATE|MERGE|SET|DELETE|DETACH|REMOVE|DROP|LOAD|FOREACH|USE|SHOW|TERMINATE)\b|\bCALL\s+\w"
)
_ORDERED: Final = re.compile(r"\bORDER\s+BY\s+(?P<keys>(?:(?!\bORDER\b|\bLIMIT\b).)+?)\s*$", re.S)


class BadQueryFile(BadInput):
    """A query file breaks a rule; the message names the file and the cure."""


class CypherFile:
    """The header and text of one file, checked; raises :class:`BadQueryFile`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.params: list[Param] = []
        self._headers: dict[str, str] = {}
        lines = path.read_text(encoding="utf-8").splitlines()
        count = next((i for i, line in enumerate(lines) if not line.startswith("//")), len(lines))
        for line in lines[:count]:
            self._read_header(line.removeprefix("//").strip())
        for name in HEADERS:
            if name not in self._headers:
                raise self._bad(f"缺少文件头“{name}”", f"the header '{name}' is missing")
        self.text = "\n".join(lines[count:]).strip()
        self._check_text()

    def words(self, name: str) -> Text:
        """A header that exists in zh and en, parted by ``/``."""
        return self._pair(name, self._headers[name])

    @property
    def group(self) -> str:
        """The group of the catalogue; it must be one of :data:`GROUPS`."""
        group = self._headers["group"]
        if group not in GROUPS:
            raise self._bad(f"没有分组“{group}”", f"there is no group '{group}'")
        return group

    @property
    def returns(self) -> tuple[str, ...]:
        """The column names; each must have its words in ``columns.py``."""
        names = tuple(name.strip() for name in self._headers["returns"].split(","))
        for name in names:
            if not columns.has(name) or names.count(name) > 1:
                raise self._bad(
                    f"列“{name}”重复或不在 columns.py 中",
                    f"column '{name}' is doubled or not in columns.py",
                )
        return names

    def _bad(self, zh: str, en: str) -> BadQueryFile:
        return BadQueryFile(f"查询文件 {self.path}：{zh}。", f"Query file {self.path}: {en}.")

    def _read_header(self, line: str) -> None:
        if line.startswith("param "):
            self.params.append(self._param(line.removeprefix("param ")))
            return
        name, colon, value = line.partition(":")
        if not colon or name not in HEADERS:
            raise self._bad(f"未知的文件头“{line[:60]}”", f"unknown header '{line[:60]}'")
        if name in self._headers:
            raise self._bad(f"文件头“{name}”重复", f"the header '{name}' is doubled")
        self._headers[name] = value.strip()

    def _pair(self, name: str, value: str) -> Text:
        zh, en = [*re.split(r"\s*/\s+", value, maxsplit=1), ""][:2]
        if not re.search(r"[\u4e00-\u9fff]", zh) or not re.search(r"[A-Za-z]", en):
            raise self._bad(
                f"“{name}”应写成“中文 / English”", f"'{name}' must be written '中文 / English'"
            )
        return Text(zh.strip(), en.strip())

    def _param(self, line: str) -> Param:
        found = _PARAM.fullmatch(line)
        if not found or found["kind"] not in get_args(Kind):
            raise self._bad(f"参数写法有误“{line[:60]}”", f"bad parameter '{line[:60]}'")
        name, kind = found["name"], cast(Kind, found["kind"])
        if name in RESERVED or any(param.name == name for param in self.params):
            raise self._bad(
                f"参数名“{name}”重复或保留", f"the parameter '{name}' is doubled or reserved"
            )
        given = found["default"]
        try:
            default = None if given in (None, "none") else _DEFAULTS.get(kind, str)(given)
            limits = _limits(kind, found["bounds"])
        except ValueError:
            raise self._bad(f"参数写法有误“{line[:60]}”", f"bad parameter '{line[:60]}'") from None
        return Param(name, kind, self._pair(name, found["help"]), given is None, default, **limits)

    def _check_text(self) -> None:
        bare = strip_literals(self.text)
        upper = bare.upper()
        if found := _WRITES.search(upper):
            raise self._bad(f"不许用 {found.group()}", f"{found.group()} is not allowed")
        if not re.search(r"\bLIMIT\s+\$MAX_ROWS\s*;?\s*$", upper):
            raise self._bad(
                "结尾缺少 LIMIT $max_rows", "it does not end in LIMIT $max_rows (missing LIMIT)"
            )
        for limit in re.finditer(r"\bLIMIT\b", upper):
            self._check_order(bare[: limit.start()])
        used = set(re.findall(r"\$(\w+)", bare))
        names = {param.name for param in self.params} | {"max_rows"}
        if used != names:
            odd = ", ".join(sorted(used ^ names))
            raise self._bad(f"参数未声明或未使用：{odd}", f"undeclared or unused parameters: {odd}")

    def _check_order(self, before: str) -> None:
        found = _ORDERED.search(re.sub(r"\bSKIP\s+\S+\s*$", "", before, flags=re.I).upper())
        last = found["keys"].split(",")[-1].split()[0] if found else ""
        if not re.search(r"(^|[._])ID(ENTIFIER)?$", last):
            raise self._bad(
                "LIMIT 之前缺少以 id 结尾的 ORDER BY",
                "LIMIT without an ORDER BY that ends in an id",
            )


_DEFAULTS: Final[Mapping[str, Callable[[str], Any]]] = {
    "int": int,
    "float": float,
    "bool": lambda word: ("false", "true").index(word) == 1,
    "relations": lambda words: tuple(sorted(words.split(","))),
    "entities": lambda words: tuple(sorted(words.split(","))),
}


def _limits(kind: str, bounds: str | None) -> dict[str, Any]:
    if bounds is None:
        return {}
    if kind == "choice":
        return {"choices": tuple(bounds.split("|"))}
    low, _, high = bounds.partition("..")
    return {"minimum": float(low) if low else None, "maximum": float(high) if high else None}


def strip_literals(text: str) -> str:
    """The Cypher without comments, strings and quoted names, so that words in them count not."""
    return re.sub(
        r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`",
        " x ",
        text,
        flags=re.S,
    )
