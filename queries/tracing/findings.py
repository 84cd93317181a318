"""What stands out in a trace: money that comes together, goes round, is cashed or lost sight of.

Sums are minor units of the victims' money, one list per trace of one case and currency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import networkx as nx

from graph.snapshot import END_CODES, Snapshot
from queries.model import Row
from queries.tracing.balances import disagreements
from queries.tracing.case_money import CaseTrace
from queries.tracing.follow import Move

_CASHED: Final = {END_CODES["CASH"]: "cash", END_CODES["MERCHANT"]: "merchant"}


class Findings:
    """The findings of one trace; ``name`` gives the reference of an account index or end code.

    ``parts`` are the payments asked about.
    """

    def __init__(
        self, snapshot: Snapshot, traced: CaseTrace, parts: set[int], name: Callable[[int], Row]
    ) -> None:
        self._snapshot = snapshot
        self._traced = traced
        self._name = name
        self._moves = [move for move in traced.trace.moves if move.part in parts]
        self._leaves = {k: v for k, v in traced.trace.leaves.items() if k[0] in parts}
        self._currency = traced.payments[0].currency

    def all(self) -> dict[str, list[Row]]:
        """Every list by its name."""
        return {
            "requests": self.requests(),
            "reconvergence": self.reconvergence(),
            "cycles": self.cycles(),
            "cash_outs": self.cash_outs(),
        }

    def _ends(self, move: Move) -> tuple[int, int]:
        payer, payee = self._snapshot.payer, self._snapshot.payee
        return int(payer[move.position]), int(payee[move.position])

    def _row(self, account: int, tainted: int, **more: Any) -> Row:
        return {
            "account": self._name(account),
            "case": self._traced.case_no,
            "tainted_minor": tainted,
            "currency": self._currency,
            **more,
        }

    def requests(self) -> list[Row]:
        """待调证清单: accounts whose statement is missing, most tainted first."""
        sums: dict[int, int] = {}
        parts: dict[int, set[int]] = {}
        for (part, account, _, reason), amount in self._leaves.items():
            if reason == "no_statement" and account >= 0:
                sums[account] = sums.get(account, 0) + amount
                parts.setdefault(account, set()).add(part)
        seen = self._traced.trace.last_seen
        rows = [
            self._row(a, amount, payments=len(parts[a]), last_seen=seen.get(a))
            for a, amount in sums.items()
        ]
        return _largest(rows)

    def reconvergence(self) -> list[Row]:
        """汇聚账户: money of several victims, or of one by several payers, comes together there."""
        came: dict[int, int] = {}
        payers: dict[tuple[int, int], set[int]] = {}
        victims: dict[int, set[str]] = {}
        for move in self._moves:
            payer, payee = self._ends(move)
            if payee < 0:
                continue
            came[payee] = came.get(payee, 0) + move.tainted
            payers.setdefault((payee, move.part), set()).add(payer)
            victims.setdefault(payee, set()).add(self._traced.payments[move.part - 1].victim)
        branches: dict[int, int] = {}
        for (account, _), found in payers.items():
            branches[account] = max(branches.get(account, 0), len(found))
        rows = [
            self._row(a, amount, victims=len(victims[a]), branches=branches[a])
            for a, amount in came.items()
            if len(victims[a]) > 1 or branches[a] > 1
        ]
        return _largest(rows)

    def cycles(self) -> list[Row]:
        """回流: a payment's money comes back to an account it had left."""
        graph = nx.DiGraph(ends for ends in map(self._ends, self._moves) if min(ends) >= 0)
        part_of = {
            account: place
            for place, part in enumerate(nx.strongly_connected_components(graph))
            for account in part
        }
        first: dict[tuple[int, int], int] = {}
        back: dict[int, int] = {}
        times: dict[int, int] = {}
        for move in self._moves:
            payer, payee = self._ends(move)
            level = first.setdefault((payee, move.part), move.level)
            round_trip = part_of.get(payer, -1) == part_of.get(payee, -2)
            if round_trip and move.level > level:
                back[payee] = back.get(payee, 0) + move.tainted
                times[payee] = times.get(payee, 0) + 1
        return _largest([self._row(a, amount, count=times[a]) for a, amount in back.items()])

    def cash_outs(self) -> list[Row]:
        """取现点: accounts from which it left as cash or to a merchant."""
        sums: dict[tuple[int, str], list[int]] = {}
        for move in self._moves:
            payer, payee = self._ends(move)
            kind = _CASHED.get(payee)
            if kind:
                found = sums.setdefault((payer, kind), [0, 0, 0])
                found[0] += move.tainted
                found[1] += 1
                found[2] = max(found[2], int(self._snapshot.time[move.position]))
        rows = [
            self._row(payer, tainted, kind=kind, count=count, last=last)
            for (payer, kind), (tainted, count, last) in sums.items()
        ]
        return _largest(rows)

    def balances(self) -> tuple[int, list[Row]]:
        """Printed balances compared, and the statements that do not add up with theirs."""
        code = self._snapshot.currencies.index(self._currency)
        opened = sorted(self._traced.trace.books)
        checked, found = disagreements(self._snapshot, opened, code)
        return checked, [
            {
                "account": self._name(one.account),
                "time": int(self._snapshot.time[one.position]),
                "printed_minor": one.printed,
                "calculated_minor": one.calculated,
                "count": one.count,
                "currency": self._currency,
            }
            for one in found
        ]


def _largest(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row["tainted_minor"], row["account"]["key"]))
