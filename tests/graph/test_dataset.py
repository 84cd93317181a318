"""The frames of a version: entities, relations, hubs, redirects, and what a decision recomputes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.dataset import Dataset
from graph.errors import BadInput
from graph.ledger import Ledger
from graph.model import SourceRef
from tests.graph.filing import NOON, Row, file, key, number, person, relation, transfer


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """张三 holds card 1 and is a victim of case A1; 李四, a member of 红队, holds account 2."""
    with Ledger.open(tmp_path) as opened:
        people: list[Row] = [
            person(1, "张三", "id:1", role="victim", case_no="A1", props='{"gender": "女"}'),
            person(2, "李四", "id:2", props=json.dumps({"alias": "阿四"})),
            {"record_id": 3, "entity_id": "c-A1", "type": "Case", "strong_keys": ["case:A1"]},
            {"record_id": 4, "entity_id": "g-1", "type": "Gang", "name": "红队",
             "strong_keys": ["gang:1"]},
        ]  # fmt: skip
        one, two = key(opened, "1"), key(opened, "2")
        links = [
            relation("VICTIM_OF", 1, 3, case_no="A1"),
            relation("HOLDS", 1, one, "record number", valid_from=NOON - 5),
            relation("HOLDS", 2, two, "record number"),
            relation("MEMBER_OF", 2, 4, role="话务员", case_no="A1"),
        ]
        numbers = [number(opened, "1", "BankCard"), number(opened, "1"), number(opened, "2")]
        money = [transfer(opened, "1", "2", 500, 0, "payer")]
        file(opened, "a.csv", numbers=numbers, records=people, relations=links, transfers=money)
        yield opened


def _entity(ledger: Ledger, entity_id: str) -> dict[str, Any]:
    return Dataset(ledger).entities.row(by_predicate=pl.col("entity_id") == entity_id, named=True)


def test_an_entity_has_its_key_name_roles_and_cases(ledger: Ledger) -> None:
    victim, suspect = _entity(ledger, "p-id:1"), _entity(ledger, "p-id:2")
    assert (victim["key"], victim["label"], victim["family"]) == ("1", "张三", "victim")
    assert (victim["roles"], victim["case_nos"]) == (["victim@A1"], ["A1"])
    assert (suspect["family"], suspect["roles"]) == ("suspect", ["话务员@A1"])
    case = _entity(ledger, "c-A1")
    assert (case["key"], case["label"], case["family"]) == ("A1", "A1", "case")


def test_a_number_has_its_best_known_type_and_its_span(ledger: Ledger) -> None:
    card, account = _entity(ledger, "a-1"), _entity(ledger, "a-2")
    assert (card["type"], account["type"]) == ("BankCard", "Account")
    assert (card["first_seen"], card["last_seen"]) == (NOON - 5, NOON)


def test_every_relation_has_its_entities(ledger: Ledger) -> None:
    rows = Dataset(ledger).relations.select("type", "from_entity", "to_entity").rows()
    assert rows == [
        ("VICTIM_OF", "p-id:1", "c-A1"),
        ("HOLDS", "p-id:1", "a-1"),
        ("HOLDS", "p-id:2", "a-2"),
        ("MEMBER_OF", "p-id:2", "g-1"),
    ]


def test_one_entity_with_properties_and_sources(ledger: Ledger) -> None:
    dataset = Dataset(ledger)
    found = dataset.entity("p-id:1")
    assert found is not None
    assert (found.type, found.key, found.properties["gender"]) == ("Person", "1", "女")
    row = dataset.rows_of("p-id:1").row(0, named=True)
    about = ledger.imports().row(0, named=True)
    expected = SourceRef(about["file_sha256"], "a.csv", "", 1, 1)
    assert dataset.sources(row["import_id"], row["sheet"], row["row"]) == expected
    assert dataset.rows_of("a-1").height == 2
    assert dataset.entity("p-nobody") is None


def test_a_merge_redirects_the_younger_id_and_keeps_facts(ledger: Ledger) -> None:
    before = Dataset(ledger)
    ledger.decide("merge", {"records": [1, 2]}, "test", "ann")
    after = Dataset(ledger)
    assert after.resolve_redirect("p-id:2") == "p-id:1"
    found = after.entity("p-id:2")
    assert found is not None
    assert found.id == "p-id:1"
    assert "p-id:2" not in after.entities["entity_id"]
    assert after.relations["from_entity"].to_list() == ["p-id:1"] * 4
    assert after.facts_version == before.facts_version
    assert after._facts_folder() == before._facts_folder()
    assert before.entity("p-id:2") is not None  # its version is pinned


def test_an_asserted_relation_comes_and_goes(ledger: Ledger) -> None:
    ends = {"from_kind": "record", "from_id": 2, "to_kind": "number", "to_id": key(ledger, "1")}
    ledger.decide("assert", {"relation": {"type": "CONTROLS", **ends}}, "seen", "ann")
    added = Dataset(ledger).relations.filter(pl.col("type") == "CONTROLS").row(0, named=True)
    assert (added["from_entity"], added["to_entity"], added["method"]) == (
        "p-id:2",
        "a-1",
        "manual",
    )
    source = Dataset(ledger).sources(added["import_id"], added["sheet"], added["row"])
    assert (source.sheet, source.row) == ("decision", 1)
    ledger.decide("retract", {"relation_id": added["relation_id"]}, "wrong", "ann")
    assert Dataset(ledger).relations.filter(pl.col("type") == "CONTROLS").is_empty()


def test_retracting_card_of_changes_the_account_it_is_read_as(ledger: Ledger) -> None:
    card_of = relation("CARD_OF", key(ledger, "1"), key(ledger, "2"), "number number")
    file(ledger, "b.csv", relations=[card_of])
    assert Dataset(ledger).transfers["from_entity"].to_list() == ["a-2"]
    ledger.decide("retract", {"relation_id": card_of["relation_id"]}, "wrong", "ann")
    assert Dataset(ledger).transfers["from_entity"].to_list() == ["a-1"]


def test_service_lines_are_hubs_and_so_is_what_many_use_both_ways(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAYCHAIN_HUB_DEGREE", "3")
    line = number(ledger, "95588", "PhoneNumber", "phone")
    spread = [transfer(ledger, "1", f"x{n}", 1, n, "payer") for n in range(5)]
    gather = [transfer(ledger, f"y{n}", "1", 1, n, "payee") for n in range(3)]
    fan_out = [transfer(ledger, "2", f"z{n}", 1, n, "payer") for n in range(9)]
    file(ledger, "b.csv", numbers=[line], transfers=spread + gather + fan_out)
    hubs = Dataset(ledger).numbers.filter("hub")["norm"].sort().to_list()
    assert hubs == ["1", "95588"]


def test_an_old_version_answers_as_it_did(ledger: Ledger) -> None:
    old = Dataset(ledger)
    frames = {name: getattr(old, name) for name in ("entities", "relations", "pairs", "transfers")}
    more = [transfer(ledger, "2", "1", 9, 60, "payer")]
    file(ledger, "b.csv", transfers=more, numbers=[number(ledger, "3")])
    ledger.undo_import(1, "test", "ann")
    again = Dataset(ledger, old.version)
    for name, frame in frames.items():
        assert getattr(again, name).equals(frame)
    assert Dataset(ledger).relations.is_empty()
    with pytest.raises(BadInput):
        Dataset(ledger, 10_000)


def test_frames_come_from_the_cache_and_survive_without_it(ledger: Ledger) -> None:
    first = Dataset(ledger).entities
    files = list((ledger.home / "cache").glob("version-*/entities.parquet"))
    assert len(files) == 1
    written = files[0].stat().st_mtime_ns
    assert Dataset(ledger).entities.equals(first)
    assert files[0].stat().st_mtime_ns == written
    files[0].write_bytes(b"damaged")
    assert Dataset(ledger).entities.equals(first)
    assert not list((ledger.home / "cache").rglob("*.part"))


def test_old_cache_folders_go(ledger: Ledger) -> None:
    for turn in range(5):
        ledger.decide("annotate", {"entity": "x", "text": str(turn)}, "", "ann")
        assert Dataset(ledger).entities.height == 6
    assert len(list((ledger.home / "cache").glob("version-*"))) == 3


def test_an_empty_ledger_has_empty_frames(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "empty") as empty:
        dataset = Dataset(empty)
        names = ("numbers", "records", "entities", "relations", "transfers", "calls", "pairs")
        assert [getattr(dataset, name).height for name in names] == [0] * 7
        assert dataset.entity("p-1") is None
