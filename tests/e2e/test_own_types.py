"""A mapping's own types: searched, drawn, ranked and asserted like ours, and no part of a chain."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph import schema
from graph.dataset import Dataset
from graph.ledger import Ledger
from queries import context, runner
from tests.conftest import SampleHome, run_module
from tests.e2e.asking import truth_of
from tests.ingest.test_mapping import GOOD

#: the name of a pilot stands where the model is, and is hidden from viewers
MAPPING = GOOD.replace("en: Model}", "en: Model, mask: name}")
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def home(
    sample_home: Callable[[str, int], SampleHome], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """A complete case and a list of drones that one of its suspects flies; chains before it."""
    sample = sample_home("complete", 1)
    folder = tmp_path_factory.mktemp("drones")
    place = shutil.copytree(sample.home, folder / "home")
    truth = truth_of(sample)
    refs = set(truth["chains"][0]["stage_entities"]["S5"])
    flyer = next(
        e["key"]
        for e in truth["entities"]
        if e["type"] == "Person" and e["key"] and e["ref"] in refs
    )
    before = runner.run("crime-chain", {"all": True}, home=place)
    lines = ["机身编号,型号,机主证件号,发现时间"]
    lines += [f"SN-77{n:02},王小明,{flyer},2026-10-0{n} 10:00:00" for n in range(1, 4)]
    (folder / "drones.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "drones.yml").write_text(MAPPING, encoding="utf-8")
    load = ["ingest", "load", str(folder / "drones.csv"), "--mapping", str(folder / "drones.yml")]
    run_module(*load, home=place)
    yield place, flyer, before
    context.close_all()


@pytest.fixture(scope="module")
def ask(home: tuple[Path, str, dict[str, Any]]) -> Ask:
    def run(name: str, **params: Any) -> dict[str, Any]:
        return runner.run(name, params, home=home[0])

    return run


def test_they_are_kept_with_the_import_and_known_to_whoever_opens_the_ledger(
    home: tuple[Path, str, dict[str, Any]],
) -> None:
    assert "Drone" not in schema.base().entities
    with Ledger.open(home[0], create=False) as ledger:
        names = ledger.read("types")["name"].to_list()
        assert sorted(names) == ["Drone", "FLOWN_BY"]
        Dataset(ledger)
    assert schema.load().entities["Drone"].zh == "无人机"
    assert schema.load().relations["FLOWN_BY"].targets == ("Person",)


def test_they_are_found_by_number(ask: Ask) -> None:
    rows = ask("search", text="sn 7701")["rows"]
    assert [(row["type"], row["key"], row["why"]["en"]) for row in rows][:1] == [
        ("Drone", "SN-7701", "the same number")
    ]


def test_they_have_their_properties_masked_as_declared(ask: Ask) -> None:
    (row,) = ask("entity", of="SN-7701")["rows"]
    assert (row["label_zh"], row["value"]) == ("型号", "王某某")


def test_they_are_drawn_and_can_be_asked_for(
    ask: Ask, home: tuple[Path, str, dict[str, Any]]
) -> None:
    drawn = ask("entity-network", of=home[1], types="操控")["graph"]
    drones = {n["key"] for n in drawn["nodes"] if n["type"] == "Drone"}
    assert drones == {"SN-7701", "SN-7702", "SN-7703"}
    assert {edge["type"] for edge in drawn["edges"]} == {"FLOWN_BY"}


def test_they_count_in_projections(ask: Ask) -> None:
    rows = ask("centrality", projection="all", metric="degree")["rows"]
    assert {row["type"] for row in rows} >= {"Drone", "Person"}


def test_they_can_be_asserted(home: tuple[Path, str, dict[str, Any]], tmp_path: Path) -> None:
    place = shutil.copytree(home[0], tmp_path / "home")
    words = ["SN-7701", home[1], "--type", "操控", "--why", "seen", "--role", "second pilot"]
    run_module("graph", "assert", *words, home=place)
    with Ledger.open(place, create=False) as ledger:
        found = Dataset(ledger).relations
        assert "second pilot" in found.filter(found["type"] == "FLOWN_BY")["role"].to_list()


def test_they_fill_no_stage_of_a_chain(ask: Ask, home: tuple[Path, str, dict[str, Any]]) -> None:
    volatile = ("took_ms", "dataset_version")
    after = ask("crime-chain", all=True)
    assert [(k, v) for k, v in after.items() if k not in volatile] == [
        (k, v) for k, v in home[2].items() if k not in volatile
    ]
