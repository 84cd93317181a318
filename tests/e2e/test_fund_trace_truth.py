"""``fund-trace`` on the command line equals the truth of the samples, to the cent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import SampleHome
from tests.e2e.asking import ask, truth_of

MOVE = ("level", "from", "to", "time", "amount_minor", "tainted_minor", "currency")
LEAF = ("account", "level", "reason", "tainted_minor")


def _flat(row: dict[str, Any], fields: tuple[str, ...]) -> tuple[Any, ...]:
    values = (row[name] for name in fields)
    return tuple(value["key"] if isinstance(value, dict) else value for value in values)


def _of_payment(rows: list[dict[str, Any]], payment: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of one truth payment: its victim, its time and amount as its first move says."""
    first = payment["moves"]["fifo"][0]
    return [
        row
        for row in rows
        if row["victim_payment"]["victim"]["key"] == payment["victim"]
        and row["victim_payment"]["time"] == first["time"]
        and row["victim_payment"]["amount_minor"] == first["amount_minor"]
    ]


@pytest.mark.parametrize("method", ["fifo", "prorata"])
@pytest.mark.parametrize(
    ("variant", "seed"), [("complete", 1), ("complete", 2), ("gap", 1), ("gap", 2)]
)
def test_every_move_and_leaf_equals_the_truth(
    sample_home: Callable[[str, int], SampleHome], variant: str, seed: int, method: str
) -> None:
    sample = sample_home(variant, seed)
    truth = truth_of(sample)
    for case in {payment["case"] for payment in truth["payments"]}:
        answer = ask(sample.home, "fund-trace", "--of", case, "--method", method)
        assert answer["invariants"]["failed"] == 0
        payments = [p for p in truth["payments"] if p["case"] == case]
        assert len(answer["rows"]) == sum(len(p["moves"][method]) for p in payments)
        for payment in payments:
            found = _of_payment(answer["rows"], payment)
            expected = payment["moves"][method]
            assert [_flat(row, MOVE) for row in found] == [_flat(row, MOVE) for row in expected]
            leaves = _of_payment(answer["leaves"], payment)
            assert Counter(_flat(row, LEAF) for row in leaves) == Counter(
                _flat(row, LEAF) for row in payment["leaves"][method]
            )
            assert sum(row["tainted_minor"] for row in leaves) == found[0]["amount_minor"]
