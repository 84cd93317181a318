"""The main promise: evidence files in, and the crime chain on the command line equals the truth."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from queries import context, runner
from samples.templates import TEMPLATES
from tests.conftest import SampleHome, run_module
from tests.e2e import asking, truth

SEEDS = (1, 2, 3)
SampleOf = Callable[..., SampleHome]


@cache
def ask(sample: SampleHome, *arguments: str) -> dict[str, Any]:
    """The envelope of ``crime-chain`` as the command line prints it; asked once."""
    done = run_module(
        "queries", "run", "crime-chain", *arguments, "--format", "json", home=sample.home
    )
    return dict(json.loads(done.stdout))


def by_case(envelope: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """case → stage → row; a case has one chain in these samples."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in envelope["rows"]:
        stages = found.setdefault(row["case"], {})
        assert row["stage"] not in stages
        stages[row["stage"]] = row
    return found


#: T1 beside T2: one sample per variant, and its other gap; the world below has the others
T1 = [("complete", 1), ("gap", 1), ("gap", 2), ("decoy", 1)]


def equal_to_the_truth(sample: SampleHome) -> None:
    """Cases, stages, members, links and scores of all chains, no more and no less."""
    expected = truth.read(sample.truth, sample.home)
    envelope = ask(sample, "--all")
    rows = by_case(envelope)
    assert set(rows) == {chain["case"] for chain in expected.data["chains"]}
    for extra in envelope["chains"]:
        chain = expected.chain(extra["case"])
        assert extra["template"] == chain["template"]
        stages = rows[extra["case"]]
        assert {code: row["status"] for code, row in stages.items()} == chain["stages"]
        found = {code: {each["id"] for each in row["entities"]} for code, row in stages.items()}
        named = {code: expected.named(refs) for code, refs in chain["stage_entities"].items()}
        assert found == named
        assert extra["links"] == chain["links"]
        assert extra["completeness"] == chain["completeness"]
        assert extra["verdict"] == chain["verdict"]
        for name, status in chain["links"].items():
            assert stages[name.split("-")[0]]["link_to_next"] == status
            assert bool(extra["evidence"][name]) == (status == "evidenced")
    if not rows:
        assert envelope["notes"] and all(note["zh"] and note["en"] for note in envelope["notes"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("variant", ["complete", "gap"])
def test_chains_equal_the_truth(sample_home: SampleOf, variant: str, seed: int) -> None:
    equal_to_the_truth(sample_home(variant, seed))


@pytest.mark.slow
@pytest.mark.parametrize(("variant", "seed"), T1)
def test_chains_of_a_station_equal_the_truth(
    sample_home: SampleOf, variant: str, seed: int
) -> None:
    sample = sample_home(variant, seed, "T1")
    equal_to_the_truth(sample)
    none_joined(sample)


@pytest.mark.slow
def test_a_world_of_all_templates_equals_the_truth(world_home: SampleHome) -> None:
    """Every template twice, some cases broken, half as many withdrawn; suppliers in common."""
    expected = json.loads(world_home.truth.read_text(encoding="utf-8"))
    assert {chain["template"] for chain in expected["chains"]} == set(TEMPLATES)
    assert {chain["verdict"] for chain in expected["chains"]} > {"complete"}
    equal_to_the_truth(world_home)
    none_joined(world_home)


@pytest.mark.slow
def test_a_station_stood_where_and_reached_whom_the_truth_says(sample_home: SampleOf) -> None:
    sample = sample_home("complete", 1, "T1")
    expected = json.loads(sample.truth.read_text(encoding="utf-8"))
    numbers = {entity["ref"]: entity["key"] for entity in expected["entities"]}
    for station in expected["stations"]:
        answer = asking.ask(sample.home, "station-track", "--of", station["station"])
        track = [row for row in answer["rows"] if row["section"] == "track"]
        assert [(r["time"], r["last"], r["count"]) for r in track] == [
            (stay["first"], stay["last"], stay["count"]) for stay in station["track"]
        ]
        for row, stay in zip(track, station["track"], strict=True):
            assert row["lat"] == pytest.approx(stay["lat"], abs=1e-5)
            assert row["lon"] == pytest.approx(stay["lon"], abs=1e-5)
        assert answer["too_fast"] == 0
        victims = {row["entity"]["key"] for row in answer["rows"] if row["status"] == "victim"}
        assert victims == {numbers[ref] for ref in station["victims"]}
        assert victims


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_gaps_say_what_to_ask_for(sample_home: SampleOf, seed: int) -> None:
    sample = sample_home("gap", seed)
    for row in ask(sample, "--all")["rows"]:
        open_stage = row["status"] == "gap"
        assert bool(row["next_request"]) == open_stage
        if open_stage:
            assert row["next_request"]["zh"] and row["next_request"]["en"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_decoy_is_no_chain(sample_home: SampleOf, seed: int) -> None:
    sample = sample_home("decoy", seed)
    envelope = ask(sample, "--all")
    assert envelope["rows"] == []
    assert envelope["chains"] == []
    assert envelope["notes"] and all(note["zh"] and note["en"] for note in envelope["notes"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("variant", ["complete", "gap", "decoy"])
def test_nothing_that_must_not_join_is_joined(
    sample_home: SampleOf, variant: str, seed: int
) -> None:
    none_joined(sample_home(variant, seed))


def none_joined(sample: SampleHome) -> None:
    """No two of ``must_not_join`` are one entity or stand in one chain."""
    expected = truth.read(sample.truth, sample.home)
    envelope = ask(sample, "--all")
    chains: dict[str, set[str]] = {}
    for row in envelope["rows"]:
        chains.setdefault(row["chain"], set()).update(each["id"] for each in row["entities"])
    for one, other in expected.data["must_not_join"]:
        assert expected.ids[one] != expected.ids[other]
        pair = {expected.ids[one], expected.ids[other]}
        assert not any(pair <= members for members in chains.values())


@pytest.mark.slow
def test_a_chain_is_found_from_everything_that_stands_in_it(sample_home: SampleOf) -> None:
    sample = sample_home("complete", 1)
    expected = truth.read(sample.truth, sample.home)
    case = expected.data["chains"][0]["case"]
    every = by_case(ask(sample, "--of", case))
    assert set(every) == {case}
    kinds = {entity["ref"]: entity["type"] for entity in expected.data["entities"]}
    picked: dict[tuple[str, str], str] = {}
    for stage, refs in expected.chain(case)["stage_entities"].items():
        for ref in refs:
            picked.setdefault((stage, kinds[ref]), expected.ids[ref])
    for entity in dict.fromkeys(picked.values()):
        answer = runner.run("crime-chain", {"of": entity}, home=sample.home)
        assert every.items() <= by_case(answer).items()
    context.close_all()
