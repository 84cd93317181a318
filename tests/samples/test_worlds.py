"""A world: cases of all templates that have suppliers, 水房 and GOIPs in common, over months."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from samples.make import make_world
from samples.mint import Sample
from samples.plan import World
from samples.stages import answers
from samples.table import required
from samples.templates import TEMPLATES
from samples.worlds import build_world
from tests.conftest import run_module
from tests.samples.test_make import digest


def planned(cases: int, seed: int) -> World:
    return build_world(Sample("", "world", "S", seed), cases)[0]


@pytest.fixture(scope="module")
def world() -> World:
    return planned(66, 1)


def test_every_template_comes_equally_often(world: World) -> None:
    assert Counter(case.template for case in world.cases) == dict.fromkeys(TEMPLATES, 6)
    assert Counter(made.scam for made in world.withdrawn).total() == 33


def test_suppliers_launderers_and_devices_work_for_several_gangs(world: World) -> None:
    for kind in ("卡商", "laundry", "GOIP", "服务器租用人"):
        assert len(world.pool[kind]) < len(world.cases)
    devices = Counter(case.goip.device.ref for case in world.cases if case.goip)
    houses = Counter(case.laundry.gang.ref for case in world.cases)
    assert max(devices.values()) > 1
    assert max(houses.values()) > 1
    sellers = Counter(row.source.ref for row in world.assertions if row.relation == "SUPPLIES")
    assert sum(count > 1 for count in sellers.values()) > 10
    assert len({case.day.month for case in world.cases}) >= 4


def test_a_launderer_never_has_two_cases_at_once(world: World) -> None:
    for one, two in combinations(world.cases, 2):
        if one.laundry is two.laundry:
            assert abs(one.day - two.day) > timedelta(days=14)


def test_only_what_nobody_obtained_is_missing(world: World) -> None:
    broken = 0
    for made in answers(world):
        missing = [s for s in required(made.case.template) if made.statuses[s] == "gap"]
        name = made.case.gap.name if made.case.gap else None
        assert missing == {None: [], "B": ["S4", "S5"]}.get(name, [name])
        broken += name is not None
    assert 3 < broken < 33


def test_cases_have_nobody_in_common_but_suppliers(world: World) -> None:
    """A person stands in S5 or S9 of one case only; victims are victims once."""
    for stage in ("S5", "S9"):
        seen: Counter[str] = Counter()
        for made in answers(world):
            seen.update(set(made.entities[stage]))
        assert set(seen.values()) == {1}
    victims = Counter(v.person.ref for case in world.cases for v in case.victims)
    assert set(victims.values()) == {1}


def test_a_small_world_is_written_and_the_same_each_time(tmp_path: Path) -> None:
    rows = make_world(11, "S", 3, tmp_path / "one")
    run_module(
        "samples", "world", "--cases", "11", "--seed", "3", "--out", str(tmp_path / "two"),
        home=tmp_path,
    )  # fmt: skip
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    truth: dict[str, Any] = json.loads((tmp_path / "one" / "truth.json").read_text("utf-8"))
    assert (truth["template"], truth["rows"]) == ("world", rows)
    assert len(truth["chains"]) == len({chain["case"] for chain in truth["chains"]}) == 11
    assert {chain["template"] for chain in truth["chains"]} == set(TEMPLATES)
    refs = [entity["ref"] for entity in truth["entities"]]
    assert len(refs) == len(set(refs))
    assert all(entity["rows"] for entity in truth["entities"])


@pytest.mark.parametrize("cases", ["0", "501", "many"])
def test_a_wrong_number_of_cases_is_refused(cases: str, tmp_path: Path) -> None:
    arguments = ("world", "--cases", cases, "--out", str(tmp_path / "x"))
    done = run_module("samples", *arguments, home=tmp_path, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
