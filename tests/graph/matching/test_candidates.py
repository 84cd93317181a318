"""What is proposed, in which order, and what never is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import decisions
from graph.dataset import Dataset
from graph.ledger import Ledger
from graph.matching import RULES, candidates
from graph.matching.compare import compare
from tests.graph.filing import Row, file, person

PHONE = "+8613800138000"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        yield opened


def _props(**values: str) -> str:
    return json.dumps(values, ensure_ascii=False)


def _rules(ledger: Ledger, *people: Row) -> dict[tuple[str, str], list[str]]:
    file(ledger, "people.csv", records=list(people))
    found = candidates(Dataset(ledger))
    return {(item.a, item.b): [reason.rule for reason in item.reasons] for item in found}


def test_names_are_compared_in_every_spelling(ledger: Ledger) -> None:
    """Surname readings, traditional forms, passports, initials, nicknames, names with a dot."""
    phones = [f"+861380013800{n}" for n in range(6)]
    pairs = [
        ("仇英", {}, "Qiu Ying", {}),  # the surname's own reading: not chou
        ("陳國樑", {}, "陈国良", {}),  # liáng either way, traditional and simplified
        ("李小明", {}, "LXM", {}),
        ("王五", {"alias": "老王"}, "老王", {}),
        ("阿卜杜拉·买买提", {}, "阿卜杜拉", {}),
        ("帐中月", {}, "账中月", {}),
    ]
    people = []
    for place, (left, more, right, others) in enumerate(pairs):
        people.append(person(place * 2, left, props=_props(phone=phones[place], **more)))
        people.append(person(place * 2 + 1, right, props=_props(phone=phones[place], **others)))
    found = _rules(ledger, *people)
    firsts = [found[min(a, b), max(a, b)][0] for a, b in (
        (f"p-row{place * 2}", f"p-row{place * 2 + 1}") for place in range(len(pairs))
    )]  # fmt: skip
    assert firsts == [
        "sound_phone", "sound_phone", "initials_phone", "nick_phone", "nick_phone", "name_phone",
    ]  # fmt: skip
    assert len(found) == len(pairs)


def test_alike_names_of_one_county_by_code_or_by_address(ledger: Ledger) -> None:
    address = "福建省安溪县长坑乡"
    people = [
        person(1, "张珊", "id:350524199001010002"),
        person(2, "章山", props=_props(id_number="350524********0011")),
        person(3, "李丽", props=_props(household_address=address)),
        person(4, "黎莉", props=_props(household_address=address + "1号")),
        person(5, "黎莉", props=_props(household_address="福建省南安市")),
    ]
    found = _rules(ledger, *people)
    assert found == {
        ("p-id:350524199001010002", "p-row2"): ["sound_division"],
        ("p-row3", "p-row4"): ["sound_division"],
    }


def test_reasons_add_up_and_a_birth_date_speaks_against(ledger: Ledger) -> None:
    both = _props(phone=PHONE, birth_date="1990-01-01")
    other = _props(phone=PHONE, birth_date="1991-02-02")
    file(
        ledger,
        "people.csv",
        records=[
            person(1, "张三", props=both),
            person(2, "张三", props=both),
            person(3, "张三", props=other),
        ],
    )
    first, *rest = candidates(Dataset(ledger))
    assert (first.a, first.b, first.against) == ("p-row1", "p-row2", ())
    weights = [RULES[reason.rule].weight for reason in first.reasons]
    assert [reason.rule for reason in first.reasons] == ["name_phone", "name_birth"]
    assert first.score == pytest.approx(1 - (1 - weights[0]) * (1 - weights[1]))
    assert [item.against for item in rest] == [("birth",), ("birth",)]
    assert all(item.score == pytest.approx(RULES["name_phone"].weight * 0.4) for item in rest)


def test_a_value_of_many_persons_proposes_nothing(ledger: Ledger) -> None:
    people = [person(n, "张三", props=_props(phone=PHONE)) for n in range(9)]
    assert _rules(ledger, *people) == {}


def test_two_masks_may_fit_one_number_and_neither_joins(ledger: Ledger) -> None:
    people = [
        person(1, "张三", "id:110105199001010002"),
        person(2, "张*", props=_props(id_number="110105********0002")),
        person(3, "张某", props=_props(id_number="1101**********0002")),
        person(4, "", props=_props(id_number="110105********0002")),
    ]
    whole = "p-id:110105199001010002"
    assert _rules(ledger, *people) == {
        (whole, "p-row2"): ["masked_id"],
        (whole, "p-row4"): ["masked_id"],
    }
    assert Dataset(ledger).entities.height == 4


def test_a_confirmed_pair_split_again_is_proposed_again(ledger: Ledger) -> None:
    people = [person(n, "张三", props=_props(phone=PHONE)) for n in (1, 2)]
    file(ledger, "people.csv", records=people)
    before = Dataset(ledger)
    asked = candidates(before)
    decisions.confirm(before, asked[0].a, asked[0].b, "同一人", "ann", asked[0].rule)
    merged = Dataset(ledger)
    assert candidates(merged) == []
    decisions.split(merged, "p-row1", [2], "不是同一人", "ann")
    after = Dataset(ledger)
    assert after.entities.equals(before.entities)
    assert candidates(after) == asked


def test_both_sides_are_laid_beside_each_other(ledger: Ledger) -> None:
    people = [
        person(1, "张三", "id:110105199001010002", props=_props(phone=PHONE, gender="男")),
        person(2, "張三", props=_props(phone=PHONE, alias="老三")),
    ]
    file(ledger, "people.csv", records=people)
    lines = {line.name: line for line in compare(Dataset(ledger), "p-id:110105199001010002",
                                                 "p-row2")}  # fmt: skip
    assert (lines["phone"].agrees, lines["name"].agrees) == (True, False)
    assert (lines["gender"].agrees, lines["gender"].a, lines["gender"].b) == (None, ("男",), ())
    assert lines["id_number"].a == ("110105199001010002",)
    assert (lines["alias"].zh, lines["alias"].b) == ("绰号/曾用名", ("老三",))
