"""``python -m queries list | show NAME | run NAME --PARAM VALUE … | warm``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from graph import actors, settings
from graph.errors import BadInput, GraychainError
from queries import browser, catalogue, context, registry, render, runner
from queries.model import Query, Text


class Parser(argparse.ArgumentParser):
    """An argument parser that complains in one line and exits 2."""

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as bad input, in both languages."""
        raise BadInput(f"命令有误：{message}（--help 查看用法）", f"{message} (try --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        words = list(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.write(_command(words))
        sys.stdout.flush()
        return 0
    except GraychainError as error:
        print(" ".join(str(error).split("\n")), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    finally:
        context.close_all()


def _command(words: list[str]) -> str:
    if words[:1] == ["report"]:
        raise BadInput(
            "此版本尚无 report；请用 run … --format md 导出。",
            "There is no report in this version yet; use run … --format md.",
        )
    parser = _parser()
    given, rest = parser.parse_known_args(words[:2] if words[:1] == ["run"] else words)
    if given.command == "run":
        return _run(registry.get(given.name), words[2:])
    if given.command == "show" and given.browser:
        return _for_browser(registry.get(given.name), rest)
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if given.command == "warm":
        from queries.warm import warm  # the compiler is loaded for this alone

        warm()
        return ""
    if given.command == "show":
        return catalogue.page(registry.get(given.name), given.format, settings.lang())
    return catalogue.listing(given.format, settings.lang())


def _parser() -> Parser:
    parser = Parser(
        prog="python -m queries", description=__doc__, allow_abbrev=False, add_help=True
    )
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    listing = commands.add_parser("list", help="所有查询 / all queries")
    listing.add_argument("--format", choices=render.FORMATS, default="table")
    show = commands.add_parser("show", help="一个查询的说明 / what one query does and takes")
    show.add_argument("name")
    show.add_argument("--format", choices=("table", "md", "json"), default="table")
    pasted = (
        "可粘贴到 Neo4j Browser 的文本，可带参数 / text to paste into Neo4j Browser; takes flags"
    )
    show.add_argument("--browser", action="store_true", help=pasted)
    run = commands.add_parser(
        "run", help="运行查询；run NAME --help 列出参数 / run one; run NAME --help lists its flags"
    )
    run.add_argument("name")
    commands.add_parser("warm", help="预编译（安装时一次）/ compile ahead, once after installing")
    return parser


def _run_parser(query: Query) -> Parser:
    lang = settings.lang()
    parser = Parser(
        prog=f"python -m queries run {query.name}",
        description=query.question.of(lang).replace("%", "%%"),
        epilog=query.caveat.of(lang).replace("%", "%%"),
        allow_abbrev=False,
    )
    for param in query.params:
        extra: dict[str, Any] = {"nargs": "?", "const": "true"} if param.kind == "bool" else {}
        text = catalogue.param_help(param, lang).replace("%", "%%")
        parser.add_argument(param.flag, dest="q_" + param.name, metavar="…", help=text, **extra)
    common: tuple[tuple[str, Text, dict[str, Any]], ...] = (
        ("--as-of", Text("数据集版本", "dataset version"), {"type": int}),
        ("--limit", Text("最多行数", "most rows"), {"type": int}),
        (
            "--reveal",
            Text("查看未脱敏内容的理由（记入审计）", "reason for unmasking (audited)"),
            {},
        ),
        ("--store", Text("图库地址", "graph store address"), {}),
        ("--format", Text("输出格式", "output format"), {"choices": render.FORMATS}),
    )
    for flag, text_pair, options in common:
        parser.add_argument(flag, help=text_pair.of(lang), **options)
    parser.set_defaults(format="table")
    return parser


def _params(given: dict[str, Any]) -> dict[str, Any]:
    return {name[2:]: v for name, v in given.items() if name.startswith("q_") and v is not None}


def _for_browser(query: Query, words: list[str]) -> str:
    given = vars(_run_parser(query).parse_args(words))
    return browser.text(query, _params(given), settings.home(), given["limit"])


def _run(query: Query, words: list[str]) -> str:
    given = vars(_run_parser(query).parse_args(words))
    params = _params(given)
    if given["store"]:
        os.environ["GRAYCHAIN_STORE"] = given["store"]
    home = settings.home()
    actor, role = _actor(home)
    envelope = runner.run(
        query.name,
        params,
        home=home,
        actor=actor,
        role=role,
        reveal=given["reveal"],
        as_of=given["as_of"],
        limit=given["limit"],
    )
    if given["format"] == "csv":
        print("\n".join(render.notes(envelope, settings.lang())), file=sys.stderr)
    return render.render(envelope, given["format"], settings.lang())


def _actor(home: Any) -> tuple[str, str]:
    actor = actors.current()
    return actor, actors.role_of(home, actor)


if __name__ == "__main__":
    raise SystemExit(main())
