"""Prints rows for the commands of this folder, and asks for the role a command needs."""

from __future__ import annotations

import argparse
import csv
import io
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final, NoReturn

from graph import actors, settings
from graph.errors import BadInput

FORMATS: Final = ("table", "csv", "json", "md")
_SHANGHAI: Final = timezone(timedelta(hours=8))


class Parser(argparse.ArgumentParser):
    """An argument parser that complains in one line and exits 2."""

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as bad input, in both languages."""
        raise BadInput(f"命令有误：{message}（--help 查看用法）", f"{message} (try --help)")


def add_command(
    commands: argparse._SubParsersAction[Parser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    zh: str,
    en: str,
) -> argparse.ArgumentParser:
    """Add the command ``name``, done by ``run``, with its help in the language of the settings."""
    command = commands.add_parser(name, help=words(zh, en), description=words(zh, en))
    command.set_defaults(run=run)
    return command


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add ``--format table|csv|json|md``."""
    words = "输出格式" if settings.lang() == "zh" else "how the result is printed"
    parser.add_argument("--format", choices=FORMATS, default="table", help=words)


def say(zh: str, en: str) -> None:
    """Print one sentence in the language of the settings."""
    print(en if settings.lang() == "en" else zh)


def words(zh: str, en: str) -> str:
    """The one of the two in the language of the settings."""
    return en if settings.lang() == "en" else zh


def require(role: str) -> str:
    """The name of the actor, who has at least ``role``; raises ``Refused`` otherwise."""
    actor = actors.current()
    actors.require(settings.home(), actor, role)
    return actor


def moment(at: int | None) -> str:
    """Epoch µs as local time of Shanghai, ``2016-08-19 10:05:00``."""
    if at is None:
        return ""
    return datetime.fromtimestamp(at / 1e6, UTC).astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def show(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str) -> None:
    """Print ``rows`` with these ``columns`` as a table, CSV, JSON or Markdown."""
    if form == "json":
        print(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=1, default=str))
        return
    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    if form == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[_harmless(cell) for cell in row] for row in cells])
        print(out.getvalue(), end="")
    elif form == "md":
        lines = [list(columns), ["---"] * len(columns), *cells]
        print(
            "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in lines)
        )
    else:
        _table([list(columns), *cells])


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return "".join(c if c.isprintable() else " " for c in text)


def _harmless(text: str) -> str:
    """A cell no spreadsheet runs as a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@") and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def _table(lines: list[list[str]]) -> None:
    widths = [max(_width(row[i]) for row in lines) for i in range(len(lines[0]))]
    for row in lines:
        print(
            "  ".join(c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True)).rstrip()
        )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
