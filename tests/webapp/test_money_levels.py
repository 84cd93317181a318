"""The levels of a trace: sums, folding, money that returns; answers beside the examples."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from graph.errors import BadInput
from webapp.money import drawing, ends, flows, fold, levels, question, sankey, view, words
from webapp.money.sankey import Frame

VICTIM = {"id": "p-1", "type": "Person", "key": "1", "label": "张三", "family": "victim"}
FRAME = Frame(across=400, start=0, step=100, box=12, gap=10, slot=16)


def account(name: str) -> dict[str, Any]:
    if name.isupper():
        return {"id": "", "type": "", "key": name, "label": name, "family": "event"}
    return {
        "id": f"a-{name}",
        "type": "BankAccount",
        "key": name,
        "label": name,
        "family": "account",
    }


def payment(amount: int, row: int = 1) -> dict[str, Any]:
    source = {"file_sha256": "f", "sheet": "", "row": row}
    return {"victim": VICTIM, "case": "A1", "time": row, "amount_minor": amount, "source": source}


def move(
    paid: dict[str, Any], level: int, ends_of: str, tainted: int, **more: Any
) -> dict[str, Any]:
    """``ends_of`` is ``payer>payee``; the row's time and source tell movements apart."""
    payer, payee = ends_of.split(">")
    at = more.pop("at", level)
    return {
        "victim_payment": paid,
        "level": level,
        "from": account(payer),
        "to": account(payee),
        "time": at,
        "amount_minor": more.pop("whole", tainted),
        "tainted_minor": tainted,
        "currency": more.pop("currency", "CNY"),
        "sources": [{"file_sha256": "f", "sheet": ends_of, "row": at}],
        **more,
    }


def leaf(paid: dict[str, Any], level: int, name: str, reason: str, amount: int) -> dict[str, Any]:
    return {
        "victim_payment": paid,
        "account": account(name),
        "level": level,
        "reason": reason,
        "tainted_minor": amount,
        "balance_minor": None,
        "last_seen": level,
    }


def trace(rows: list[Any], leaves: list[Any], **asked: Any) -> flows.Trace:
    return flows.read({"rows": rows, "leaves": leaves}, **asked)


PAID = payment(1000)
#: 1000 to a; a keeps 100, sends 600 to b and 300 in cash; b keeps all
ROWS = [
    move(PAID, 1, "v>a", 1000),
    move(PAID, 2, "a>b", 600, whole=700),
    move(PAID, 2, "a>CASH", 300),
]
LEAVES = [
    leaf(PAID, 1, "a", "balance", 100),
    leaf(PAID, 2, "b", "no_statement", 600),
    leaf(PAID, 2, "CASH", "cash", 300),
]


def test_a_level_has_what_arrived_went_on_and_ended() -> None:
    built = levels.build(trace(ROWS, LEAVES))
    told = [
        (level.arrived, level.forwarded, level.ended, level.ended_before, level.holds)
        for level in built.levels
    ]
    assert told == [(1000, 900, 100, 0, True), (900, 0, 900, 100, True)]
    assert {key: link.tainted for key, link in built.links.items()} == {
        "0:1>1:a-a": 1000,
        "1:a-a>2:a-b": 600,
        "1:a-a>2:CASH": 300,
    }
    assert built.nodes["2:a-b"].whole_in == 700
    assert [built.nodes[key].kind for key in ("0:1", "1:a-a", "2:a-b", "2:CASH")] == [
        *("payment", "account", "no_statement", "cash")
    ]


def test_a_missing_end_fails_the_check() -> None:
    built = levels.build(trace(ROWS, LEAVES[1:]))
    assert [level.holds for level in built.levels] == [True, False]
    envelope = {"rows": ROWS, "leaves": LEAVES[1:], "invariants": {"checked": 2, "failed": 0}}
    assert len(view.make(envelope, question.Question("x")).failed) == 2


def test_money_that_returns_is_counted_at_the_accounts_own_level() -> None:
    rows = [
        move(PAID, 1, "v>a", 1000),
        move(PAID, 2, "a>b", 1000),
        move(PAID, 3, "b>a", 400),
        move(PAID, 2, "a>c", 400, at=9),
    ]
    leaves = [leaf(PAID, 2, "b", "balance", 600), leaf(PAID, 2, "c", "balance", 400)]
    built = levels.build(trace(rows, leaves))
    assert (built.nodes["3:a-a"].moved, built.nodes["1:a-a"].moved) == (400, -400)
    assert all(level.holds for level in built.levels)
    assert [level.arrived for level in built.levels] == [1000, 1400, 400]


def test_a_movement_with_two_payments_is_one_movement_of_the_turnover() -> None:
    other = payment(500, row=2)
    rows = [
        *ROWS,
        move(other, 1, "v>a", 500, at=5),
        move(PAID, 2, "a>d", 10, whole=90, at=6),
        move(other, 2, "a>d", 80, whole=90, at=6),
    ]
    found = trace(rows, [])
    assert view.turnover(found) == (1000 + 700 + 300 + 500 + 90, 5)
    link = levels.build(found).links["1:a-a>2:a-d"]
    assert (link.tainted, link.whole, link.count) == (90, 90, 1)


def test_one_payment_and_one_currency_can_be_chosen() -> None:
    dollars = payment(700, row=2)
    rows = [*ROWS, move(dollars, 1, "v>a", 700, currency="USD")]
    leaves = [*LEAVES, leaf(dollars, 1, "a", "balance", 700)]
    assert trace(rows, leaves).currency == "CNY"
    assert trace(rows, leaves).total == 1000
    assert trace(rows, leaves, payment=2).total == 700
    assert trace(rows, leaves, currency="USD").currencies == ("CNY", "USD")
    for wrong in ({"payment": 3}, {"currency": "JPY"}):
        with pytest.raises(BadInput):
            trace(rows, leaves, **wrong)


def _star(accounts: int) -> flows.Trace:
    """a sends 100, 101, 102 … to ``accounts`` accounts; the first ten end without statement."""
    amounts = {f"x{n}": 100 + n for n in range(accounts)}
    paid = payment(sum(amounts.values()))
    rows = [move(paid, 1, "v>a", paid["amount_minor"])]
    rows += [move(paid, 2, f"a>{name}", amount) for name, amount in amounts.items()]
    leaves = [
        leaf(paid, 2, name, "no_statement" if n < 10 else "balance", amount)
        for n, (name, amount) in enumerate(amounts.items())
    ]
    return trace(rows, leaves)


def test_small_accounts_stand_together_and_nothing_is_lost() -> None:
    built = levels.build(_star(200))
    drawn, place = fold.fold(built, 8)
    second = {key: node for key, node in drawn.nodes.items() if node.level == 2}
    assert len(second) == 8 + 2
    assert second["2:*account"].members == 190 - 8
    assert second["2:*no_statement"].members == 10
    assert words.name(second["2:*account"]) == "其他 182 户"
    assert sum(node.tainted_in for node in second.values()) == built.levels[1].arrived
    assert sum(link.tainted for link in drawn.links.values() if link.level == 2) == (
        built.levels[1].arrived
    )
    assert {place[f"2:a-x{n}"] for n in range(10)} == {"2:*no_statement"}


@pytest.mark.parametrize("most", [1, 8, 40])
def test_ribbons_are_as_thick_as_their_amount_and_stay_inside(most: int) -> None:
    drawn, _ = fold.fold(levels.build(_star(60)), most)
    plan = sankey.place(drawn, FRAME)
    for ribbon in plan.ribbons.values():
        assert ribbon.size == pytest.approx(ribbon.link.tainted * plan.scale)
        box = plan.boxes[ribbon.link.target]
        assert box.start - 1e-6 <= ribbon.arrives
        assert ribbon.arrives + ribbon.size <= box.start + box.size + 1e-6
    column = sorted((b for b in plan.boxes.values() if b.node.level == 2), key=lambda b: b.start)
    for above, below in pairwise(column):
        assert above.start + above.size <= below.start + 1e-6
    if most < 40:
        assert column[-1].start + column[-1].size <= FRAME.across + 1e-6


def test_a_picture_of_thirty_levels_is_drawn() -> None:
    names = [f"n{n}" for n in range(31)]
    rows = [move(PAID, 1, "v>n0", 1000)]
    rows += [move(PAID, n + 1, f"{names[n - 1]}>{names[n]}", 1000) for n in range(1, 30)]
    built = levels.build(trace(rows, [leaf(PAID, 30, "n29", "depth", 1000)]))
    picture = drawing.wide(built, "CNY")
    assert len(picture.heads) == 30
    assert picture.css == "wide large"
    assert picture.width > 30 * 120
    assert all(level.holds for level in built.levels)


def test_ends_of_one_account_and_reason_are_one_line_largest_first() -> None:
    other = payment(500, row=2)
    rows = [*ROWS, move(other, 1, "v>a", 500, at=5), move(other, 2, "a>b", 500, at=7)]
    found = ends.lines(trace(rows, [*LEAVES, leaf(other, 3, "b", "no_statement", 500)]))
    assert [(line.name, line.tainted) for line in found] == [("b", 1100), ("取现", 300), ("a", 100)]
    assert found[0].level_text == "L2 L3"
    assert found[0].first_seen == 2
    assert "流水" in found[0].request


def test_the_sums_of_a_cut_answer_are_used() -> None:
    sums = [{**row, "count": 40} for row in ROWS]
    envelope = {"rows": ROWS[:1], "leaves": LEAVES, "flows": sums}
    found = view.make(envelope, question.Question("x"))
    assert found.failed == []
    assert view.turnover(found.trace) == (2000, 120)
    assert found.whole.links["1:a-a>2:a-b"].count == 40


@pytest.mark.parametrize(
    ("given", "minor"), [("0.00", "0"), ("1,000.5", "100050"), ("-1", "-100"), ("", "0")]
)
def test_the_floor_is_read_in_yuan(given: str, minor: str) -> None:
    assert question.read({"of": "x", "floor": given}).asked()["floor_minor"] == minor


@pytest.mark.parametrize("given", ["abc", "1.234", "NaN", "inf", "9" * 40])
def test_a_floor_that_is_no_amount_is_refused(given: str) -> None:
    with pytest.raises(BadInput):
        question.read({"of": "x", "floor": given}).asked()
