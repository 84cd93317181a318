"""The command ``export``: the whole graph as files for other tools."""

from __future__ import annotations

import argparse
from pathlib import Path

from graph import audit
from graph.cli.printing import Parser, require, say, words
from graph.export import FORMATS, export
from graph.export.masked import masked
from graph.ledger import Ledger
from graph.sync import frames


def register(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command to the parser."""
    about = words("把整个图导出为文件", "write the whole graph to files for other tools")
    command = commands.add_parser("export", help=about, description=about)
    formats = "; ".join(f"{name}: {words(form.zh, form.en)}" for name, form in FORMATS.items())
    command.add_argument("--format", choices=tuple(FORMATS), required=True, help=formats)
    out = words("目标，不得已存在", "where to; must not exist yet")
    command.add_argument("--out", type=Path, required=True, metavar="PATH", help=out)
    reveal = words("显示全号全名（需 analyst，记入审计）", "show full numbers and names; audited")
    command.add_argument("--reveal", metavar="REASON", default="", help=reveal)
    command.set_defaults(run=_export)


def _export(given: argparse.Namespace) -> int:
    form = FORMATS[given.format]
    whole = bool(given.reveal.strip()) or not form.masked
    actor = require("admin" if not form.masked else "analyst" if whole else "viewer")
    target = given.out.expanduser().resolve()
    with Ledger.open(create=False) as ledger:
        version = ledger.version()
        content = frames(ledger, version)
        detail = {"format": given.format, "version": version, "revealed": whole}
        audit.append(ledger.home, actor, "export", str(target.name), given.reveal, detail)
        export(ledger, content if whole else masked(content), form, target)
    counts = (content.nodes.height, content.edges.height)
    say(
        f"已导出版本 {version}：实体 {counts[0]}，关系 {counts[1]} → {given.out}",
        f"Exported version {version}: {counts[0]} entities, {counts[1]} relations → {given.out}",
    )
    if form.next_step is not None:
        say(*form.next_step(target))
    return 0
