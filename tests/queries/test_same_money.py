"""The same answers from a cold and a warm cache, before and after an import, a merge, its split."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph import decisions, snapshot_files
from graph.dataset import Dataset
from graph.ledger import Ledger
from queries import context, runner
from tests.queries.chains.small_ledger import SmallLedger, accounts, at, seed_case

QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("fund-trace", {"of": "A1"}),
    ("fund-trace", {"of": "A1", "method": "prorata"}),
    ("fund-reach", {"of": "A1"}),
    ("stop-payment-queue", {"of": "A1", "at": "2026-06-01"}),
    ("centrality", {"projection": "funds", "metric": "pagerank", "side": "all"}),
    ("disruption", {"projection": "funds", "metric": "degree", "side": "all"}),
)
PLACE = ("took_ms", "dataset_version")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("same")
    made = SmallLedger(place)
    seed_case(made)
    accounts(made, "L2", "L3", "L4")
    for name in ("赵六", "赵陆"):
        made.thing(f"Person:{name}", name=name)
    for hour, (payer, payee, yuan) in enumerate(
        (("L1", "L2", 120_000), ("L1", "L3", 80_000), ("L2", "L4", 50_000), ("L3", "L4", 80_000)),
        start=12,
    ):
        made.pay(f"BankAccount:{payer}", f"BankAccount:{payee}", yuan, at(hour))
    made.load()
    made.close()
    yield place
    context.close_all()


def _answers(home: Path) -> list[dict[str, Any]]:
    found = []
    for name, params in QUESTIONS:
        answer = runner.run(name, params, home=home, actor="tester", role="analyst", reveal="test")
        found.append({key: value for key, value in answer.items() if key not in PLACE})
    return found


def _cold(home: Path) -> None:
    context.close_all()
    snapshot_files._OPEN.clear()
    shutil.rmtree(home / "cache", ignore_errors=True)


def test_the_same_answers_whatever_happens_beside_them(home: Path) -> None:
    _cold(home)
    cold = _answers(home)
    assert all(answer["rows"] for answer in cold)
    assert _answers(home) == cold
    context.close_all()
    snapshot_files._OPEN.clear()
    assert _answers(home) == cold
    context.close_all()
    beside = SmallLedger(home)
    accounts(beside, "Z1", "Z2")
    beside.pay("BankAccount:Z1", "BankAccount:Z2", 5, at(30))
    beside.load()
    beside.close()
    money = [answer for answer in cold if "projection" not in answer]
    assert [answer for answer in _answers(home) if "projection" not in answer] == money
    with Ledger.open(home) as ledger:
        ledger.undo_import(2, "test", "ann")
        assert _answers(home) == cold
        dataset = Dataset(ledger)
        pair = dataset.entities.filter(dataset.entities["name"].is_in(["赵六", "赵陆"]))
        one, two = pair["entity_id"]
        decisions.merge(dataset, one, two, "one person", "ann")
        assert _answers(home) == cold
        merged = Dataset(ledger)
        kept = merged.resolve_redirect(one)
        leaving = list(merged.rows_of(kept)["record_id"])[1:]
        decisions.split(merged, kept, leaving, "two after all", "ann")
        assert _answers(home) == cold
