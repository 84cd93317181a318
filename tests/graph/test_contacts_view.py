"""Calls, messages and the facts without a second side, each once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.dataset import Dataset
from graph.keys import hash63
from graph.ledger import Ledger
from tests.graph.filing import NOON, SEC, Row, file, key, number


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        numbers = [number(opened, norm, "PhoneNumber", "phone") for norm in "ABC"]
        numbers += [
            number(opened, "86", "Device", "imei"),
            number(opened, "1-2", "CellTower", "cell"),
        ]
        file(opened, "numbers.csv", numbers=numbers)
        yield opened


def _call(ledger: Ledger, caller: str, callee: str, second: int, side: str, **more: Any) -> Row:
    return {
        "caller": key(ledger, caller, "phone"), "callee": key(ledger, callee, "phone"),
        "time": NOON + second * SEC, "own_side": side, "duration_s": 30, "kind": "voice",
        "row_key": hash63(b"", caller, callee, str(second), side), **more,
    }  # fmt: skip


def test_both_bills_show_one_call_and_each_its_own_device(ledger: Ledger) -> None:
    imei, cell = key(ledger, "86", "imei"), key(ledger, "1-2", "cell")
    made = _call(ledger, "A", "B", 0, "caller", caller_imei=imei)
    got = _call(ledger, "A", "B", 2, "callee", callee_cell=cell)
    later = _call(ledger, "A", "B", 300, "callee")
    file(ledger, "a.csv", calls=[made])
    file(ledger, "b.csv", calls=[got, later])
    rows = Dataset(ledger).calls.rows(named=True)
    assert [row["own_side"] for row in rows] == ["both", "callee"]
    assert (rows[0]["caller_imei_entity"], rows[0]["callee_cell_entity"]) == ("i-86", "c-1-2")
    assert [len(row["evidence"]) for row in rows] == [2, 1]


def test_a_call_back_is_another_call(ledger: Ledger) -> None:
    calls = [_call(ledger, "A", "B", 0, "caller"), _call(ledger, "B", "A", 1, "callee")]
    file(ledger, "a.csv", calls=calls)
    assert Dataset(ledger).calls.height == 2


def test_a_voice_call_and_its_forwarding_stay_two(ledger: Ledger) -> None:
    voice = _call(ledger, "A", "B", 0, "caller")
    forward = _call(
        ledger, "A", "B", 1, "callee", kind="forward", forwarded_to=key(ledger, "C", "phone")
    )
    file(ledger, "a.csv", calls=[voice, forward])
    found = Dataset(ledger)
    assert found.calls.height == 2
    edges = found.pairs.select("type", "from_entity", "to_entity", "count").rows()
    assert ("FORWARDS_TO", "p-B", "p-C", 1) in edges
    assert ("CALLS", "p-A", "p-B", 2) in edges


def test_pairs_add_up_seconds_and_devices(ledger: Ledger) -> None:
    imei = key(ledger, "86", "imei")
    calls = [_call(ledger, "A", "B", at, "caller", caller_imei=imei) for at in (0, 600)]
    file(ledger, "a.csv", calls=calls)
    rows = Dataset(ledger).pairs.select("type", "to_entity", "count", "total_s", "first", "last")
    assert rows.rows() == [
        ("CALLS", "p-B", 2, 60, NOON, NOON + 600 * SEC),
        ("INSERTED_IN", "i-86", 2, 0, NOON, NOON + 600 * SEC),
    ]


def test_messages_pair_like_calls_and_keep_the_text(ledger: Ledger) -> None:
    ends = {"sender": key(ledger, "A", "phone"), "receiver": key(ledger, "B", "phone")}
    sent = {**ends, "own_side": "sender", "time": NOON, "text": "", "row_key": 1}
    got = {**ends, "own_side": "receiver", "time": NOON + SEC, "text": "您好", "row_key": 2}
    file(ledger, "a.csv", messages=[sent])
    file(ledger, "b.csv", messages=[got])
    assert Dataset(ledger).messages.select("text", "own_side").rows() == [("您好", "both")]


@pytest.mark.parametrize("table", ["presences", "logins", "stays", "trips", "cashouts"])
def test_overlapping_exports_count_once(ledger: Ledger, table: str) -> None:
    rows = [{"row_key": 5, "time": NOON}, {"row_key": 6, "time": NOON}]
    file(ledger, "a.csv", **{table: rows})
    file(ledger, "b.csv", **{table: rows[:1]})
    found = Dataset(ledger).fact(table)
    assert found["evidence"].list.len().to_list() == [2, 1]
    assert found["fact_id"].n_unique() == 2
