"""Pairs of records that may be one person, with reasons and a score: the review queue."""

from __future__ import annotations

from graph.matching import RULES, Candidate, candidates
from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Row, Text


def run(context: Context, min_score: float, rule: str) -> Result:
    """Open pairs, highest score first; nothing is joined by asking.

    Cost: the queue of a dataset version is made once and kept; only the shown pairs are
    looked up.
    """
    found = [
        item
        for item in candidates(context.dataset)
        if item.score >= min_score and (rule == "any" or rule in {r.rule for r in item.reasons})
    ]
    shown = found[: context.limit]
    refs = context.refs(i for item in shown for i in (item.a, item.b))
    return Result([_row(item, refs) for item in shown], total=len(found))


def _row(item: Candidate, refs: dict[str, Row]) -> Row:
    return {
        "one": refs[item.a],
        "other": refs[item.b],
        "score": item.score,
        "rule": item.rule,
        "reason": _words([reason.why for reason in item.reasons]),
        "value": " | ".join(dict.fromkeys(reason.value for reason in item.reasons)),
        "against": _words(item.doubts),
    }


def _words(pairs: list[tuple[str, str]]) -> Row:
    return {"zh": "；".join(zh for zh, _ in pairs), "en": "; ".join(en for _, en in pairs)}


QUERY = Query(
    name="match-candidates",
    title=Text("疑似同一", "Possible matches"),
    question=Text(
        "哪些记录可能是同一个人，凭什么？", "Which records may be one person, and why?"
    ),
    group="identity",
    params=(
        Param(
            "min_score", "float",
            Text("分值不低于（0–1）", "only scores of at least this (0 to 1)"),
            default=0.0, minimum=0.0, maximum=1.0,
        ),
        Param(
            "rule", "choice",
            Text("只看此规则", "only pairs of this rule"),
            default="any", choices=("any", *RULES),
        ),
    ),
    returns=columns("one other score rule reason value against"),
    order=Text("分值高者在前", "highest score first"),
    caveat=Text(
        "仅为线索，须人工复核；不同证件号、只同名、只共用服务号码的从不列入。",
        "Leads for a person to decide. Two ID numbers, a name alone or a shared service number"
        " never make a pair.",
    ),
    run=run,
)  # fmt: skip
