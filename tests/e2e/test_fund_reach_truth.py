"""``fund-reach`` on the command line holds every account the truth's money is followed to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conftest import SampleHome, run_module
from tests.e2e.asking import ask, truth_of

HOUR = 3_600_000_000
WINDOW = 72 * HOUR
WIDEST = "8784"
Move = dict[str, Any]


def _followed(moves: list[Move]) -> tuple[list[Move], set[str]]:
    """Moves at most the window after a followed one reached the payer; payees of others only.

    The truth lists an outflow beyond the window too: it is a leaf, the money is not followed.
    """
    last: dict[str, int] = {}
    inside: list[Move] = []
    for move in sorted(moves, key=lambda m: (m["time"], m["level"])):
        if move["level"] == 1 or move["time"] - last.get(move["from"], -WINDOW) <= WINDOW:
            inside.append(move)
            last[move["to"]] = move["time"]
    return inside, {m["to"] for m in moves} - {m["to"] for m in inside}


def test_every_traced_account_is_reached_no_later(
    sample_home: Callable[[str, int], SampleHome],
) -> None:
    sample = sample_home("complete", 1)
    truth = truth_of(sample)
    case = truth["payments"][0]["case"]
    answer = ask(sample.home, "fund-reach", "--of", case)
    reached = {row["entity"]["key"]: row for row in answer["rows"]}
    moves = [
        move
        for payment in truth["payments"]
        if payment["case"] == case
        for move in payment["moves"]["prorata"]
    ]
    inside, beyond = _followed(moves)
    assert inside
    assert beyond
    assert beyond.isdisjoint(reached)
    for move in inside:
        row = reached[move["to"]]
        assert row["first"] <= move["time"]
        assert row["level"] <= move["level"]
        assert row["turnover_minor"] >= move["tainted_minor"]
    wide = ask(sample.home, "fund-reach", "--of", case, "--window-hours", WIDEST)["rows"]
    assert {move["to"] for move in moves} <= {row["entity"]["key"] for row in wide}
    assert answer["bounds"]["order"] == "not_decreasing"
    seeds = ask(sample.home, "fund-reach", "--of", case, "--depth", "1")["rows"]
    paid = sum(m["amount_minor"] for m in moves if m["level"] == 1)
    assert sum(row["turnover_minor"] for row in seeds) == paid
    refused = run_module(
        "queries", "run", "fund-reach", "--of", case, "--window-hours", "0",
        home=sample.home, check=False,
    )  # fmt: skip
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1
