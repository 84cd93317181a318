"""Where a victim's money went, exact to the minor unit: FIFO or pro rata, move by move."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from graph.snapshot import END_CODES, Snapshot
from graph.snapshot_files import snapshot_for
from queries.chains.evidence import Evidence, evidence_of
from queries.chains.reach import all_cases, cases_named
from queries.columns import columns
from queries.context import Context
from queries.model import OF, Param, Query, Result, Row, Text
from queries.tracing.asked import DEPTH, FLOOR, WINDOW, bounds_of, printed
from queries.tracing.case_money import CaseTrace, no_payment, seed_of, trace_case
from queries.tracing.findings import Findings
from queries.tracing.follow import Bounds
from queries.tracing.sums import PairSums

_ENDS: Final = {code: name for name, code in END_CODES.items()} | {END_CODES["UNKNOWN"]: "UNKNOWN"}


def run(
    context: Context, of: str, method: str, window_hours: int, depth: int, floor_minor: int
) -> Result:
    """One row per move of a victim payment's money, the payment itself first.

    ``of`` is a case, or a victim or account of a case. Raises :class:`BadInput`
    where the case has no payment that counts. Cost: the movements of the
    accounts the money reaches.
    """
    evidence = evidence_of(context.dataset)
    entity = context.resolve(of).id
    bounds = bounds_of(window_hours, depth, floor_minor)
    snapshot = snapshot_for(context.dataset)
    report = _Report(context, evidence, snapshot, method)
    notes: list[Text] = []
    named = cases_named(evidence, entity)
    cases = named or all_cases(evidence)
    for at, case in enumerate(cases):
        context.check_time()
        told = f"{at + 1} / {len(cases)}"
        context.report(at / len(cases), f"追踪案件 {told}", f"following case {told}")
        seed = seed_of(evidence, case)
        notes += seed.notes
        for traced in trace_case(evidence, snapshot, seed, method, bounds):
            report.add(traced, entity, only_touching=not named)
    if not report.rows:
        raise no_payment(notes)
    return Result(report.rows, extras=report.extras(bounds, notes))


class _Report:
    """Rows and extras of the answer, built case by case."""

    def __init__(
        self, context: Context, evidence: Evidence, snapshot: Snapshot, method: str
    ) -> None:
        self._context = context
        self._snapshot = snapshot
        self._method = method
        self._evidence = evidence
        self._behind = context.dataset.transfers["evidence"]
        self.rows: list[Row] = []
        self._leaves: list[Row] = []
        self._sums = PairSums()
        self._checked = self._failed = self._unknown = 0
        self._assumed = {"openings": 0, "order": 0}
        self._found: dict[str, list[Row]] = {}
        self._balances: Row = {"checked": 0, "disagree": []}

    def add(self, traced: CaseTrace, entity: str, only_touching: bool) -> None:
        """The moves and leaves of the payments that concern ``entity``.

        ``only_touching``: of a case that does not name it, those that reach it.
        """
        trace = traced.trace
        wanted = self._parts_of(traced, entity, only_touching)
        if not wanted:
            return
        accounts = self._references(traced)
        payments = {part: self._payment(traced, part) for part in wanted}
        for move in trace.moves:
            if move.part in wanted:
                row = self._row(move.part, move, payments[move.part], accounts)
                self.rows.append(row)
                self._sums.add(row, traced.case_no, move.position)
        for (part, account, level, reason), amount in sorted(trace.leaves.items()):
            if part in wanted:
                leaf = (account, level, reason, amount)
                self._leaves.append(self._leaf(payments[part], leaf, traced, accounts))
        self._check(traced)
        findings = Findings(self._snapshot, traced, wanted, accounts.__getitem__)
        for name, rows in findings.all().items():
            self._found.setdefault(name, []).extend(rows)
        checked, disagree = findings.balances()
        self._balances["checked"] += checked
        self._balances["disagree"] += disagree

    def _parts_of(self, traced: CaseTrace, entity: str, only_touching: bool) -> set[int]:
        """All payments; of a victim his own, of an account those whose money it touches."""
        parts = range(1, len(traced.payments) + 1)
        own = {part for part in parts if traced.payments[part - 1].victim == entity}
        if own:
            return own
        key = self._evidence.keys_of([entity]).get(entity)
        index = self._snapshot.index_of(key) if key is not None else -1
        if index < 0:
            return set() if only_touching else set(parts)
        touching = {
            move.part
            for move in traced.trace.moves
            if index in (self._snapshot.payer[move.position], self._snapshot.payee[move.position])
        }
        return touching if touching or only_touching else set(parts)

    def _references(self, traced: CaseTrace) -> dict[int, Row]:
        """Entity references by account index; ends that are no account by their code."""
        trace, snapshot = traced.trace, self._snapshot
        used = {
            int(end[m.position]) for m in trace.moves for end in (snapshot.payer, snapshot.payee)
        }
        keys = {index: int(snapshot.accounts[index]) for index in used if index >= 0}
        ids = self._evidence.ids_of(list(keys.values()))
        refs = self._context.refs([*ids.values(), *(p.victim for p in traced.payments)])
        found = {index: refs[ids[key]] for index, key in keys.items()}
        found |= {code: _end(name) for code, name in _ENDS.items()}
        return found

    def _payment(self, traced: CaseTrace, part: int) -> Row:
        payment = traced.payments[part - 1]
        source = min(payment.rows)
        return {
            "victim": self._context.refs([payment.victim])[payment.victim],
            "case": traced.case_no,
            "time": payment.time,
            "amount_minor": payment.amount_minor,
            "source": self._context.source(*source),
        }

    def _row(self, part: int, move: Any, payment: Row, accounts: dict[int, Row]) -> Row:
        snapshot, position = self._snapshot, move.position
        behind = self._behind[int(snapshot.row[position])]
        return {
            "victim_payment": payment,
            "level": move.level,
            "from": accounts[int(snapshot.payer[position])],
            "to": accounts[int(snapshot.payee[position])],
            "time": int(snapshot.time[position]),
            "amount_minor": int(snapshot.amount[position]),
            "tainted_minor": move.tainted,
            "currency": snapshot.currencies[int(snapshot.currency[position])],
            "method": self._method,
            "sources": [self._context.source(e["import_id"], e["sheet"], e["row"]) for e in behind],
        }

    def _leaf(
        self,
        payment: Row,
        leaf: tuple[int, int, str, int],
        traced: CaseTrace,
        accounts: dict[int, Row],
    ) -> Row:
        account, level, reason, amount = leaf
        book = traced.trace.books.get(account)
        return {
            "victim_payment": payment,
            "account": accounts[account],
            "level": level,
            "reason": reason,
            "tainted_minor": amount,
            "balance_minor": book[4] if book else None,
            "last_seen": traced.trace.last_seen.get(account),
        }

    def _check(self, traced: CaseTrace) -> None:
        """Books close, and every payment is the sum of its leaves."""
        trace = traced.trace
        for opening, came, went, unknown, closing in trace.books.values():
            self._checked += 1
            self._failed += opening + came + unknown != went + closing
        for part, payment in enumerate(traced.payments, start=1):
            self._checked += 1
            ended = sum(amount for key, amount in trace.leaves.items() if key[0] == part)
            self._failed += ended != payment.amount_minor
        self._unknown += trace.unknown_source
        self._assumed["openings"] += trace.assumed_openings
        self._assumed["order"] += trace.assumed_order

    def extras(self, bounds: Bounds, notes: Iterable[Text]) -> Row:
        """Leaves, checks, and everything that was assumed, beside the bounds used.

        An answer with more moves than it may list has ``flows`` too: all moves by pair.
        """
        cut = len(self.rows) > self._context.limit
        return {
            **({"flows": self._sums.rows()} if cut else {}),
            "leaves": self._leaves,
            **self._found,
            "balances": self._balances,
            "invariants": {"checked": self._checked, "failed": self._failed},
            "unknown_source_minor": self._unknown,
            "assumed": self._assumed,
            "bounds": printed(bounds),
            "notes": [note._asdict() for note in dict.fromkeys(notes)],
        }


def _end(name: str) -> Row:
    return {"id": "", "type": "", "key": name, "label": name, "family": "event"}


QUERY = Query(
    name="fund-trace",
    title=Text("资金穿透", "Fund trace"),
    question=Text(
        "被骗的钱经过哪些账户、各多少分、停在哪里？",
        "Through which accounts did the stolen money pass, how much of it, and where does it end?",
    ),
    group="money",
    params=(
        OF,
        Param(
            "method",
            "choice",
            Text("分配方法：先进先出或按比例", "allocation: first in first out, or pro rata"),
            default="fifo",
            choices=("fifo", "prorata"),
        ),
        WINDOW,
        DEPTH,
        FLOOR,
    ),
    returns=columns(
        "victim_payment level from to time amount_minor tainted_minor currency method sources"
    ),
    order=Text("时间、流水号、行", "time, serial, row"),
    caveat=Text(
        "分配方法是约定，不同方法结果不同；涉诈金额不是流水总额。未调取流水的账户是待调证清单。",
        "An allocation method is a convention: another gives other shares. The tainted amount is"
        " not the turnover. Accounts without statement are the list to request.",
    ),
    run=run,
)
