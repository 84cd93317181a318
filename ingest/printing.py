"""Prints reports and tables, and shows progress when somebody is looking."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from graph import settings
from ingest.options import Progress
from ingest.plan import nearest_text
from ingest.report import LoadReport, SheetReport


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A bar on stderr when it is a terminal, shown only for work over a second."""
    if not sys.stderr.isatty():
        yield None
        return
    with tqdm(total=0, unit="B", unit_scale=True, delay=1, file=sys.stderr, leave=False) as bar:

        def show(done: int, total: int, name: str) -> None:
            bar.total = total
            bar.set_description(name[:30], refresh=False)
            bar.update(done - bar.n)

        yield show


def print_report(report: LoadReport, form: str, commit: bool) -> None:
    """The report on stdout; what was not loaded goes to stderr."""
    lang = settings.lang()
    if form == "json":
        print(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    elif report.sheets:
        print_table(report.rows(lang), form)
    zh = lang == "zh"
    for item in report.already:
        text = "{file}：已作为第 {import} 次导入入库，未改动" if zh else (
            "{file}: already loaded as import {import}, nothing changed"
        )  # fmt: skip
        print(text.format(**item), file=sys.stderr)
    for sheet in report.sheets:
        for line in _columns(sheet, zh):
            print(line, file=sys.stderr)
    for item in report.unrecognised:
        print(_unrecognised(item, zh), file=sys.stderr)
    for item in report.failed:
        print(item["zh" if zh else "en"], file=sys.stderr)
    if form == "table" and commit:
        _print_end(report, zh)


def _columns(sheet: SheetReport, zh: bool) -> list[str]:
    """What was guessed of the columns, and which of them nothing reads."""
    name = f"{sheet.file} {sheet.sheet}".strip()
    lines = []
    if sheet.guessed:
        pairs = [f"{header}→{column}" for header, column in sheet.guessed.items()]
        lines.append(
            f"{name}：按相近列名或内容读取：{'、'.join(pairs)}" if zh
            else f"{name}: columns read by likeness: {', '.join(pairs)}"
        )  # fmt: skip
    if sheet.unused:
        lines.append(
            f"{name}：未使用的列：{'、'.join(sheet.unused)}" if zh
            else f"{name}: columns not used: {', '.join(sheet.unused)}"
        )  # fmt: skip
    return lines


def _unrecognised(item: dict[str, Any], zh: bool) -> str:
    name = f"{item['file']} {item['sheet']}".strip()
    if "zh" in item:
        return str(item["zh" if zh else "en"])
    near = nearest_text(item["lacks"])[0 if zh else 1] or "—"
    return f"{name}：未识别，相近预设：{near}" if zh else f"{name}: not recognised; nearest: {near}"


def _print_end(report: LoadReport, zh: bool) -> None:
    for path in report.rejects:
        print(f"未采用的内容：{path}" if zh else f"left out: {path}")
    if report.version is not None:
        print(f"数据版本 {report.version}" if zh else f"dataset version {report.version}")


def print_table(rows: Sequence[Sequence[str]], form: str) -> None:
    """Rows with a heading as a terminal table, CSV or Markdown."""
    if form == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
        return
    if form == "md":
        lines = [*rows[:1], ["---"] * len(rows[0]), *rows[1:]]
        for row in lines:
            print("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
        return
    table = Table(*(rows[0] if rows else []), box=None, pad_edge=False)
    for row in rows[1:]:
        table.add_row(*map(_plain, row))
    Console(soft_wrap=not sys.stdout.isatty()).print(table)


def _plain(cell: str) -> str:
    return cell.replace("[", "\\[")
