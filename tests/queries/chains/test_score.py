"""The arithmetic of completeness: the worked demos A, B and C of T2, and verdicts."""

import pytest

from queries.chains.score import score
from queries.chains.template_files import templates

T2 = templates()["T2"]
NAMES = list(T2.links)


def scored(gaps: set[str], inferred: set[str] = frozenset(), broken: set[str] = frozenset()):
    stages = {
        code: "gap" if code in gaps else "inferred" if code in inferred else "confirmed"
        for code in T2.required
    }
    links = {
        name: "none" if set(name.split("-")) & gaps or name in broken
        else "derived" if set(name.split("-")) & inferred else "evidenced"
        for name in NAMES
    }  # fmt: skip
    return score(T2.required, stages, links)


def test_demo_a_complete() -> None:
    found = scored(set())
    assert (found.completeness, found.verdict) == (1.0, "complete")
    assert found.longest == T2.required
    assert (found.upstream, found.downstream) == (None, None)


def test_demo_b_no_call_records() -> None:
    found = scored({"S4", "S5"})
    assert (found.stage_points, found.link_points) == (6, 4)
    assert found.completeness == pytest.approx(10 / 15)
    assert (found.verdict, found.longest) == ("broken", ("S6", "S7", "S8", "S9"))
    assert (found.upstream, found.downstream) == ("S5", None)


def test_demo_c_no_statements_of_level_two() -> None:
    found = scored({"S8", "S9"})
    assert (found.stage_points, found.link_points) == (6, 5)
    assert found.completeness == pytest.approx(11 / 15)
    assert (found.verdict, found.longest[-1]) == ("broken", "S7")
    assert (found.upstream, found.downstream) == (None, "S8")


def test_without_gap_and_over_four_fifths_is_mostly_complete() -> None:
    found = scored(set(), broken={"S2-S4"})
    assert (found.completeness, found.verdict) == (pytest.approx(14 / 15), "mostly_complete")
    assert (found.upstream, found.downstream) == ("S2-S4", None)
    assert scored(set(), inferred={"S1"}).completeness == pytest.approx(14 / 15)


def test_one_gap_is_broken_however_much_is_there() -> None:
    assert scored({"S1"}).verdict == "broken"
