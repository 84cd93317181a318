"""The command ``purge``: destroys what a case brought in, after showing what that is."""

from __future__ import annotations

import argparse

from graph.cli.printing import Parser, require, say, show, words
from graph.errors import BadInput
from graph.ledger import Ledger
from graph.upkeep.purge import Doomed, of_case, purge


def register(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command to the parser."""
    about = words(
        "销毁一个案件导入的数据与原始文件（不可恢复）",
        "destroy a case's imports and originals for good",
    )
    command = commands.add_parser("purge", help=about, description=about)
    case = words("案件编号", "case number")
    command.add_argument("--case", required=True, metavar="CASE_NO", help=case)
    why = words("理由，写入审计", "the reason, kept in the audit log")
    command.add_argument("--why", default="", help=why)
    shared = words(
        "连同也含其他案件的文件一并销毁", "destroy files that hold other cases' rows too"
    )
    command.add_argument("--whole-files", action="store_true", help=shared)
    sure = words("真的销毁；缺省只列出", "do it; without, the imports are only listed")
    command.add_argument("--yes", action="store_true", help=sure)
    command.set_defaults(run=_purge)


def _purge(given: argparse.Namespace) -> int:
    from graph.store.owner import after_commit

    actor = require("admin")
    case_no = given.case.strip()
    with Ledger.open(create=False) as ledger:
        doomed = of_case(ledger, case_no)
        if not given.yes and doomed:
            _list(doomed)
            return 0
        if not given.whole_files:
            _refuse_shared(doomed)
        version = purge(ledger, case_no, given.why, actor)
        store = after_commit(ledger, rebuild=True)
    say(
        f"已销毁 {len(doomed)} 次导入，数据版本 {version}，图库版本 {store}；此前的版本不再可查。"
        "备份中的副本须另行处理。",
        f"Destroyed {len(doomed)} imports; version {version}, the store is at {store}; earlier"
        " versions are gone. Copies in backups are for you to deal with.",
    )
    return 0


def _list(doomed: list[Doomed]) -> None:
    rows = [
        {"import": item.number, "file": item.file_name, "other_cases": ", ".join(item.others)}
        for item in doomed
    ]
    show(rows, ["import", "file", "other_cases"], "table")
    say("以上将被销毁；确认请加 --yes。", "These would be destroyed; repeat with --yes to do it.")


def _refuse_shared(doomed: list[Doomed]) -> None:
    shared = ", ".join(str(item.number) for item in doomed if item.others)
    if shared:
        raise BadInput(
            f"第 {shared} 次导入的文件也含其他案件的行；"
            "请加 --whole-files 一并销毁，或先分案重新导入。",
            f"The files of imports {shared} hold rows of other cases too; destroy them whole with"
            " --whole-files, or load the other cases' rows from files of their own first.",
        )
