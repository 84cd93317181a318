"""How much of a frozen account goes back to whom: the three legal cases, to the minor unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from graph.errors import BadInput
from graph.snapshot import Snapshot
from graph.snapshot_files import snapshot_for
from queries.chains.evidence import Evidence, evidence_of
from queries.chains.reach import all_cases, cases_named
from queries.columns import columns
from queries.context import Context
from queries.model import OF, Param, Query, Result, Row, Text
from queries.response.orders import Order, Orders, orders_on
from queries.response.shares import (
    BY_TIME,
    IN_PROPORTION,
    NOTICE_DAYS,
    SINGLE,
    Claim,
    legal_case,
    refunds,
)
from queries.tracing.asked import DEPTH, WINDOW, bounds_of, printed
from queries.tracing.at_account import Touched, credits, dated_only, touched_accounts
from queries.tracing.case_money import CaseTrace, payments_of, trace_payments
from queries.tracing.sources import rows_at

_DAY: Final = 86_400_000_000
_CURRENCY: Final = "CNY"


def run(
    context: Context,
    of: str,
    frozen_minor: int | None,
    announced: int | None,
    all_cases: bool,
    window_hours: int,
    depth: int,
) -> Result:
    """One row per frozen account and victim; ``refund_minor`` is null where no case applies.

    Raises :class:`BadInput` when no victim's money reached a frozen account.
    Cost: one trace of the payments of all cases.
    """
    evidence = evidence_of(context.dataset)
    snapshot = snapshot_for(context.dataset)
    entity = context.resolve(of).id
    bounds = bounds_of(window_hours, depth)
    payments, notes = payments_of(evidence, _cases(evidence, entity, all_cases))
    payments = [p for p in payments if p.currency == _CURRENCY]
    found = _Found(context, evidence, snapshot, announced)
    for traced in trace_payments(evidence, snapshot, "", payments, "fifo", bounds):
        found.add(traced, entity, frozen_minor)
    if not found.rows:
        raise _nothing(notes)
    extras = {
        "totals": found.totals(),
        "bounds": printed(bounds),
        "notice_days": NOTICE_DAYS,
        "notes": [note._asdict() for note in notes],
    }
    return Result(found.rows, extras=extras)


def _cases(evidence: Evidence, entity: str, everyone: bool) -> list[str]:
    """The cases asked about first; the others' victims have claims on the same accounts."""
    own = cases_named(evidence, entity)
    return list(dict.fromkeys([*own, *all_cases(evidence)])) if everyone or not own else own


def _nothing(notes: Iterable[Text]) -> BadInput:
    zh = "没有被害人的资金进入已冻结的账户；可用 --of 账户 --frozen-minor 给出冻结金额（分）。"
    en = (
        "No victim's money reached a frozen account; name one with --of ACCOUNT and give"
        " --frozen-minor."
    )
    more = list(dict.fromkeys(notes))[:3]
    return BadInput(zh + "".join(n.zh for n in more), " ".join([en, *(n.en for n in more)]))


class _Found:
    """Rows of the answer, account by account in order of level and first arrival."""

    def __init__(
        self, context: Context, evidence: Evidence, snapshot: Snapshot, announced: int | None
    ) -> None:
        self._context = context
        self._evidence = evidence
        self._snapshot = snapshot
        self._announced = announced
        self._got: dict[str, int] = {}
        self._lost: dict[str, int] = {}
        self._frozen = 0
        self.rows: list[Row] = []

    def add(self, traced: CaseTrace, entity: str, frozen_minor: int | None) -> None:
        """The frozen accounts of one trace that concern ``entity``."""
        for payment in traced.payments:
            self._lost[payment.victim] = self._lost.get(payment.victim, 0) + payment.amount_minor
        touched = touched_accounts(self._snapshot, traced)
        keys = {a: int(self._snapshot.accounts[a]) for a in touched}
        ids = self._evidence.ids_of(list(keys.values()))
        named = {a: ids[key] for a, key in keys.items()}
        asked = self._evidence.canonical(entity)
        if asked in named.values():
            touched = {a: at for a, at in touched.items() if named[a] == asked}
        else:
            touched = self._of_parts(touched, traced, entity)
        orders = orders_on(self._evidence, [named[a] for a in touched])
        for at in sorted(touched.values(), key=lambda at: (at.level, at.moves[0])):
            own = orders.get(named[at.account], Orders())
            amount = frozen_minor if named[at.account] == asked else None
            if own.freezes or amount is not None:
                self._context.check_time()
                self._account(traced, at, named[at.account], own, amount)

    def _of_parts(
        self, touched: dict[int, Touched], traced: CaseTrace, entity: str
    ) -> dict[int, Touched]:
        """Accounts that money of the entity's own cases reached (a victim's: his money)."""
        own = {p.rows for p in payments_of(self._evidence, cases_named(self._evidence, entity))[0]}
        mine = {p.rows for p in traced.payments if p.victim == entity}
        wanted = {
            part for part, p in enumerate(traced.payments, start=1) if p.rows in (mine or own)
        }
        return {a: at for a, at in touched.items() if wanted & set(at.came)}

    def _account(
        self, traced: CaseTrace, at: Touched, entity: str, own: Orders, given: int | None
    ) -> None:
        frozen, order = _frozen(own, given)
        statement, book = at.account in traced.trace.books, traced.trace.books.get(at.account)
        if frozen is None and statement and book is not None:
            frozen = book[4]
        currency = self._snapshot.currencies.index(_CURRENCY)
        number, turnover = credits(self._snapshot, at.account, currency)
        claims = self._claims(traced, at)
        doubt = _doubt(traced, at, dated_only(self._snapshot, at.account, currency))
        case: int | None = legal_case(number, len(claims), doubt is None)
        if frozen is None or not statement:
            case, doubt = None, _missing(frozen is None)
        amounts = refunds(case, frozen, claims) if case and frozen is not None else None
        self._frozen += frozen or 0
        refs = self._context.refs([entity, *(claim.victim for claim in claims)])
        for place, claim in enumerate(claims):
            refund = amounts[place] if amounts else None
            self._got[claim.victim] = self._got.get(claim.victim, 0) + (refund or 0)
            self.rows.append({
                "account": refs[entity], "level": at.level, "victim": refs[claim.victim],
                "legal_case": case, "turnover_minor": turnover, "tainted_minor": claim.came,
                "frozen_minor": frozen, "refund_minor": refund, "currency": _CURRENCY,
                "notice_until": self._notice(case), "reason": _words(case, doubt)._asdict(),
                "sources": self._sources(at, order),
            })  # fmt: skip

    def _claims(self, traced: CaseTrace, at: Touched) -> list[Claim]:
        came: dict[str, int] = {}
        left: dict[str, int] = {}
        for part, amount in at.came.items():
            victim = traced.payments[part - 1].victim
            came[victim] = came.get(victim, 0) + amount
            left[victim] = left.get(victim, 0) + at.left.get(part, 0)
        return [
            Claim(victim, amount, left[victim], self._lost[victim] - self._got.get(victim, 0))
            for victim, amount in came.items()
        ]

    def _notice(self, case: int | None) -> int | None:
        """When the public notice of case 3 ends, once it is announced."""
        if case != IN_PROPORTION or self._announced is None:
            return None
        return self._announced + NOTICE_DAYS * _DAY

    def _sources(self, at: Touched, order: Order | None) -> list[Any]:
        found = rows_at(self._context, self._snapshot, at.moves)
        return found + [self._context.source(*row) for row in sorted(order.rows if order else ())]

    def totals(self) -> list[Row]:
        """Per victim: what he lost and what comes back; and nothing beyond what is frozen."""
        refs = self._context.refs(self._got)
        return [
            {"victim": refs[v], "paid_minor": self._lost[v], "refund_minor": got}
            for v, got in sorted(self._got.items())
        ]


def _frozen(own: Orders, given: int | None) -> tuple[int | None, Order | None]:
    """The amount given, else that of the newest freeze that prints one."""
    newest = own.freezes[-1] if own.freezes else None
    if given is not None:
        return given, newest
    printed_ones = [order for order in own.freezes if order.amount_minor is not None]
    if printed_ones:
        return printed_ones[-1].amount_minor, printed_ones[-1]
    return None, newest


def _doubt(traced: CaseTrace, at: Touched, dated: bool) -> Text | None:
    """Why time stamps do not tell whose money is left; ``None`` when they do."""
    book = traced.trace.books.get(at.account)
    if dated or at.unordered:
        return Text(
            "部分流水只有日期，先后不明", "some rows show only a date: their order is unknown"
        )
    if book is not None and book[3]:
        return Text("流水不全，有来源不明的支出", "the statement does not cover all it paid")
    return None


def _missing(amount: bool) -> Text:
    if amount:
        return Text(
            "冻结金额不明，请补冻结回执", "the frozen amount is unknown: ask for the receipt"
        )
    return Text("未调取该账户流水，请先调取", "its statement is missing: request it first")


_CASE_WORDS: Final = {
    SINGLE: Text(
        "单笔入账，返还溯源被害人", "a single credit: returned to the victim it traces to"
    ),
    BY_TIME: Text("多笔入账，按时间戳溯源返还", "several credits, traced by time stamps"),
    IN_PROPORTION: Text(
        "无法按时间戳溯源，按被骗金额比例返还，须公告 30 日",
        "not traceable by time stamps: in proportion to the losses, after 30 days of notice",
    ),
}


def _words(case: int | None, doubt: Text | None) -> Text:
    known = _CASE_WORDS[case] if case else Text("无法计算", "cannot be calculated")
    if doubt is None or case == SINGLE:
        return known
    return Text(f"{known.zh}（{doubt.zh}）", f"{known.en} ({doubt.en})")


QUERY = Query(
    name="refund",
    title=Text("资金返还", "Refund"),
    question=Text(
        "冻结的钱按哪种法定情形、返还给谁、各多少？",
        "Under which legal case does frozen money go back, to whom, and how much?",
    ),
    group="money",
    params=(
        OF,
        Param("frozen_minor", "int",
              Text("冻结金额（分），不给则用冻结登记或余额",
                   "frozen amount in minor units; else the register's, else the balance"),
              minimum=0),
        Param("announced", "date", Text("公告日期（情形三）", "date of the notice (case 3)")),
        Param("all_cases", "bool", Text("其他案件的被害人也计入", "victims of other cases too"),
              default=True),
        WINDOW,
        DEPTH,
    ),
    returns=columns(
        "account level victim legal_case turnover_minor tainted_minor frozen_minor refund_minor"
        " currency notice_until reason sources"
    ),
    order=Text("账户的级、首次到账，再按被害人首次到账",
               "level and first arrival at the account, then of the victim"),
    caveat=Text(
        "测算供参考，返还由办案机关决定；涉诈金额是追踪到该账户的被骗款，流水总额是该账户全部入账，"
        "二者不可互代。只计人民币。",
        "A calculation for reference; the authority decides. The tainted amount is the victims'"
        " money traced into the account, the turnover all its credits; neither stands for the"
        " other. CNY only.",
    ),
    run=run,
)  # fmt: skip
