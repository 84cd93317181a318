"""The overlay of who is who: a merge and its split change it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from graph import decisions, snapshot_files
from graph.dataset import Dataset
from graph.ledger import Ledger
from graph.snapshot import snapshot_of
from graph.snapshot_files import calls_for, snapshot_for
from graph.snapshot_identity import identity_for
from tests.graph.filing import file, key, number, person, transfer


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        phones = [number(opened, norm, "PhoneNumber", "phone") for norm in "PQ"]
        file(
            opened,
            "one.csv",
            numbers=[*(number(opened, norm) for norm in "ABC"), *phones],
            records=[person(1, "张三", "id:1"), person(2, "张山", "id:2")],
            transfers=[transfer(opened, "A", "B", 100, 1, "payer")],
            calls=[_call(opened, 5, 60), _call(opened, 3, None), _call(opened, 9, 1)],
        )
        yield opened
    snapshot_files._OPEN.clear()


def _call(ledger: Ledger, second: int, duration: int | None) -> dict[str, object]:
    return {
        "caller": key(ledger, "P", "phone"), "callee": key(ledger, "Q", "phone"),
        "own_side": "caller", "kind": "voice", "time": second, "duration_s": duration,
        "row_key": second,
    }  # fmt: skip


def test_a_merge_changes_the_overlay_only_and_its_undoing_restores_it(ledger: Ledger) -> None:
    before, facts = identity_for(Dataset(ledger)), snapshot_for(Dataset(ledger))
    assert [before.entity_of(record) for record in (1, 2, 3)] == ["p-id:1", "p-id:2", ""]
    ledger.decide("annotate", {"entity": "a-A", "text": "a note"}, "test", "ann")
    assert identity_for(Dataset(ledger)) is before
    merged = decisions.merge(Dataset(ledger), "p-id:1", "p-id:2", "one person", "ann")
    together = identity_for(Dataset(ledger))
    assert together.entity_of(1) == together.entity_of(2) == "p-id:1"
    assert together.mark != before.mark
    decisions.undo(Dataset(ledger), merged.decision_id, "two persons", "ann")
    again = identity_for(Dataset(ledger))
    assert (again.mark, again.canonical.tolist()) == (before.mark, before.canonical.tolist())
    assert snapshot_for(Dataset(ledger)) is facts


def test_an_asserted_link_is_an_edge_of_the_overlay(ledger: Ledger) -> None:
    assert identity_for(Dataset(ledger)).edges.is_empty()
    link = decisions.Assertion("RELATED_TO", "p-id:1", "p-id:2")
    decided = decisions.assert_relation(Dataset(ledger), link, "seen", "ann")
    (edge,) = identity_for(Dataset(ledger)).edges.iter_rows()
    assert edge == ("RELATED_TO", "p-id:1", "p-id:2", decided.decision_id)


def test_calls_are_arrays_in_order_of_time_kept_on_disk(ledger: Ledger) -> None:
    calls = calls_for(Dataset(ledger))
    assert calls.time.tolist() == [3, 5, 9]
    assert calls.duration.tolist() == [-1, 60, 1]
    caller = calls.index_of(key(ledger, "P", "phone"))
    assert calls.outgoing.of(caller).tolist() == [0, 1, 2]
    assert calls.incoming.of(calls.index_of(key(ledger, "Q", "phone"))).tolist() == [0, 1, 2]
    assert calls.index_of(1) == -1
    snapshot_files._OPEN.clear()
    again = calls_for(Dataset(ledger))
    assert not again.time.flags.writeable
    assert np.array_equal(again.outgoing.positions, calls.outgoing.positions)


def test_movements_of_one_moment_stand_by_serial_then_row(ledger: Ledger) -> None:
    rows = [
        transfer(ledger, "A", "B", amount, second, "payer", serial=serial)
        for amount, second, serial in (
            (1, 50, "S2"), (2, 50, "S1"), (3, 40, ""), (4, 60, "S9"), (5, 50, "S1"),
        )
    ]  # fmt: skip
    rows += [transfer(ledger, "", "B", 6, 50, "payee", payer_kind="CASH", serial="S3")]
    file(ledger, "two.csv", transfers=rows)
    found = snapshot_of(Dataset(ledger))
    assert found.amount.tolist() == [100, 3, 2, 5, 1, 6, 4]
    assert found.payer.tolist() == [found.payer[0]] * 5 + [-2, found.payer[0]]
    dataset = Dataset(ledger)
    amounts = dataset.transfers["amount_minor"].gather(found.row.tolist()).to_list()
    assert amounts == found.amount.tolist()
