"""What an import brings that somebody should act on: wanted people, shared numbers, live money."""

from __future__ import annotations

import time
from typing import Final

from graph.errors import BadInput
from queries.algorithms import stop_payment_queue
from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Row, Text
from queries.response.alerts import (
    RULES,
    Alert,
    Brought,
    brought_by,
    frozen_account,
    other_case,
    wanted,
)
from queries.tracing.asked import DEPTH, WINDOW

#: cases whose money is traced for one import; more are said to be left out
_MOST_CASES: Final = 10


def run(context: Context, import_: int) -> Result:
    """One row per alert, by rule, then by entity.

    Raises :class:`BadInput` for an import that is not there. Cost: the entities the import
    names, and one trace for each of its cases (at most ten).
    """
    dataset = context.dataset
    brought = brought_by(dataset, import_)
    found = [
        *wanted(dataset, brought),
        *frozen_account(dataset, brought, time.time_ns() // 1000),
        *other_case(dataset, brought),
    ]
    holding, left = _holding(context, brought)
    found += holding
    order = {rule: place for place, rule in enumerate(RULES)}
    found.sort(key=lambda alert: (order[alert.rule], alert.entity, alert.other))
    refs = context.refs(i for alert in found for i in (alert.entity, alert.other) if i)
    suppressed = {"cases_not_traced": left} if left else None
    rows = [_row(context, alert, refs) for alert in found]
    return Result(rows, suppressed=suppressed)


def _holding(context: Context, brought: Brought) -> tuple[list[Alert], int]:
    """Accounts the import names where the money of its cases may still lie."""
    cases = sorted(brought.cases)
    found: dict[str, Alert] = {}
    window, depth = WINDOW.default, DEPTH.default
    for case in cases[:_MOST_CASES]:
        context.check_time()
        try:
            queue = stop_payment_queue.run(context, case, None, window, depth)
        except BadInput:  # no such case in the register, or no payment to follow
            continue
        for row in queue.rows:
            account = row["account"]["id"]
            if account in brought.places and (row["balance_minor"] or 0) > 0:
                place = brought.places[account]
                found.setdefault(account, Alert("leaf-balance", account, "", (case,), place))
    return list(found.values()), max(0, len(cases) - _MOST_CASES)


def _row(context: Context, alert: Alert, refs: dict[str, Row]) -> Row:
    return {
        "rule": alert.rule,
        "reason": RULES[alert.rule]._asdict(),
        "entity": refs[alert.entity],
        "other": refs[alert.other] if alert.other else None,
        "case_nos": ", ".join(alert.case_nos),
        "source": context.source(*alert.source),
    }


QUERY = Query(
    name="import-alerts",
    title=Text("导入提醒", "Import alerts"),
    question=Text(
        "这次导入带来了什么须马上处理的？",
        "What does this import bring that needs acting on at once?",
    ),
    group="evidence",
    params=(
        Param("import", "int", Text("导入编号", "number of the import"), required=True, minimum=1),
    ),
    returns=columns("rule reason entity other case_nos source"),
    order=Text("规则，再按标识号", "rule, then id"),
    caveat=Text(
        "按登记与明细逐条比对，均为线索；通缉与冻结状态以原系统为准。",
        "Compared with registers and rows as loaded: leads. The wanted and freeze systems"
        " themselves are what counts.",
    ),
    run=run,
)
