"""Prints an envelope: a table for people, CSV for spreadsheets, JSON for programs, Markdown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Container, Sequence
from typing import Any, Final

from queries import registry
from queries.cells import cell, clean, width, word
from queries.model import Text
from queries.summary import summary

FORMATS: Final = ("table", "csv", "json", "md")

#: a longer cell is cut in a table; the other formats keep it whole
_WIDEST: Final = 48

#: a cell beginning so is a formula to a spreadsheet
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render(envelope: dict[str, Any], form: str, lang: str) -> str:
    """The envelope in ``form``, ending in a line break."""
    if form == "json":
        return json.dumps(envelope, ensure_ascii=False, indent=2) + "\n"
    heads, rows = _cells(envelope, lang)
    query = registry.get(envelope["query"])
    if form == "csv":
        return to_csv(heads, rows)
    if form == "md":
        return (
            to_markdown(heads, rows) + "\n" + "".join(f"\n> {n}\n" for n in notes(envelope, lang))
        )
    whole = {place for place, column in enumerate(query.returns) if column.form == "id"}
    lines = [*summary(envelope, lang), *notes(envelope, lang)]
    return "\n".join([query.title.of(lang), to_table(heads, rows, whole), *lines]) + "\n"


def _cells(envelope: dict[str, Any], lang: str) -> tuple[list[str], list[list[str]]]:
    query = registry.get(envelope["query"])
    heads = [column.label.of(lang) for column in query.returns]
    rows = [
        [cell(row.get(c.name), c.form, row, lang) for c in query.returns]
        for row in envelope["rows"]
    ]
    return heads, rows


def notes(envelope: dict[str, Any], lang: str) -> list[str]:
    """What must be read with the rows: version, what was cut or left out, the caveat."""
    count = len(envelope["rows"])
    lines = [
        Text(
            f"{count} 行 · 数据集版本 {envelope['dataset_version']}",
            f"{count} rows · dataset version {envelope['dataset_version']}",
        )
    ]
    if "newest_version" in envelope:
        newest = envelope["newest_version"]
        lines.append(Text(f"账本已到版本 {newest}。", f"The ledger has reached version {newest}."))
    if cut := envelope.get("truncated"):
        total, least = cut["total"], cut["total_is_least"]
        order = Text(cut["order"]["zh"], cut["order"]["en"])
        lines.append(
            Text(
                f"只列出 {cut['shown']} / {'至少 ' if least else ''}{total} 项，次序：{order.zh}。",
                f"Shown {cut['shown']} of {'at least ' if least else ''}{total}: {order.en}.",
            )
        )
    if left := envelope.get("suppressed"):
        parts = ", ".join(f"{word(name, lang)} {number}" for name, number in left.items())
        lines.append(Text(f"已抑制：{parts}。", f"Suppressed: {parts}."))
    lines.append(Text(f"注意：{envelope['caveat']['zh']}", f"Note: {envelope['caveat']['en']}"))
    return [line.of(lang) for line in lines]


def to_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], whole: Container[int] = ()
) -> str:
    """Columns as wide as their widest cell, Chinese counted as two, no colours.

    Long cells are cut, but for the columns in ``whole``: an id must be copied.
    """
    table = [
        [text if place in whole else _cut(text) for place, text in enumerate(row)]
        for row in (heads, *rows)
    ]
    sizes = [max(width(row[i]) for row in table) for i in range(len(heads))]
    table.insert(1, ["-" * size for size in sizes])
    lines = (
        "  ".join(text + " " * (size - width(text)) for text, size in zip(row, sizes, strict=True))
        for row in table
    )
    return "".join(line.rstrip() + "\n" for line in lines)


def _cut(text: str) -> str:
    if width(text) <= _WIDEST:
        return text
    kept, used = [], 0
    for char in text:
        used += width(char)
        if used >= _WIDEST:
            break
        kept.append(char)
    return "".join(kept) + "…"


def to_csv(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """CSV in which no cell is a formula: those that would be begin with ``'``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([[safe_cell(text) for text in row] for row in rows])
    return out.getvalue()


def safe_cell(text: str) -> str:
    """``text`` with a ``'`` before it when a spreadsheet would calculate it."""
    return "'" + text if text.lstrip(" \u3000").startswith(_FORMULA) else text


def to_markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; bars, line breaks and markup in cells are spelt out."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_plain(text) for text in row) + " |" for row in lines)


def _plain(text: str) -> str:
    escaped = clean(text).replace("\\", "\\\\").replace("|", "\\|")
    return escaped.replace("<", "&lt;").replace(">", "&gt;").replace("`", "\\`")
