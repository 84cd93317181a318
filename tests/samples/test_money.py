"""FIFO and pro rata to the cent, against the vectors of domain.md §5.1."""

from __future__ import annotations

import pytest

from samples.money import HOUR, Leaf, Step, Trace, trace
from tests.samples.conftest import Sample

#    V1 50,000 ─┐            ┌─▶ B1   30,000 (before V2)
#    X  20,000 ─┼─▶ account ─┼─▶ B2   40,000
#    V2 30,000 ─┘            └─▶ CASH 29,900
VECTOR = (
    Step(1, "1", 1, "victim 1", "account", 50_000_00, "V1"),
    Step(2, "2", 2, "X", "account", 20_000_00),
    Step(3, "3", 3, "account", "B1", 30_000_00),
    Step(4, "4", 4, "victim 2", "account", 30_000_00, "V2"),
    Step(5, "5", 5, "account", "B2", 40_000_00),
    Step(6, "6", 6, "account", "CASH", 29_900_00),
)


def tainted(found: Trace) -> dict[tuple[str, str], int]:
    return {(move.target, move.part): move.tainted for move in found.moves if move.level > 1}


def test_fifo_vector() -> None:
    found = trace(VECTOR, {"account": 0}, "fifo")
    assert tainted(found) == {
        ("B1", "V1"): 30_000_00,
        ("B2", "V1"): 20_000_00,
        ("CASH", "V2"): 29_900_00,
    }
    assert found.leaves[Leaf("V2", "account", 1, "balance")] == 100_00


def test_prorata_vector() -> None:
    found = trace(VECTOR, {"account": 0}, "prorata")
    assert tainted(found) == {
        ("B1", "V1"): 21_428_57,
        ("B2", "V1"): 16_326_53,
        ("B2", "V2"): 17_142_86,
        ("CASH", "V1"): 12_204_09,
        ("CASH", "V2"): 12_814_28,
    }
    assert found.leaves[Leaf("V1", "account", 1, "balance")] == 40_81
    assert found.leaves[Leaf("V2", "account", 1, "balance")] == 42_86


@pytest.mark.parametrize("method", ["fifo", "prorata"])
def test_every_payment_is_the_sum_of_its_leaves(method: str) -> None:
    found = trace(VECTOR, {"account": 7_77}, method)
    for part, amount in (("V1", 50_000_00), ("V2", 30_000_00)):
        assert sum(sum_ for leaf, sum_ in found.leaves.items() if leaf.part == part) == amount


def test_an_opening_balance_is_clean_and_spent_first() -> None:
    steps = (Step(1, "", 1, "victim", "a", 100, "V"), Step(2, "", 2, "a", "b", 60))
    assert tainted(trace(steps, {"a": 50}, "fifo")) == {("b", "V"): 10}


def test_an_overdrawn_account_draws_from_an_unknown_source() -> None:
    steps = (Step(1, "", 1, "victim", "a", 100, "V"), Step(2, "", 2, "a", "b", 130))
    found = trace(steps, {"a": 0}, "prorata")
    assert found.unknown_source == 30
    assert tainted(found) == {("b", "V"): 100}


def test_an_outflow_after_the_window_is_a_leaf() -> None:
    late = 72 * HOUR + 1
    steps = (
        Step(0, "", 1, "victim", "a", 100, "V"),
        Step(late, "", 2, "a", "b", 60),
        Step(late + 1, "", 3, "b", "c", 60),
    )
    found = trace(steps, {"a": 0, "b": 0}, "fifo")
    assert found.leaves == {Leaf("V", "b", 2, "window"): 60, Leaf("V", "a", 1, "balance"): 40}


def test_past_the_depth_nothing_is_followed() -> None:
    steps = (
        Step(0, "", 1, "victim", "a", 100, "V"),
        Step(1, "", 2, "a", "b", 100),
        Step(2, "", 3, "b", "c", 100),
    )
    found = trace(steps, {"a": 0, "b": 0, "c": 0}, "fifo", depth=1)
    assert found.leaves == {Leaf("V", "b", 2, "depth"): 100}


def test_ties_go_to_the_part_that_arrived_first() -> None:
    steps = (
        Step(0, "", 1, "victim 1", "a", 1, "V1"),
        Step(1, "", 2, "victim 2", "a", 1, "V2"),
        Step(2, "", 3, "a", "CASH", 1),
    )
    assert tainted(trace(steps, {"a": 0}, "prorata")) == {("CASH", "V1"): 1}


def test_planned_payments_are_conserved(every_sample: Sample) -> None:
    for payment in every_sample.truth["payments"]:
        for method in ("fifo", "prorata"):
            leaves, moves = payment["leaves"][method], payment["moves"][method]
            assert sum(leaf["tainted_minor"] for leaf in leaves) == payment["amount_minor"]
            assert moves[0]["level"] == 1
            assert moves[0]["tainted_minor"] == payment["amount_minor"]
            assert all(0 < move["tainted_minor"] <= move["amount_minor"] for move in moves)
            assert [move["time"] for move in moves] == sorted(move["time"] for move in moves)
            levels: dict[str, set[int]] = {}
            for move in moves:
                levels.setdefault(move["to"], set()).add(move["level"])
            assert all(
                len(found) == 1
                for key, found in levels.items()
                if key not in ("CASH", "FEE", "MERCHANT")
            )
