"""What stands out in a trace, on ledgers drawn beside it; statements that do not add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from queries.chains.seed import Payment
from queries.tracing.balances import disagreements
from queries.tracing.case_money import CaseTrace
from queries.tracing.findings import Findings
from tests.queries.tracing.worlds import Row, snapshot, trace

NAMES = ["V", "W", "A", "B", "C", "D"]


def _findings(rows: list[Row], without: tuple[str, ...] = ()) -> Findings:
    found, world = trace(rows, "fifo", {}, NAMES, without_statement=without)
    parts = [row for row in rows if row.part]
    payments = tuple(
        Payment(row.payer, 0, 0, 0, row.amount, "CNY", 1.0, frozenset()) for row in parts
    )
    traced = CaseTrace("A1", payments, found)

    def name(account: int) -> dict[str, object]:
        return {"key": NAMES[account] if account >= 0 else "CASH"}

    return Findings(world, traced, {row.part for row in rows if row.part}, name)


def _named(rows: list[dict[str, object]], *fields: str) -> list[tuple[object, ...]]:
    return [(row["account"]["key"], *(row[f] for f in fields)) for row in rows]  # type: ignore[index]


def test_money_of_two_victims_and_of_two_branches_comes_together() -> None:
    found = _findings([
        Row(0, "V", "A", 100, part=1), Row(1, "A", "B", 60), Row(2, "A", "C", 40),
        Row(3, "B", "D", 60), Row(4, "C", "D", 40), Row(5, "W", "B", 30, part=2),
    ])  # fmt: skip
    assert _named(found.reconvergence(), "tainted_minor", "victims", "branches") == [
        ("D", 100, 1, 2),
        ("B", 90, 2, 1),
    ]
    assert found.cycles() == []


def test_money_that_goes_round_is_told_once_it_is_back() -> None:
    found = _findings([
        Row(0, "V", "A", 100, part=1), Row(1, "A", "B", 70), Row(2, "B", "C", 70),
        Row(3, "C", "A", 50), Row(4, "A", "D", 30),
    ])  # fmt: skip
    assert _named(found.cycles(), "tainted_minor", "count") == [("A", 50, 1)]


def test_cash_and_what_to_request_largest_first() -> None:
    found = _findings(
        [
            Row(0, "V", "A", 100, part=1), Row(1, "A", "B", 20), Row(2, "A", "C", 50),
            Row(3, "A", "CASH", 10), Row(4, "A", "CASH", 5), Row(5, "W", "B", 8, part=2),
        ],
        without=("B", "C"),
    )  # fmt: skip
    assert _named(found.requests(), "tainted_minor", "payments") == [("C", 50, 1), ("B", 28, 2)]
    assert _named(found.cash_outs(), "tainted_minor", "kind", "count") == [("A", 15, "cash", 2)]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ([100, 160, 120], None),
        ([100, 160, 125], (2, 125, 120, 1)),
        ([100, 170, 130], (1, 170, 160, 1)),
        ([100, None, 125], (2, 125, 120, 1)),
        ([None, None, 5], None),
    ],
)
def test_a_statement_that_does_not_add_up_says_where(
    printed: list[int | None], expected: tuple[int, int, int, int] | None
) -> None:
    rows = [Row(0, "V", "A", 100), Row(1, "W", "A", 60), Row(2, "A", "B", 40)]
    world = snapshot(rows, NAMES, {})
    none = np.iinfo(np.int64).min
    known = [none if value is None else value for value in printed]
    world.payee_balance[:2], world.payer_balance[2] = known[:2], known[2]
    checked, found = disagreements(world, [2], 0)
    assert checked == max(0, sum(value is not None for value in printed) - 1)
    assert [(d.position, d.printed, d.calculated, d.count) for d in found] == (
        [expected] if expected else []
    )
    vague = replace(world, unordered=np.ones(3, dtype=np.bool_))
    assert disagreements(vague, [2], 0) == (0, [])
