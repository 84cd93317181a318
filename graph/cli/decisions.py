"""The commands ``merge split assert retract annotate decisions undo-decision``."""

from __future__ import annotations

import argparse
import json
from typing import Any

import polars as pl

from graph import decisions
from graph.cli.printing import Parser, add_command, add_format, moment, require, say, show, words
from graph.dataset import Dataset
from graph.ledger import Decision, Ledger
from graph.ledger.decision_log import decision_rows
from graph.resolve import resolve

_IDS = ("entities", "entity", "relation_id", "a", "b", "decision_id")
_WHY = ("理由，写入审计", "the reason, kept in the audit log")


def register(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands to the parser."""
    merge = add_command(commands, "merge", _merge, "两个实体是同一个", "two entities are one")
    split = add_command(commands, "split", _split, "把记录移出实体", "records leave their entity")
    assert_ = add_command(commands, "assert", _assert, "断言一条关系", "assert a relation")
    retract = add_command(commands, "retract", _retract, "撤回一条关系", "retract a relation")
    note = add_command(commands, "annotate", _annotate, "给实体加批注", "add a note to an entity")
    undo = add_command(commands, "undo-decision", _undo, "撤销一项决定", "undo a decision")
    for command in (merge, assert_):
        command.add_argument("a", help=words("实体：标识号、号码或姓名", "entity: id, key or name"))
        command.add_argument("b", help=words("另一实体", "the other entity"))
    for command in (split, note):
        command.add_argument("entity", help=words("实体", "entity: id, key or name"))
    leave = words("移出的记录；缺省列出记录", "records that leave; without: list them")
    split.add_argument("--records", nargs="+", type=int, metavar="ID", help=leave)
    assert_.add_argument("--type", required=True, help=words("关系类型", "relation type"))
    assert_.add_argument("--role", default="", help=words("角色", "role"))
    assert_.add_argument("--case", default="", help=words("案件编号", "case number"))
    assert_.add_argument("--note", default="", help=words("供应了什么等", "what was supplied …"))
    retract.add_argument("relation", type=int, help=words("关系编号", "relation id"))
    note.add_argument("text", help=words("批注内容", "the note"))
    undo.add_argument("decision", type=int, help=words("决定编号", "decision id"))
    for command in (merge, split, assert_, retract, note, undo):
        command.add_argument("--why", default="", help=words(*_WHY))
    listed = add_command(commands, "decisions", _list, "决定清单", "the decisions")
    add_format(listed)
    add_format(split)


def _merge(given: argparse.Namespace) -> int:
    actor = require("admin")
    with Ledger.open(create=False) as ledger:
        dataset = Dataset(ledger)
        a, b = resolve(dataset, given.a).id, resolve(dataset, given.b).id
        return _done(ledger, decisions.merge(dataset, a, b, given.why, actor))


def _split(given: argparse.Namespace) -> int:
    actor = require("admin")
    with Ledger.open(create=False) as ledger:
        dataset = Dataset(ledger)
        entity = resolve(dataset, given.entity).id
        if not given.records:
            _show_records(dataset, entity, given.format)
            return 0
        return _done(ledger, decisions.split(dataset, entity, given.records, given.why, actor))


def _show_records(dataset: Dataset, entity: str, form: str) -> None:
    rows = []
    for row in dataset.records.filter(pl.col("cluster") == entity).iter_rows(named=True):
        source = dataset.sources(row["import_id"], row["sheet"], row["row"])
        rows.append(
            {
                "record": row["record_id"],
                "import": source.import_number,
                "file": source.file_name,
                "sheet": source.sheet,
                "row": source.row,
                "role": row["role"],
            }
        )
    show(rows, ["record", "import", "file", "sheet", "row", "role"], form)


def _assert(given: argparse.Namespace) -> int:
    actor = require("admin")
    with Ledger.open(create=False) as ledger:
        dataset = Dataset(ledger)
        assertion = decisions.Assertion(
            given.type,
            resolve(dataset, given.a).id,
            resolve(dataset, given.b).id,
            role=given.role,
            case_no=given.case,
            props={"what": given.note} if given.note else {},
        )
        return _done(ledger, decisions.assert_relation(dataset, assertion, given.why, actor))


def _retract(given: argparse.Namespace) -> int:
    actor = require("admin")
    with Ledger.open(create=False) as ledger:
        return _done(ledger, decisions.retract(Dataset(ledger), given.relation, given.why, actor))


def _annotate(given: argparse.Namespace) -> int:
    actor = require("analyst")
    with Ledger.open(create=False) as ledger:
        dataset = Dataset(ledger)
        entity = resolve(dataset, given.entity).id
        return _done(ledger, decisions.annotate(dataset, entity, given.text, given.why, actor))


def _undo(given: argparse.Namespace) -> int:
    actor = require("admin")
    with Ledger.open(create=False) as ledger:
        return _done(ledger, decisions.undo(Dataset(ledger), given.decision, given.why, actor))


def _done(ledger: Ledger, decision: Decision) -> int:
    from graph.store.owner import after_commit

    store = after_commit(ledger)
    say(
        f"决定 {decision.decision_id} 已写入，数据版本 {decision.version}，图库版本 {store}。",
        f"Decision {decision.decision_id} is version {decision.version}; the store is at {store}.",
    )
    return 0


def _list(given: argparse.Namespace) -> int:
    with Ledger.open(create=False) as ledger:
        log = decision_rows(ledger.read("decisions"))
    rows = [
        {
            "decision": row.decision_id,
            "kind": row.kind,
            "at": moment(row.at),
            "actor": row.actor,
            "why": row.why,
            "stands": words("是", "yes") if row.stands else words("已撤销", "undone"),
            "about": _about(row.payload),
        }
        for row in log
    ]
    show(rows, ["decision", "kind", "at", "actor", "why", "stands", "about"], given.format)
    return 0


def _about(payload: Any) -> str:
    """The ids a decision is about; texts stay out, they may name people."""
    shown = {name: payload[name] for name in _IDS if name in payload}
    relation = payload.get("relation")
    if relation:
        shown = {k: relation[k] for k in ("type", "relation_id", "role") if relation.get(k)}
    return json.dumps(shown, ensure_ascii=False)
