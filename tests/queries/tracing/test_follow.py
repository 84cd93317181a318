"""Fund tracing: the published vectors, conservation on random ledgers, the plain calculation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.tracing.follow import CLEAN, Bounds, Trace
from samples import money
from tests.queries.tracing.worlds import HOUR, Row, trace

NAMES = ["V1", "V2", "X", "P", "B1", "B2"]
#: domain.md §5.1: in V1 50,000; in X 20,000 clean; out B1 30,000; in V2 30,000; out B2 40,000;
#: out CASH 29,900 (yuan)
VECTOR = [
    Row(0, "V1", "P", 5_000_000, part=1),
    Row(1, "X", "P", 2_000_000),
    Row(2, "P", "B1", 3_000_000),
    Row(3, "V2", "P", 3_000_000, part=2),
    Row(4, "P", "B2", 4_000_000),
    Row(5, "P", "CASH", 2_990_000),
]
EXPECTED = {
    "fifo": {
        ("B1", 1): 3_000_000,
        ("B2", 1): 2_000_000,
        ("CASH", 2): 2_990_000,
        ("P", 2): 10_000,
    },
    "prorata": {
        ("B1", 1): 2_142_857,
        ("B2", 1): 1_632_653,
        ("B2", 2): 1_714_286,
        ("CASH", 1): 1_220_409,
        ("CASH", 2): 1_281_428,
        ("P", 1): 4_081,
        ("P", 2): 4_286,
    },
}


def leaves_by_name(found: Trace, names: list[str]) -> dict[tuple[str, int], int]:
    named: dict[tuple[str, int], int] = {}
    for (part, account, _, _), amount in found.leaves.items():
        name = names[account] if account >= 0 else "CASH"
        named[name, part] = named.get((name, part), 0) + amount
    return named


@pytest.mark.parametrize("method", ["fifo", "prorata"])
def test_the_published_vector_to_the_cent(method: str) -> None:
    found, _ = trace(VECTOR, method, {"P": 0}, NAMES, without_statement=("B1", "B2"))
    assert leaves_by_name(found, NAMES) == EXPECTED[method]


def test_money_in_one_second_passes_on_and_comes_together_again() -> None:
    rows = [
        Row(0, "V1", "P", 100, part=1),
        Row(0, "P", "B1", 60),
        Row(0, "P", "B2", 40),
        Row(0, "B1", "X", 60),
        Row(0, "B2", "X", 40),
    ]
    found, _ = trace(rows, "fifo", {}, NAMES)
    assert found.leaves == {(1, 2, 3, "balance"): 100}


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        (Bounds(2 * HOUR, 10), "window"),
        (Bounds(72 * HOUR, 1), "depth"),
        (Bounds(72 * HOUR, 10, floor=101), "floor"),
    ],
)
def test_an_outflow_beyond_the_bounds_takes_its_share_and_is_a_leaf(
    bounds: Bounds, reason: str
) -> None:
    rows = [Row(0, "V1", "P", 150, part=1), Row(3, "P", "B1", 100)]
    found, _ = trace(rows, "fifo", {}, NAMES, bounds)
    assert found.leaves == {(1, 4, 2, reason): 100, (1, 3, 1, "balance"): 50}


def test_an_uncovered_outflow_draws_on_an_unknown_source() -> None:
    rows = [Row(0, "V1", "P", 100, part=1), Row(1, "P", "B1", 130)]
    found, _ = trace(rows, "fifo", {}, NAMES, without_statement=("B1",))
    assert found.unknown_source == 30
    assert found.leaves == {(1, 4, 2, "no_statement"): 100}


def test_clean_money_of_before_leaves_first() -> None:
    rows = [
        Row(0, "X", "P", 40),
        Row(1, "V1", "P", 100, part=1),
        Row(2, "P", "B1", 60),
    ]
    found, _ = trace(rows, "fifo", {"P": 10}, NAMES, without_statement=("B1",))
    assert found.leaves == {(1, 4, 2, "no_statement"): 10, (1, 3, 1, "balance"): 90}


def test_other_currencies_do_not_mix() -> None:
    rows = [
        Row(0, "V1", "P", 100, part=1),
        Row(1, "P", "B1", 70, currency=1),
        Row(2, "P", "B2", 100),
    ]
    found, _ = trace(rows, "fifo", {}, NAMES, without_statement=("B1", "B2"))
    assert found.leaves == {(1, 5, 2, "no_statement"): 100}


ENDS = ["A", "B", "C", "D", "E"]


@st.composite
def ledgers(draw: st.DrawFn) -> list[Row]:
    """Random movements between five accounts and cash; some are victim payments from W."""
    rows, hour, parts = [], 0.0, 0
    for _ in range(draw(st.integers(1, 25))):
        hour += draw(st.sampled_from([0.5, 1, 30, 80]))
        payer = draw(st.sampled_from([*ENDS, "W"]))
        payee = draw(st.sampled_from([name for name in [*ENDS, "CASH"] if name != payer]))
        parts += payer == "W"
        amount = draw(st.integers(1, 10_000))
        rows.append(Row(hour, payer, payee, amount, part=parts if payer == "W" else 0))
    return [*rows, Row(hour + 1, "W", "A", 777, part=parts + 1)]


OPENINGS = st.dictionaries(st.sampled_from(ENDS), st.integers(0, 5_000))


def plain(
    rows: list[Row], openings: dict[str, int], without: set[str], method: str
) -> dict[str, Any]:
    """The samples' row-by-row calculation of the same ledger."""
    steps = [
        money.Step(
            int(row.hour * HOUR),
            "",
            place,
            row.payer,
            row.payee,
            row.amount,
            str(row.part) if row.part else "",
        )
        for place, row in enumerate(rows)
    ]
    books = {name: openings.get(name, 0) for name in ENDS if name not in without}
    found = money.trace(steps, books, method)
    return {
        "moves": [
            (int(m.part), m.level, m.source, m.target, m.time, m.amount, m.tainted)
            for m in found.moves
        ],
        "leaves": {
            (int(leaf.part), leaf.account, leaf.level, leaf.reason): amount
            for leaf, amount in found.leaves.items()
        },
    }


@given(ledgers(), OPENINGS, st.sets(st.sampled_from(ENDS), max_size=2))
@pytest.mark.parametrize("method", ["fifo", "prorata"])
def test_random_ledgers_conserve_money_and_equal_the_plain_calculation(
    method: str, rows: list[Row], openings: dict[str, int], without: set[str]
) -> None:
    names = [*ENDS, "W"]
    found, world = trace(rows, method, openings, names, without_statement=tuple(without))

    def name(account: int) -> str:
        return names[account] if account >= 0 else "CASH"

    for part in {row.part for row in rows} - {CLEAN}:
        paid = sum(row.amount for row in rows if row.part == part)
        ended = sum(amount for key, amount in found.leaves.items() if key[0] == part)
        assert ended == paid
    for opening, came, went, unknown, closing in found.books.values():
        assert opening + came + unknown == went + closing
    expected = plain(rows, openings, without, method)
    moves = [
        (
            move.part,
            move.level,
            name(int(world.payer[move.position])),
            name(int(world.payee[move.position])),
            int(world.time[move.position]),
            int(world.amount[move.position]),
            move.tainted,
        )
        for move in found.moves
    ]
    assert moves == expected["moves"]
    leaves = {
        (part, name(account), level, reason): amount
        for (part, account, level, reason), amount in found.leaves.items()
    }
    assert leaves == expected["leaves"]


@st.composite
def mixed(draw: st.DrawFn) -> list[Row]:
    """Random movements of two currencies, many in one second, in any order of accounts."""
    rows, hour = [], 0.0
    for place in range(draw(st.integers(1, 25))):
        hour += draw(st.sampled_from([0, 0, 1, 50]))
        payer = draw(st.sampled_from([*ENDS, "W"]))
        payee = draw(st.sampled_from([name for name in [*ENDS, "W", "FEE"] if name != payer]))
        currency = draw(st.integers(0, 1))
        part = place + 1 if draw(st.integers(0, 4)) == 0 else 0
        rows.append(Row(hour, payer, payee, draw(st.integers(1, 10**12)), part, currency))
    return rows


@given(mixed(), OPENINGS, st.sets(st.sampled_from(ENDS), max_size=2), st.integers(0, 2))
@pytest.mark.parametrize("method", ["fifo", "prorata"])
def test_money_is_conserved_in_every_currency_and_never_changes_it(
    method: str, rows: list[Row], openings: dict[str, int], without: set[str], floor: int
) -> None:
    names = [*ENDS, "W"]
    for currency in (0, 1):
        own = [row if row.currency == currency else replace(row, part=0) for row in rows]
        bounds = Bounds(30 * HOUR, 4, floor * 1000)
        found, world = trace(own, method, openings, names, bounds, tuple(without))
        assert {int(world.currency[m.position]) for m in found.moves} <= {currency}
        for row in own:
            if row.part:
                ended = sum(a for key, a in found.leaves.items() if key[0] == row.part)
                assert ended == row.amount
        for opening, came, went, unknown, closing in found.books.values():
            assert opening + came + unknown == went + closing
            assert closing >= 0
        shares: dict[int, int] = {}
        for move in found.moves:
            shares[move.position] = shares.get(move.position, 0) + move.tainted
        assert all(total <= int(world.amount[place]) for place, total in shares.items())
