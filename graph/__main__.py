"""``python -m graph status | verify | backup | merge | decisions | …``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from graph.cli import candidates as cli_candidates
from graph.cli import decisions as cli_decisions
from graph.cli import export as cli_export
from graph.cli import purge as cli_purge
from graph.cli import status as cli_status
from graph.cli.printing import Parser, words
from graph.errors import GraychainError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 1 (``verify`` found damage) or 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        given = _parser().parse_args(arguments)
        code: int = given.run(given)
    except GraychainError as error:
        print(" ".join(str(error).split("\n")), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> Parser:
    about = words("账本、图库与决定的命令。", "Commands for the ledger, the store and decisions.")
    parser = Parser(prog="python -m graph", description=about)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    cli_status.register(commands)
    cli_decisions.register(commands)
    cli_export.register(commands)
    cli_candidates.register(commands)
    cli_purge.register(commands)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
