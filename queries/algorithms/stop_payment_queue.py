"""Which accounts still hold stolen money, how much, and which clock runs on each."""

from __future__ import annotations

import time
from typing import Any, Final

from graph.snapshot import Snapshot
from graph.snapshot_files import snapshot_for
from queries.chains.evidence import Evidence, evidence_of
from queries.chains.reach import all_cases, cases_named
from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Row, Text
from queries.response.clock import Clock, clock_of
from queries.response.orders import MOST_STOPS, STOP_US, Orders, orders_on
from queries.tracing.asked import DEPTH, WINDOW, bounds_of, printed
from queries.tracing.at_account import Touched, credits, touched_accounts
from queries.tracing.case_money import CaseTrace, no_payment, payments_of, trace_payments
from queries.tracing.sources import rows_at

#: ends of a trace where money may still lie
_HOLDING: Final = ("balance", "no_statement", "window", "floor", "depth")


def run(context: Context, of: str | None, at: int | None, window_hours: int, depth: int) -> Result:
    """One row per account where traced money ended and may still lie, most tainted first.

    ``of`` an account: its row only, whichever case's money it is.

    ``at`` is the moment the clocks are read at (epoch µs; none: now). Raises
    :class:`BadInput` when there is no payment to follow. Cost: one trace.
    """
    evidence = evidence_of(context.dataset)
    snapshot = snapshot_for(context.dataset)
    entity = context.resolve(of).id if of else ""
    cases = (cases_named(evidence, entity) if entity else []) or all_cases(evidence)
    account = evidence.canonical(entity) if evidence.keys_of([entity]) else ""
    bounds = bounds_of(window_hours, depth)
    moment = time.time_ns() // 1000 if at is None else at
    payments, notes = payments_of(evidence, cases)
    if not payments:
        raise no_payment(notes)
    rows: list[Row] = []
    emptied = 0
    for traced in trace_payments(evidence, snapshot, "", payments, "fifo", bounds):
        context.check_time()
        found, gone = _held(context, evidence, snapshot, traced, moment)
        rows += found
        emptied += gone
    if account:
        rows = [row for row in rows if row["account"]["id"] == account]
    rows.sort(key=lambda row: (-row["tainted_minor"], row["account"]["id"], row["currency"]))
    extras = {
        "at": moment,
        "bounds": printed(bounds),
        "clocks": {"stop_hours": STOP_US // 3_600_000_000, "most_stops": MOST_STOPS,
                   "freeze_months": 6},
        "notes": [note._asdict() for note in notes],
    }  # fmt: skip
    return Result(rows, suppressed={"emptied": emptied} if emptied else None, extras=extras)


def _held(
    context: Context, evidence: Evidence, snapshot: Snapshot, traced: CaseTrace, at: int
) -> tuple[list[Row], int]:
    """Rows of one currency, and how many accounts are known to hold nothing any more."""
    held: dict[int, int] = {}
    why: dict[int, str] = {}
    for (_, account, _, reason), amount in sorted(traced.trace.leaves.items()):
        if account >= 0 and reason in _HOLDING:
            held[account] = held.get(account, 0) + amount
            why.setdefault(account, reason)
    balances = {a: book[4] for a, book in traced.trace.books.items()}
    live = {a: amount for a, amount in held.items() if balances.get(a, 1) > 0}
    touched = touched_accounts(snapshot, traced)
    live = {a: amount for a, amount in live.items() if a in touched}
    keys = {a: int(snapshot.accounts[a]) for a in live}
    ids = evidence.ids_of(list(keys.values()))
    orders = orders_on(evidence, list(ids.values()))
    refs = context.refs(ids.values())
    currency = snapshot.currencies.index(traced.payments[0].currency)
    rows = []
    for account, amount in live.items():
        entity = ids[keys[account]]
        own = orders.get(entity, Orders())
        clock = clock_of(own, at)
        about = (snapshot, traced, touched[account], currency)
        rows.append({
            "account": refs[entity], "tainted_minor": amount,
            "balance_minor": balances.get(account), **_facts(*about),
            "why_ended": why[account], **_clock(clock), "sources":
            rows_at(context, snapshot, touched[account].moves)
            + [context.source(*row) for row in sorted(own.rows)],
        })  # fmt: skip
    return rows, len(held) - len(live)


def _facts(snapshot: Snapshot, traced: CaseTrace, at: Touched, currency: int) -> dict[str, Any]:
    return {
        "turnover_minor": credits(snapshot, at.account, currency)[1],
        "currency": traced.payments[0].currency,
        "level": at.level,
        "last": traced.trace.last_seen.get(at.account),
    }


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "status": clock.status,
        "stop_count": clock.stops,
        "stop_until": clock.stop_until,
        "freeze_until": clock.freeze_until,
        "next_step": clock.next_step._asdict(),
    }


QUERY = Query(
    name="stop-payment-queue",
    title=Text("止付队列", "Stop-payment queue"),
    question=Text(
        "哪些账户还留有被骗的钱、应先止付或冻结哪个、时限到何时？",
        "Which accounts still hold stolen money, which to stop or freeze first, and until when?",
    ),
    group="money",
    params=(
        Param("of", "entity", Text("案件、被害人或账户（空为全部案件）",
              "a case, victim or account; all cases without it")),
        Param("at", "date", Text("时限按此刻计算（空为现在）", "moment of the clocks; none: now")),
        WINDOW,
        DEPTH,
    ),
    returns=columns(
        "account tainted_minor balance_minor turnover_minor currency level last why_ended status"
        " stop_count stop_until freeze_until next_step sources"
    ),
    order=Text("涉诈金额，再按标识号", "tainted amount, then id"),
    caveat=Text(
        "余额来自已导入的流水，未调取者为空，不等于账上现值；涉诈金额是停在该账户的被骗款，不是流水总额。"
        "紧急止付每次 48 小时、每户最多两次；冻结六个月，可续。",
        "Balances are of the loaded statements, empty where none was given, and not today's."
        " The tainted amount is the stolen money that ended there, not the turnover. A"
        " stop-payment lasts 48 hours, at most twice an account; a freeze six months, renewable.",
    ),
    run=run,
)  # fmt: skip
