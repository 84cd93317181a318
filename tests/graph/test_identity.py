"""Which records are one entity. Each test shows its records and the clusters they form."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import polars as pl

from graph.components import components
from graph.identity import clusters
from graph.tables import TABLES

Record = dict[str, Any]


def _record(record_id: int, name: str = "", key: str = "", **more: Any) -> Record:
    own = f"p-{key}" if key else f"p-row{record_id}"
    return {
        "record_id": record_id, "entity_id": own, "type": "Person", "role": "suspect", "name": name,
        "strong_keys": [key] if key else [], "props": "{}", "case_no": "", "row": record_id,
        "import_number": 1, **more,
    }  # fmt: skip


def _phone(number: str) -> str:
    return json.dumps({"phone": number})


def _of(records: list[Record], *decided: tuple[str, dict[str, Any]]) -> dict[int, str]:
    rows = [
        {"decision_id": place, "kind": kind, "payload": json.dumps(payload), "at": place}
        for place, (kind, payload) in enumerate(decided, 1)
    ]
    frame = pl.DataFrame(rows, schema_overrides=TABLES["decisions"]) if rows else None
    decisions = pl.DataFrame(schema=TABLES["decisions"])
    if frame is not None:
        decisions = pl.concat([decisions, frame], how="diagonal")
    table = pl.DataFrame(
        records, schema_overrides={"strong_keys": pl.List(pl.String)}, infer_schema_length=None
    )
    return dict(clusters(table, decisions).iter_rows())


def test_components_agree_with_a_plain_union_find() -> None:
    rng = np.random.default_rng(3)
    for size in (1, 2, 10, 200):
        left, right = rng.integers(0, size, (2, size // 2 + 1))
        parent = list(range(size))

        def root(node: int, parent: list[int] = parent) -> int:
            while parent[node] != node:
                node = parent[node]
            return node

        for a, b in zip(left, right, strict=True):
            low, high = sorted((root(a), root(b)))
            parent[high] = low
        assert components(size, left, right).tolist() == [root(n) for n in range(size)]


def test_a_long_chain_is_one_component() -> None:
    size = 5000
    order = np.random.default_rng(1).permutation(size)
    assert set(components(size, order[:-1], order[1:]).tolist()) == {0}


def test_equal_strong_keys_are_one_and_names_alone_are_not() -> None:
    found = _of([_record(1, "张三", "id:1"), _record(2, "张三", "id:1"), _record(3, "张三")])
    assert found == {1: "p-id:1", 2: "p-id:1", 3: "p-row3"}


def test_the_oldest_records_id_stays() -> None:
    records = [_record(1, "张三", import_number=2, strong_keys=["id:1", "passport:9"]),
               _record(2, "张三", "passport:9")]  # fmt: skip
    assert set(_of(records).values()) == {"p-passport:9"}


def test_one_key_of_two_types_joins_nothing() -> None:
    found = _of([_record(1, key="no:1"), _record(2, key="no:1", type="Gang", entity_id="g-1")])
    assert len(set(found.values())) == 2


def test_a_key_with_too_many_names_is_a_placeholder() -> None:
    names = ["张三", "李四", "王五", "赵六"]
    found = _of([_record(n, name, "id:1") for n, name in enumerate(names, 1)])
    assert len(set(found.values())) == 4
    written = ["陈国樑", "陈国梁", "陳國樑", "陈国樑 ", "陈**"]
    found = _of([_record(n, name, "id:1") for n, name in enumerate(written, 1)])
    assert set(found.values()) == {"p-id:1"}


def test_same_report_joins_the_report_and_the_case_row() -> None:
    same = {"case_no": "A1", "props": _phone("+8613800138000")}
    report, case = _record(1, "張三", **same), _record(2, "张三", "id:1", **same)
    assert len(set(_of([report, case]).values())) == 1
    for other in (
        {"case_no": "A2"},
        {"name": "李四"},
        {"props": _phone("+8613800138001")},
        {"type": "Organization"},
        {"name": "张*"},
    ):
        assert len(set(_of([report | other, case]).values())) == 2
    blank = {"case_no": "A1"}
    assert len(set(_of([_record(1, "张三", **blank), _record(2, "张三", **blank)]).values())) == 2


def test_same_report_never_joins_two_id_numbers() -> None:
    same = {"case_no": "A1", "props": _phone("+8613800138000")}
    records = [_record(1, "张三", "id:1", **same), _record(2, "张三", "id:2", **same),
               _record(3, "张三", **same)]  # fmt: skip
    assert len(set(_of(records).values())) == 3


_TWO = [_record(1, "张三", "id:1"), _record(2, "张三", "id:1")]
_FOUR = [*_TWO, _record(3, "阿三"), _record(4, "三哥")]


def test_a_merge_then_a_split_gives_back_what_was() -> None:
    merge = ("merge", {"records": [1, 2, 3, 4]})
    split = ("split", {"records": [3, 4]})
    before = _of(_FOUR)
    assert set(_of(_FOUR, merge).values()) == {"p-id:1"}
    after = _of(_FOUR, merge, split)
    assert (after[1], after[2]) == (before[1], before[2])
    assert after[3] == after[4] == "p-row3"  # they left together
    assert _of(_FOUR, merge, split, ("undo", {"decision_id": 2})) == _of(_FOUR, merge)
    undone = [merge, split, ("undo", {"decision_id": 2}), ("undo", {"decision_id": 1})]
    assert _of(_FOUR, *undone) == before
    back = [*undone, ("undo", {"decision_id": 4})]
    assert _of(_FOUR, *back) == _of(_FOUR, merge)


def test_a_split_parts_equal_keys_and_each_part_has_an_id() -> None:
    split = ("split", {"records": [1]})
    found = _of(_TWO, split)
    assert found[2] == "p-id:1"
    assert found[1] != "p-id:1"
    assert found[1][:2] == "p-"
    assert len(found[1]) == 28
    assert _of(_TWO, split) == found
    later = [*_TWO, _record(9, "张三", "id:1", import_number=2)]
    assert _of(later, split)[9] == "p-id:1"  # a new row joins those that stayed


def test_a_merge_after_a_split_joins_again() -> None:
    decided = [("split", {"records": [1]}), ("merge", {"records": [1, 2]})]
    assert set(_of(_TWO, *decided).values()) == {"p-id:1"}


def test_a_confirmed_candidate_joins_and_a_rejected_one_does_not() -> None:
    assert len(set(_of(_FOUR[2:], ("confirm", {"records": [3, 4]})).values())) == 1
    assert len(set(_of(_FOUR[2:], ("reject", {"sides": [[3], [4]]})).values())) == 2


def _gang(record_id: int, name: str, key: str = "", **more: Any) -> Record:
    values = {"type": "Gang", "role": "gang", "case_no": "A1", "entity_id": f"g-{record_id}"}
    return _record(record_id, name, key, **(values | more))


def test_a_reference_by_name_or_number_finds_the_one_of_its_case() -> None:
    for name in ("红队", "紅隊", "G-01"):
        records = [_gang(1, name, role="reference"), _gang(2, "红队", "gang:G-01", import_number=2)]
        assert set(_of(records).values()) == {"g-2"}
    other_case = [_gang(1, "红队", role="reference"), _gang(2, "红队", case_no="A2")]
    assert len(set(_of(other_case).values())) == 2


def test_a_reference_that_several_answer_to_stays_alone() -> None:
    records = [
        _gang(1, "红队", role="reference"),
        _gang(2, "红队", "gang:1"),
        _gang(3, "红队", "gang:2"),
    ]
    assert len(set(_of(records).values())) == 3
    placed = ("merge", {"records": [1, 3]})
    found = _of(records, placed)
    assert found[1] == found[3] != found[2]


def test_order_of_loading_does_not_matter_to_a_reference() -> None:
    early = [_gang(1, "红队", role="reference"), _gang(2, "红队", "gang:1", import_number=2)]
    late = [_gang(1, "红队", role="reference", import_number=2), _gang(2, "红队", "gang:1")]
    assert _of(early) == _of(late)
