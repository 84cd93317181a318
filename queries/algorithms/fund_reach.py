"""Which accounts the money of a case can have reached, and by when; no path is listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from graph.errors import BadInput
from graph.model import Entity
from graph.snapshot import END_CODES, Flags, Snapshot
from graph.snapshot_files import snapshot_for
from queries.chains.evidence import Evidence, evidence_of
from queries.chains.reach import cases_named
from queries.columns import columns
from queries.context import Context
from queries.model import OF, Param, Query, Result, Row, Text
from queries.tracing.asked import DEPTH, FLOOR, WINDOW, bounds_of, printed
from queries.tracing.case_money import fences_of, positions_of, seed_of
from queries.tracing.reach import Arrival, arrivals, labels, reach

_ENDS: Final = {code: name for name, code in END_CODES.items()}


def run(
    context: Context, of: str, window_hours: int, depth: int, floor_minor: int, strict: bool
) -> Result:
    """One row per reached account and currency, by earliest arrival.

    ``of`` is a case or a victim (his payments), or any other account (all its
    outflows). Raises :class:`BadInput` when no money leaves there. Cost: at most
    depth × the outflows of the reached accounts.
    """
    evidence = evidence_of(context.dataset)
    snapshot = snapshot_for(context.dataset)
    seeds = _seeds(evidence, snapshot, context.resolve(of))
    if not seeds:
        raise BadInput(
            "没有可追踪的付款或转出。", "No payment or outflow to follow the money from."
        )
    fences = fences_of(evidence, snapshot)
    bounds = bounds_of(window_hours, depth, floor_minor)
    stop: Flags = fences.hub | fences.merchant
    rows: list[Row] = []
    earliest: list[Row] = []
    for currency in sorted({int(snapshot.currency[seed]) for seed in seeds}):
        context.check_time()
        own = [seed for seed in seeds if int(snapshot.currency[seed]) == currency]
        reached = reach(snapshot, own, bounds, strict, stop)
        found = arrivals(snapshot, reached)
        refs = _references(context, evidence, snapshot, found)
        rows += [_row(snapshot, arrival, refs, context) for arrival in found]
        earliest += [
            {"account": refs[label.account], "level": label.level, "time": label.time}
            for label in labels(snapshot, reached)
        ]
    rows.sort(key=lambda row: (row["first"], row["level"], row["entity"]["key"]))
    used = {**printed(bounds), "order": "strict" if strict else "not_decreasing"}
    assumed = sum(row["unordered"] for row in rows)
    return Result(rows, extras={"labels": earliest, "bounds": used, "assumed": {"order": assumed}})


def _seeds(evidence: Evidence, snapshot: Snapshot, entity: Entity) -> list[int]:
    """The victims' payments; of an account that is no victim's, everything it paid."""
    found: list[int] = []
    key = evidence.keys_of([entity.id]).get(entity.id)
    if key is None:
        for case in cases_named(evidence, entity.id):
            payments = seed_of(evidence, case).payments
            own = [p for p in payments if p.victim == entity.id] or payments
            found += positions_of(snapshot, own)
    else:
        index = snapshot.index_of(key)
        found = snapshot.outgoing.of(index).tolist() if index >= 0 else []
    return sorted(set(found))


def _references(
    context: Context, evidence: Evidence, snapshot: Snapshot, found: list[Arrival]
) -> dict[int, Row]:
    ends = {arrival.account for arrival in found}
    ends |= {int(snapshot.payer[arrival.move]) for arrival in found}
    keys = {end: int(snapshot.accounts[end]) for end in ends if end >= 0}
    ids = evidence.ids_of(list(keys.values()))
    refs = context.refs(ids.values())
    named = {end: refs[ids[key]] for end, key in keys.items()}
    return named | {code: _end(name) for code, name in _ENDS.items()}


def _end(name: str) -> Row:
    return {"id": "", "type": "", "key": name, "label": name, "family": "event"}


def _row(snapshot: Snapshot, arrival: Arrival, refs: dict[int, Row], context: Context) -> Row:
    """The account, when money can first have come, from whom, and the turnover that can be it."""
    return {
        "entity": refs[arrival.account],
        "level": arrival.level,
        "first": arrival.time,
        "from": refs[int(snapshot.payer[arrival.move])],
        "count": arrival.count,
        "turnover_minor": arrival.turnover,
        "currency": snapshot.currencies[int(snapshot.currency[arrival.move])],
        "unordered": arrival.unordered,
        "sources": list(_sources(context, int(snapshot.row[arrival.move]))),
    }


def _sources(context: Context, row: int) -> Iterator[Any]:
    behind: pl.Series = context.dataset.transfers["evidence"]
    for source in behind[row]:
        yield context.source(source["import_id"], source["sheet"], source["row"])


QUERY = Query(
    name="fund-reach",
    title=Text("资金可达", "Fund reach"),
    question=Text(
        "被骗的钱可能到过哪些账户，最早何时？",
        "Which accounts can the stolen money have reached, and by when?",
    ),
    group="money",
    params=(
        OF,
        WINDOW,
        DEPTH,
        FLOOR,
        Param(
            "strict",
            "bool",
            Text("后一笔须严格晚于前一笔", "each movement strictly later than the one before"),
            default=False,
        ),
    ),
    returns=columns("entity level first from count turnover_minor currency unordered sources"),
    order=Text("最早到达时间、级、号码", "earliest arrival, level, key"),
    caveat=Text(
        "这是上限：只说明钱可能到过，不分金额；流水总额不是涉诈金额（见 fund-trace）。"
        "仅有日期的行视为当日任何时刻；枢纽与商户不再往下追，不同币种不相通；"
        "超出时间窗的转出及其收款方不计入（fund-trace 列为 window 末端）。",
        "An upper bound: it says where money can have been and splits no amount; turnover is not"
        " the tainted amount (see fund-trace). A row with only a date counts as any time of its"
        " day; hubs and merchants are not followed out of, nor is one currency into another."
        " Outflows beyond the window and their payees are left out (fund-trace: leaf `window`).",
    ),
    run=run,
)
