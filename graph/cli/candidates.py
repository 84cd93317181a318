"""The commands ``candidates confirm reject review``: possible matches, and what people decide."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graph import audit, decisions
from graph.cli.printing import Parser, add_command, add_format, require, say, show, words
from graph.dataset import Dataset
from graph.errors import BadInput
from graph.ledger import Ledger
from graph.matching import Candidate, candidates
from graph.matching.compare import compare
from graph.resolve import resolve

_KEYS = ("y", "n", "s", "q")


def register(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands to the parser."""
    listed = add_command(commands, "candidates", _list, "待复核的疑似同一", "possible matches")
    reveal = words("显示姓名号码（需 analyst，记入审计）", "show names and numbers; audited")
    listed.add_argument("--reveal", metavar="REASON", default="", help=reveal)
    listed.add_argument("--limit", type=int, default=100, help=words("最多条数", "most rows"))
    add_format(listed)
    confirm = add_command(commands, "confirm", _confirm, "确认为同一", "a possible match is right")
    reject = add_command(commands, "reject", _reject, "确认不是同一", "a possible match is wrong")
    review = add_command(
        commands, "review", _review,
        "逐对复核：y 同一 · n 不同 · s 跳过 · q 结束",
        "decide pair by pair: y one · n two · s skip · q stop",
    )  # fmt: skip
    for command in (confirm, reject):
        command.add_argument("a", help=words("实体：标识号、号码或姓名", "entity: id, key or name"))
        command.add_argument("b", help=words("另一实体", "the other entity"))
    for command in (confirm, reject, review):
        why = words("理由，写入决定与审计", "the reason, kept with the decision and audited")
        command.add_argument("--why", default="", help=why)


def _list(given: argparse.Namespace) -> int:
    if given.limit < 1:
        raise BadInput("--limit 应为正整数。", "--limit must be a positive number.")
    with Ledger.open(create=False) as ledger:
        dataset = Dataset(ledger)
        found = candidates(dataset)
        columns = ["score", "rule", "why", "against", "a", "b"]
        labels: dict[str, str] = {}
        if given.reveal:
            labels = _reveal(dataset, given.reveal)
            columns += ["label_a", "label_b", "value"]
    show([_row(item, labels) for item in found[: given.limit]], columns, given.format)
    if len(found) > given.limit and given.format == "table":
        say(
            f"显示 {given.limit} / {len(found)}（按分值降序）",
            f"shown {given.limit} of {len(found)} (highest score first)",
        )
    return 0


def _row(item: Candidate, labels: dict[str, str]) -> dict[str, Any]:
    row = {
        "score": item.score,
        "rule": item.rule,
        "why": words("；", "; ").join(words(*reason.why) for reason in item.reasons),
        "against": words("；", "; ").join(words(*doubt) for doubt in item.doubts),
        "a": item.a,
        "b": item.b,
    }
    if labels:
        value = " | ".join(dict.fromkeys(reason.value for reason in item.reasons))
        row |= {"label_a": labels[item.a], "label_b": labels[item.b], "value": value}
    return row


def _reveal(dataset: Dataset, why: str) -> dict[str, str]:
    """Labels by entity id, for an analyst with a reason; the look is audited."""
    actor = require("analyst")
    if not why.strip():
        raise BadInput("请写明理由。", "Give the reason.")
    audit.append(dataset.ledger.home, actor, "reveal", "candidates", why)
    return {str(k): str(v) for k, v in dataset.entities.select("entity_id", "label").iter_rows()}


def _confirm(given: argparse.Namespace) -> int:
    return _decide(given, decisions.confirm)


def _reject(given: argparse.Namespace) -> int:
    return _decide(given, decisions.reject)


def _decide(given: argparse.Namespace, decide: Any) -> int:
    actor = require("admin")
    with Ledger.open(create=False) as ledger:
        dataset = Dataset(ledger)
        a, b = resolve(dataset, given.a).id, resolve(dataset, given.b).id
        rule = next((c.rule for c in candidates(dataset) if {c.a, c.b} == {a, b}), "")
        done = decide(dataset, a, b, given.why, actor, rule)
        _follow(ledger, done.decision_id)
    return 0


def _follow(ledger: Ledger, decision_id: int) -> None:
    from graph.store.owner import after_commit

    store = after_commit(ledger)
    say(
        f"决定 {decision_id} 已写入，图库版本 {store}。",
        f"Decision {decision_id} is written; the store is at {store}.",
    )


def _review(given: argparse.Namespace) -> int:
    """Ask about each pair in turn; every answer is a decision of its own."""
    actor = require("admin")
    last = 0
    with Ledger.open(create=False) as ledger:
        _reveal(Dataset(ledger), given.why)
        for dataset, item in _open(ledger):
            _print_pair(dataset, item)
            answer = _answer()
            if answer == "q":
                break
            if answer == "s":
                continue
            decide = decisions.confirm if answer == "y" else decisions.reject
            last = decide(dataset, item.a, item.b, given.why, actor, item.rule).decision_id
        if last:
            _follow(ledger, last)
    return 0


def _open(ledger: Ledger) -> Iterator[tuple[Dataset, Candidate]]:
    """Each pair of the queue once, best first, as the entities stand after earlier answers."""
    for item in candidates(Dataset(ledger)):
        dataset = Dataset(ledger)
        a, b = dataset.resolve_redirect(item.a), dataset.resolve_redirect(item.b)
        if a != b:
            yield dataset, replace(item, a=a, b=b)


def _print_pair(dataset: Dataset, item: Candidate) -> None:
    print(f"\n{item.score:.2f}  " + words("；", "; ").join(words(*r.why) for r in item.reasons))
    for doubt in item.doubts:
        print("  ! " + words(*doubt))
    marks = {True: "=", False: "≠", None: " "}
    rows = [
        {"": marks[line.agrees], words("属性", "property"): words(line.zh, line.en),
         words("甲", "one"): " / ".join(line.a), words("乙", "other"): " / ".join(line.b)}
        for line in compare(dataset, item.a, item.b)
    ]  # fmt: skip
    show(rows, list(rows[0]), "table")


def _answer() -> str:
    """One of ``y n s q``: a single key at a terminal, a line from a pipe; its end is ``q``."""
    prompt = words("y 同一 · n 不同 · s 跳过 · q 结束 > ", "y one · n two · s skip · q stop > ")
    while True:
        print(prompt, end="", flush=True)
        said = (_key() if sys.stdin.isatty() else sys.stdin.readline()).strip().casefold()
        if not said and not sys.stdin.isatty():
            return "q"
        if said in _KEYS:
            print(said)
            return said


def _key() -> str:
    """The key that is pressed, without Enter (Windows and POSIX)."""
    try:
        import msvcrt
    except ImportError:
        return _posix_key()
    return str(msvcrt.getwch())  # type: ignore[attr-defined]


def _posix_key() -> str:
    import termios
    import tty

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    try:
        tty.setcbreak(number)
        return sys.stdin.read(1)
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)
