"""Decisions are checked, completed with record ids, audited and undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import audit, decisions
from graph.dataset import Dataset
from graph.errors import BadInput, UnknownEntity
from graph.ledger import Ledger
from graph.matching import candidates
from graph.resolve import resolve
from tests.graph.filing import Row, file, number, person, relation


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """张三 twice (one row with ID number), 李四, a gang and a card."""
    with Ledger.open(tmp_path) as opened:
        people: list[Row] = [
            person(1, "张三", "id:1"),
            person(2, "张三", role="victim"),
            person(3, "李四", "id:3"),
            {"record_id": 4, "entity_id": "g-1", "type": "Gang", "name": "红队",
             "strong_keys": ["gang:1"]},
        ]  # fmt: skip
        cards = [number(opened, "6222", "BankCard"), number(opened, "6223", "BankCard")]
        file(opened, "a.csv", records=people, numbers=cards)
        yield opened


def test_merge_and_undo_round_trip(ledger: Ledger) -> None:
    before = Dataset(ledger).entities
    done = decisions.merge(Dataset(ledger), "p-id:1", "p-row2", "同一人", "ann")
    assert done.version == ledger.version()
    merged = Dataset(ledger)
    assert merged.entity("p-row2") == merged.entity("p-id:1")
    decisions.undo(merged, done.decision_id, "误并", "ann")
    assert Dataset(ledger).entities.equals(before)


def test_merge_and_split_round_trip(ledger: Ledger) -> None:
    before = Dataset(ledger).entities
    decisions.merge(Dataset(ledger), "p-id:1", "p-row2", "同一人", "ann")
    decisions.split(Dataset(ledger), "p-id:1", [2], "不是同一人", "ann")
    assert Dataset(ledger).entities.equals(before)


def test_what_means_nothing_is_refused(ledger: Ledger) -> None:
    dataset = Dataset(ledger)
    wrong = [
        lambda: decisions.merge(dataset, "p-id:1", "p-id:1", "x", "ann"),
        lambda: decisions.merge(dataset, "p-id:1", "g-1", "x", "ann"),
        lambda: decisions.merge(dataset, "a-6222", "a-6223", "x", "ann"),
        lambda: decisions.merge(dataset, "p-id:1", "p-row2", " ", "ann"),
        lambda: decisions.split(dataset, "p-id:1", [1], "x", "ann"),
        lambda: decisions.split(dataset, "p-id:1", [3], "x", "ann"),
        lambda: decisions.split(dataset, "p-id:1", [], "x", "ann"),
        lambda: decisions.retract(dataset, 99, "x", "ann"),
        lambda: decisions.undo(dataset, 99, "x", "ann"),
        lambda: decisions.annotate(dataset, "p-id:1", " ", "x", "ann"),
    ]
    for attempt in wrong:
        with pytest.raises(BadInput):
            attempt()
    with pytest.raises(UnknownEntity):
        decisions.merge(dataset, "p-id:1", "p-none", "x", "ann")
    assert ledger.read("decisions").is_empty()


def test_an_asserted_relation_must_fit_the_schema(ledger: Ledger) -> None:
    dataset = Dataset(ledger)
    member = decisions.Assertion("成员", "p-id:1", "g-1", role="话务员", case_no="A1")
    decisions.assert_relation(dataset, member, "口供", "ann")
    row = Dataset(ledger).relations.row(0, named=True)
    assert (row["type"], row["from_entity"], row["to_entity"]) == ("MEMBER_OF", "p-id:1", "g-1")
    assert (row["role"], row["confidence"]) == ("话务员", 0.8)
    for kind, start, end in (
        ("MEMBER_OF", "g-1", "p-id:1"),
        ("POSSIBLY_SAME", "p-id:1", "p-id:3"),
        ("NO_SUCH", "p-id:1", "g-1"),
    ):
        with pytest.raises(BadInput):
            decisions.assert_relation(dataset, decisions.Assertion(kind, start, end), "x", "ann")


def test_notes_follow_a_merge_and_change_no_answer(ledger: Ledger) -> None:
    before = Dataset(ledger).entities
    decisions.annotate(Dataset(ledger), "p-row2", "<b>可疑</b>", "", "ann")
    assert Dataset(ledger).entities.equals(before)
    decisions.merge(Dataset(ledger), "p-id:1", "p-row2", "同一人", "ann")
    texts = [note["text"] for note in decisions.notes(Dataset(ledger), "p-id:1")]
    assert texts == ["<b>可疑</b>"]


def test_every_decision_is_in_the_audit_log_with_its_reason(ledger: Ledger) -> None:
    decisions.merge(Dataset(ledger), "p-id:1", "p-row2", "同一人", "ann")
    last = audit.entries(ledger.home, limit=1)[0]
    assert (last.actor, last.action, last.why) == ("ann", "decision:merge", "同一人")


def test_text_finds_one_entity_or_none_is_guessed(ledger: Ledger) -> None:
    dataset = Dataset(ledger)
    assert resolve(dataset, "6222").id == "a-6222"
    assert resolve(dataset, "李 四").id == "p-id:3"
    assert resolve(dataset, "p-row2").id == "p-row2"
    for text in ("张三", "王五"):
        with pytest.raises(BadInput):
            resolve(dataset, text)


def _proposed(ledger: Ledger, *people: Row, **tables: list[Row]) -> set[tuple[str, str, str]]:
    file(ledger, "people.csv", records=list(people), **tables)
    return {(item.rule, item.a, item.b) for item in candidates(Dataset(ledger))}


def _props(**values: str) -> str:
    return json.dumps(values, ensure_ascii=False)


@pytest.fixture
def blank(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "blank") as opened:
        yield opened


def test_a_name_alone_proposes_nothing(blank: Ledger) -> None:
    assert _proposed(blank, person(1, "张三"), person(2, "张三")) == set()


def test_name_and_phone_propose_unless_two_id_numbers_speak_against(blank: Ledger) -> None:
    phone = _props(phone="+8613800138000")
    people = [
        person(1, "張三", "id:110105199001010002", props=phone),
        person(2, "张三", props=phone),
        person(3, "张三", "id:110105199202020007", props=phone),
    ]
    mine, other = "p-id:110105199001010002", "p-id:110105199202020007"
    assert _proposed(blank, *people) == {
        ("name_phone", mine, "p-row2"),
        ("name_phone", other, "p-row2"),
    }


def test_a_shared_hotline_proposes_nothing(blank: Ledger) -> None:
    line = number(blank, "95588", "PhoneNumber", "phone")
    people = [person(n, "张三", props=_props(phone="95588")) for n in (1, 2)]
    assert _proposed(blank, *people, numbers=[line]) == set()


def test_name_and_birth_date_from_the_id_number(blank: Ledger) -> None:
    people = [person(1, "张三", "id:110105199001010002"),
              person(2, "张三", props=_props(birth_date="1990-01-01"))]  # fmt: skip
    assert _proposed(blank, *people) == {("name_birth", "p-id:110105199001010002", "p-row2")}


def test_masked_numbers_fit_by_length_and_both_ends(blank: Ledger) -> None:
    people = [
        person(1, "张三", "id:110105199001010002"),
        person(2, "张*", props=_props(id_number="110105********0002")),
        person(3, "李*", props=_props(id_number="110105********0002")),
        person(4, "张*", props=_props(id_number="110105*********0002")),
        person(5, "王五", props=_props(phone="+8613800138000")),
        person(6, "王五", props=_props(phone="138****8000")),
    ]
    assert _proposed(blank, *people) == {
        ("masked_id", "p-id:110105199001010002", "p-row2"),
        ("masked_phone", "p-row5", "p-row6"),
    }


def test_names_that_sound_alike_in_one_division(blank: Ledger) -> None:
    people = [person(1, "张珊", "id:110105199001010002"),
              person(2, "章山", "passport:1", props=_props(birth_date="1991-01-01"))]  # fmt: skip
    assert _proposed(blank, *people) == set()  # the second has no division


def test_a_rejected_pair_is_not_proposed_again(blank: Ledger) -> None:
    phone = _props(phone="+8613800138000")
    assert (
        len(_proposed(blank, person(1, "张三", props=phone), person(2, "张三", props=phone))) == 1
    )
    dataset = Dataset(blank)
    done = decisions.reject(dataset, "p-row1", "p-row2", "两个人", "ann", "name_phone")
    assert candidates(Dataset(blank)) == []
    decisions.undo(Dataset(blank), done.decision_id, "未定", "ann")
    decisions.confirm(Dataset(blank), "p-row1", "p-row2", "同一人", "ann", "name_phone")
    assert candidates(Dataset(blank)) == []
    assert Dataset(blank).resolve_redirect("p-row2") == "p-row1"


def test_an_ambiguous_reference_is_listed(blank: Ledger) -> None:
    gangs: list[Row] = [
        {"record_id": n, "entity_id": f"g-{n}", "type": "Gang", "name": "红队", "case_no": "A1",
         "role": role, "strong_keys": keys}
        for n, role, keys in ((1, "reference", []), (2, "gang", ["g:2"]), (3, "gang", ["g:3"]))
    ]  # fmt: skip
    found = _proposed(blank, *gangs)
    assert found == {("ambiguous_name", "g-1", "g-2"), ("ambiguous_name", "g-1", "g-3")}


def test_relations_of_a_retracted_row_are_gone(ledger: Ledger) -> None:
    link = relation("MEMBER_OF", 3, 4)
    file(ledger, "b.csv", relations=[link])
    decisions.retract(Dataset(ledger), link["relation_id"], "错行", "ann")
    assert Dataset(ledger).relations.is_empty()
