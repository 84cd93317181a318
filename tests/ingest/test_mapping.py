"""A mapping is checked strictly: every mistake names its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import BadInput
from graph.ledger import Ledger
from ingest import binding, preset_files
from ingest.mapping_parse import load_file, parse
from ingest.mapping_text import read
from ingest.plan import plan_sheet
from ingest.sources import Table
from tests.ingest.filing import load, write

GOOD = """preset: drones
version: 1
title: {zh: 无人机, en: Drones}
required: [serial, seen]
columns:
  serial: {header: 机身编号, required: true}
  model: {header: 型号}
  owner: {header: 机主证件号, read: id}
  seen: {header: 发现时间, read: time}
entities:
  drone: {type: Drone, role: drone, keys: {serial: serial}, props: {model: model}}
  owner: {type: Person, role: owner, keys: {id: owner}}
relations:
  - {type: FLOWN_BY, from: drone, to: owner, since: seen}
types:
  entities:
    Drone: {zh: 无人机, en: Drone, key: serial, properties: {model: {zh: 型号, en: Model}}}
  relations:
    FLOWN_BY: {zh: 操控, en: flown by, from: [Drone], to: [Person]}
"""

WRONG = [
    ("title:", "titel:", 3, "titel"),
    ("required: true}", "requird: true}", 6, "requird"),
    ("read: id", "read: idd", 8, "idd"),
    ("read: time", "read: 'word:nothing'", 9, "word:nothing"),
    ("type: Person", "type: Persn", 12, "Persn"),
    ("props: {model: model}", "props: {colour: model}", 11, "colour"),
    ("to: owner", "to: pilot", 14, "pilot"),
    ("since: seen", "since: sene", 14, "sene"),
    ("type: FLOWN_BY", "type: FLOWN", 14, "FLOWN"),
    ("model: {header: 型号}", "serial: {header: 型号}", 7, "serial"),
    ("preset: drones", "preset: [drones", 2, ""),
    ("    Drone: {zh", "    Person: {zh", 17, "exists already"),
    ("    Drone: {zh", "    drone`x: {zh", 17, "must be like Drone"),
    ("    FLOWN_BY: {zh", "    HOLDS: {zh", 19, "exists already"),
    ("    FLOWN_BY: {zh", "    flown by: {zh", 19, "must be like FLEW_OVER"),
    ("from: [Drone]", "from: [Drome]", 19, "Drome"),
    ("{model: {zh", "{m-l: {zh", 17, "must be like serial_no"),
    ("en: Model}", "en: Model, mask: half}", 17, "half"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "word"), WRONG)
def test_mistake_is_refused_with_its_line(right: str, wrong: str, line: int, word: str) -> None:
    text = GOOD.replace(right, wrong, 1)
    with pytest.raises(BadInput) as error:
        parse(read(text, "drones.yml"))
    assert f"第 {line} 行" in error.value.zh
    assert word in error.value.en


def test_aliases_of_aliases_do_not_grow_without_bound() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 8)]
    with pytest.raises(BadInput):
        read("\n".join(lines), "bomb.yml")


def test_own_types_are_loaded(tmp_path: Path) -> None:
    mapping = load_file(write(tmp_path / "drones.yml", GOOD))
    text = "机身编号,型号,机主证件号,发现时间\nDJ-001,四旋翼,110105199001010002,2026-05-01\n"
    with Ledger.open(tmp_path / "home") as ledger:
        report = load(ledger, write(tmp_path / "a.csv", text), mapping=mapping)
        records, relations = ledger.read("records"), ledger.read("relations")
    assert report.sheets[0].counts["accepted"] == 1
    assert set(records["type"]) == {"Drone", "Person"}
    assert records.filter(type="Drone")["strong_keys"].to_list() == [["serial:DJ-001"]]
    assert relations["type"].to_list() == ["FLOWN_BY"]


def test_own_mapping_counts_by_its_content(tmp_path: Path) -> None:
    one = load_file(write(tmp_path / "a.yml", GOOD))
    two = load_file(write(tmp_path / "a.yml", GOOD.replace("型号", "机型")))
    assert one.key != two.key


def test_the_preset_that_explains_most_of_a_header_wins() -> None:
    header = ["交易卡号", "交易账号", "交易时间", "交易金额（元）", "收付标志", "对手户名"]
    found = plan_sheet(Table("", [header]), "", None)
    assert found is not None
    assert found.mapping.preset == "bank-transactions"
    assert found.binding.places["amount"] == 3


def test_unknown_preset_names_the_nearest() -> None:
    with pytest.raises(BadInput, match="bank-transactions"):
        preset_files.preset("bank-transaction")


def test_a_reading_twice_of_one_header_binds_twice() -> None:
    mapping = preset_files.preset("bank-transactions")
    bound = binding.bind(mapping, ["交易卡号", "开户人证件号码", "交易时间"])
    assert bound.places["holder_id"] == bound.places["holder_uscc"] == 1
    assert bound.missing == (("amount",), ("direction",))
