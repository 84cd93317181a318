"""``python -m ingest``: load, check, presets, rejects, undo."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from getpass import getpass
from pathlib import Path
from typing import Any

from graph import settings
from graph.actors import current
from graph.errors import BadInput, GraychainError
from graph.ledger import Ledger
from graph.store.owner import after_commit
from ingest import preset_files, rejects
from ingest.checks import check_paths
from ingest.cleaning_files import as_pdf, as_xlsx, sections
from ingest.cleaning_log import cleaning_log
from ingest.corrections import rejected_rows
from ingest.load import chosen_mapping, load_with
from ingest.options import Options, Password, Request
from ingest.printing import print_report, print_table, progress_bar
from ingest.undoing import consequences

FORMATS = ("table", "json", "csv", "md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code (0; 1 under --strict; 2 for wrong use or bad input)."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except GraychainError as error:
        print(str(error), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("已中断，未入库。" if settings.lang() == "zh" else "Interrupted.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest", description="导入材料 / load evidence files into the ledger"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("load", "导入文件、目录或压缩包 / load files, folders or zips"),
        ("check", "同 load，但不入库 / everything but the commit"),
    ):
        _load_arguments(commands.add_parser(name, help=text, description=text), name == "load")
    _command(commands, "presets", "列出预设 / list the presets", _presets)
    shown = _command(
        commands, "rejects", "未采用的内容及原因 / what an import left out, and why", _rejects
    )
    shown.add_argument("number", type=int, metavar="IMPORT", help="导入编号 / import number")
    undo = _command(commands, "undo", "撤销一次导入 / retract an import", _undo)
    undo.add_argument("number", type=int, metavar="IMPORT", help="导入编号 / import number")
    undo.add_argument("--why", default="", help="理由 / the reason")
    undo.add_argument("--show", action="store_true", help="只列后果 / only tell what would go")
    log = _command(commands, "log", "清洗记录 / the cleaning log of an import", _log)
    log.add_argument("number", type=int, metavar="IMPORT", help="导入编号 / import number")
    log.add_argument("--out", metavar="FILE", help="写成 .xlsx 或 .pdf / write as .xlsx or .pdf")
    corrected = "拒绝行，更正后可再导入 / the refused rows, to correct and load again"
    fix = _command(commands, "corrections", corrected, _corrections)
    fix.add_argument("number", type=int, metavar="IMPORT", help="导入编号 / import number")
    fix.add_argument("--out", metavar="FILE.csv", required=True, help="写到此文件 / write here")
    return parser


def _command(
    commands: Any, name: str, text: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("--format", choices=FORMATS, default="table", help="输出格式 / format")
    parser.set_defaults(run=run)
    return parser


def _load_arguments(parser: argparse.ArgumentParser, commit: bool) -> None:
    add = parser.add_argument
    paths = "文件、目录、zip 或 bolt:// 地址 / files, folders, zips, or the address of a Neo4j"
    add("paths", nargs="+", metavar="PATH", help=paths)
    add("--preset", metavar="NAME", help="指定预设 / use this preset")
    add("--mapping", metavar="FILE.yml", help="自己的映射文件 / a mapping of your own")
    add("--case", metavar="CASE_NO", help="所属案件编号 / the case the files belong to")
    add(
        "--strict", action="store_true", help="有未采用的行则返回1 / exit 1 if anything is left out"
    )
    secret = (
        "加密文件的密码；不给值则逐个询问 / password of locked files; without a value it is asked"
    )
    add("--password", nargs="?", const="", metavar="PASSWORD", help=secret)
    add("--format", choices=FORMATS, default="table", help="输出格式 / format")
    replace = "以新映射或案件替换先前的导入 / replace the earlier import of the same file"
    if commit:
        document, unit = "调证文书号 / legal document of the request", "反馈单位 / who answered it"
        add("--document", default="", metavar="NO", help=document)
        add("--unit", default="", metavar="NAME", help=unit)
        add("--replace", action="store_true", help=replace)
    parser.set_defaults(run=_load if commit else _check)


def _load(options: argparse.Namespace) -> int:
    chosen = chosen_mapping(options.preset, options.mapping)
    password = _password(options.password)
    with Ledger.open() as ledger, progress_bar() as progress:
        request = Request(options.document, options.unit)
        case, replace = options.case or "", options.replace
        how = Options(chosen, case, current(), replace, True, progress, password, request)
        report = load_with(options.paths, ledger, how)
    print_report(report, options.format, commit=True)
    return report.exit_code(options.strict)


def _check(options: argparse.Namespace) -> int:
    named = (options.preset, options.mapping, options.case)
    exists = (settings.home() / "ledger").is_dir()
    opened = Ledger.open(create=False) if exists else nullcontext()
    with opened as ledger, progress_bar() as progress:
        password = _password(options.password)
        report = check_paths(options.paths, ledger, *named, progress=progress, password=password)
    print_report(report, options.format, commit=False)
    return report.exit_code(options.strict)


def _password(given: str | None) -> Password | None:
    """The password named; without one, it is asked for where somebody sits at the terminal."""
    if given:
        return lambda _: given
    if not sys.stdin.isatty():
        return None if given is None else _from_stdin
    zh = settings.lang() == "zh"
    return lambda name: getpass(f"{name} 的密码：" if zh else f"Password of {name}: ") or None


def _from_stdin(_: str) -> str | None:
    """A line of standard input, for scripts that must not show a password in a process list."""
    return sys.stdin.readline().rstrip("\r\n") or None


def _presets(options: argparse.Namespace) -> int:
    lang = settings.lang()
    heading = ["preset", "version", "title", "columns"]
    rows = [
        [m.preset, str(m.version), m.title(lang), "，".join(c.header for c in m.columns.values())]
        for m in preset_files.presets().values()
    ]
    if options.format == "json":
        keyed = [dict(zip(heading, row, strict=True)) for row in rows]
        print(json.dumps(keyed, ensure_ascii=False, indent=1))
    else:
        print_table([heading, *rows], options.format)
    return 0


def _rejects(options: argparse.Namespace) -> int:
    with Ledger.open(create=False) as ledger:
        path = rejects.path_of(ledger, options.number)
    text = path.read_text(encoding="utf-8-sig")
    if options.format == "csv":
        print(text, end="")
        return 0
    rows = list(csv.reader(text.splitlines()))
    if options.format == "json":
        keyed = [dict(zip(rejects.KEYS, row, strict=True)) for row in rows[1:]]
        print(json.dumps(keyed, ensure_ascii=False, indent=1))
    else:
        print_table(rows, options.format)
    return 0


def _undo(options: argparse.Namespace) -> int:
    zh = settings.lang() == "zh"
    with Ledger.open(create=False) as ledger:
        told = [(words[not zh], count) for words, count in consequences(ledger, options.number)]
        if options.show:
            print_table([[name, f"{count:,}"] for name, count in told], options.format)
            return 0
        ledger.undo_import(options.number, options.why, current())
        version = after_commit(ledger)
    for name, count in told if options.format == "table" else []:
        print(f"{name}: {count:,}")
    if options.format == "json":
        print(json.dumps({"undone": options.number, "version": version}))
    elif settings.lang() == "zh":
        print(f"第 {options.number} 次导入已撤销，数据版本 {version}。")
    else:
        print(f"Import {options.number} is undone; dataset version {version}.")
    return 0


def _log(options: argparse.Namespace) -> int:
    lang = settings.lang()
    with Ledger.open(create=False) as ledger:
        log = cleaning_log(ledger, options.number)
    if options.out:
        path = Path(options.out)
        made = _WRITERS.get(path.suffix.casefold())
        if made is None:
            raise BadInput("--out 应为 .xlsx 或 .pdf。", "--out must end in .xlsx or .pdf.")
        path.write_bytes(made(log, lang))
    elif options.format == "json":
        print(json.dumps(log.as_dict(lang), ensure_ascii=False, indent=1))
    else:
        for heading, rows in sections(log, lang):
            print(heading)
            print_table(rows, options.format)
    return 0


_WRITERS = {".xlsx": as_xlsx, ".pdf": as_pdf}


def _corrections(options: argparse.Namespace) -> int:
    with Ledger.open(create=False) as ledger:
        text = rejected_rows(ledger, options.number)
    Path(options.out).write_text(text, encoding="utf-8-sig", newline="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
