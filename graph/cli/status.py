"""The commands ``status versions verify compact sync rebuild backup restore``."""

from __future__ import annotations

import argparse
from pathlib import Path

from graph import settings
from graph.cli.printing import Parser, add_command, add_format, moment, require, say, show, words
from graph.errors import GraychainError, LedgerError
from graph.ledger import Ledger
from graph.tables import IMPORT_TABLES
from graph.upkeep.backup import backup, restore
from graph.upkeep.maintenance import compact
from graph.upkeep.verify import verify


def register(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands to the parser."""
    for name, run, zh, en in (
        ("status", _status, "账本、图库现状", "what the ledger and the store hold"),
        ("versions", _versions, "数据版本清单", "the dataset versions"),
        ("verify", _verify, "核验账本完整性", "check that nothing was lost or changed"),
        ("compact", _compact, "合并小文件、清理残留", "merge small files, remove leftovers"),
        ("sync", _sync, "图库跟上账本", "bring the store to the ledger's version"),
        ("rebuild", _rebuild, "由账本重建图库", "make the store again from the ledger"),
    ):
        command = add_command(commands, name, run, zh, en)
        if name in ("status", "versions", "verify"):
            add_format(command)
        if name in ("sync", "rebuild"):
            adopt = words(
                "接管或与他人数据共存于同一 Neo4j", "take over, or live beside others in, a Neo4j"
            )
            command.add_argument("--adopt", action="store_true", help=adopt)
    for name, run, zh, en in (
        ("backup", _backup, "备份到一个文件", "write everything to one file"),
        ("restore", _restore, "从备份恢复到空的 HOME", "unpack a backup into an empty HOME"),
    ):
        command = add_command(commands, name, run, zh, en)
        command.add_argument("file", type=Path, help=words("备份文件", "the backup file"))


def _status(given: argparse.Namespace) -> int:
    with Ledger.open(create=False) as ledger:
        imports = ledger.imports()
        facts: list[tuple[str, object]] = [
            (words("目录", "home"), ledger.home),
            (words("数据版本", "dataset version"), ledger.version()),
            (words("导入", "imports"), imports.filter(~imports["retracted"]).height),
            (words("已撤销", "undone"), int(imports["retracted"].sum())),
            (words("决定", "decisions"), ledger.read("decisions").height),
        ]
        facts += [(table, ledger.count(table)) for table in IMPORT_TABLES]
        facts.append((words("图库版本", "store version"), _store_version(ledger)))
    rows = [{"item": name, "value": value} for name, value in facts]
    show(rows, ["item", "value"], given.format)
    return 0


def _store_version(ledger: Ledger) -> str:
    from graph.store import open_store

    if settings.get("STORE") == "embedded" and not (ledger.home / "store").exists():
        return words("尚无", "none yet")
    try:
        store = open_store(home=ledger.home)
        try:
            return str(store.applied_version(ledger.dataset_id()))
        finally:
            store.close()
    except GraychainError as error:
        return str(error)


def _versions(given: argparse.Namespace) -> int:
    with Ledger.open(create=False) as ledger:
        rows = [
            {
                "version": item.version,
                "kind": item.kind,
                "at": moment(item.at),
                "actor": item.actor,
                "message": item.message,
            }
            for item in ledger.versions()
        ]
    show(rows, ["version", "kind", "at", "actor", "message"], given.format)
    return 0


def _verify(given: argparse.Namespace) -> int:
    try:
        with Ledger.open(create=False) as ledger:
            found = verify(ledger)
    except LedgerError as error:
        rows = [{"level": words("损坏", "damage"), "finding": str(error)}]
        show(rows, ["level", "finding"], given.format)
        return 1
    levels = [(words("损坏", "damage"), found.damage), (words("提示", "note"), found.notes)]
    rows = [
        {"level": level, "finding": words(item.zh, item.en)}
        for level, items in levels
        for item in items
    ]
    if rows or given.format == "json":
        show(rows, ["level", "finding"], given.format)
    else:
        say("完好。", "Everything is in order.")
    return 1 if found.damage else 0


def _compact(given: argparse.Namespace) -> int:
    require("admin")
    with Ledger.open(create=False) as ledger:
        done = compact(ledger)
    say(
        f"合并 {done.merged} 个文件，清除 {done.removed} 个残留文件。",
        f"Merged {done.merged} files, removed {done.removed} leftovers.",
    )
    return 0


def _sync(given: argparse.Namespace) -> int:
    return _follow(rebuild=False, adopt=given.adopt)


def _rebuild(given: argparse.Namespace) -> int:
    require("admin")
    return _follow(rebuild=True, adopt=given.adopt)


def _follow(rebuild: bool, adopt: bool = False) -> int:
    from graph.store.owner import after_commit

    with Ledger.open(create=False) as ledger:
        version = after_commit(ledger, rebuild, adopt=adopt)
    say(f"图库已到版本 {version}。", f"The store is at version {version}.")
    return 0


def _backup(given: argparse.Namespace) -> int:
    require("admin")
    with Ledger.open(create=False) as ledger:
        version = backup(ledger, given.file.expanduser().resolve())
    say(f"已备份版本 {version}：{given.file}", f"Backed up version {version}: {given.file}")
    return 0


def _restore(given: argparse.Namespace) -> int:
    require("admin")
    version = restore(given.file.expanduser().resolve(), settings.home())
    say(
        f"已恢复到版本 {version}：{settings.home()}",
        f"Restored version {version} into {settings.home()}",
    )
    return _follow(rebuild=True)
