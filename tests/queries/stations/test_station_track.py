"""``station-track`` on the command line beside a plain calculation over the planned drive."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run_module
from tests.queries.stations.drive import STATION, Drive, Seen, metres

RADIUS, GAP, NEAR, WINDOW = 500, timedelta(minutes=30), 1500, timedelta(minutes=10)
OPTIONS = ("--near-m", str(NEAR))
Stay = list[Seen]


@pytest.fixture(scope="module")
def drives(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], tuple[Drive, Path]]:
    """The drive of a seed and the HOME it was loaded into, once."""

    @cache
    def get(seed: int) -> tuple[Drive, Path]:
        drive = Drive(seed)
        base = tmp_path_factory.mktemp(f"drive{seed}")
        drive.load(base / "home", base / "files")
        return drive, base / "home"

    return get


@pytest.fixture(params=[1, 2, 3])
def driven(
    request: pytest.FixtureRequest, drives: Callable[[int], tuple[Drive, Path]]
) -> tuple[Drive, Path]:
    return drives(request.param)


@pytest.fixture
def one(drives: Callable[[int], tuple[Drive, Path]]) -> tuple[Drive, Path]:
    return drives(1)


def ask(home: Path, *arguments: str, check: bool = True) -> Any:
    done = run_module(
        "queries", "run", "station-track", *arguments, "--format", "json", home=home, check=check
    )
    return json.loads(done.stdout) if check else done


def micros(moment: datetime) -> int:
    delta = moment - timedelta(hours=8) - datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    return delta // timedelta(microseconds=1)


def stays_of(drive: Drive) -> list[Stay]:
    """Runs of the station's reports, by the rule in words."""
    found: list[Stay] = []
    for each in sorted((s for s in drive.seen if s.own), key=lambda s: s.time):
        if found:
            start, last = found[-1][0], found[-1][-1]
            near = metres(start.lat, start.lon, each.lat, each.lon) <= RADIUS
            if near and each.time - last.time <= GAP:
                found[-1].append(each)
                continue
        found.append([each])
    return found


def middle(stay: Stay) -> tuple[float, float]:
    return sum(s.lat for s in stay) / len(stay), sum(s.lon for s in stay) / len(stay)


def where(stays: list[Stay], moment: datetime) -> tuple[float, float]:
    """The station at a time: at a stay, on the line between two, else at the nearer end."""
    for before, after in itertools.pairwise(stays):
        if before[-1].time < moment < after[0].time:
            share = (moment - before[-1].time) / (after[0].time - before[-1].time)
            one, two = middle(before), middle(after)
            return tuple(a + share * (b - a) for a, b in zip(one, two, strict=True))  # type: ignore[return-value]
    for stay in stays:
        if moment <= stay[-1].time:
            return middle(stay)
    return middle(stays[-1])


def test_positions_and_speeds(driven: tuple[Drive, Path]) -> None:
    drive, home = driven
    rows = [r for r in ask(home, "--of", STATION, *OPTIONS)["rows"] if r["section"] == "track"]
    stays = stays_of(drive)
    assert len(stays) >= 4
    assert [row["count"] for row in rows] == [len(stay) for stay in stays]
    for row, stay in zip(rows, stays, strict=True):
        assert (row["time"], row["last"]) == (micros(stay[0].time), micros(stay[-1].time))
        assert (row["lat"], row["lon"]) == pytest.approx(middle(stay), abs=2e-6)
        assert len(row["sources"]) == len(stay)
    assert rows[0]["kmh"] is None
    for row, (before, after) in zip(rows[1:], itertools.pairwise(stays), strict=True):
        away = metres(*middle(before), *middle(after))
        hours = (after[0].time - before[-1].time) / timedelta(hours=1)
        assert row["distance_m"] == pytest.approx(away, abs=0.5)
        assert row["kmh"] == pytest.approx(away / 1000 / hours, rel=1e-3, abs=0.06)
        assert row["status"] == ("too_fast" if away / 1000 / hours > 80 else "ok")


def test_numbers_inside_track_and_window(driven: tuple[Drive, Path]) -> None:
    drive, home = driven
    rows = [r for r in ask(home, "--of", STATION, *OPTIONS, "--reveal", "test")["rows"]
            if r["section"] == "inside"]  # fmt: skip
    stays = stays_of(drive)
    first, last = stays[0][0].time - WINDOW, stays[-1][-1].time + WINDOW
    expected = {}
    for each in drive.seen:
        if first <= each.time <= last:
            away = metres(*where(stays, each.time), each.lat, each.lon)
            assert abs(away - NEAR) > 1, "a made-up point on the very border decides nothing"
            if away <= NEAR:
                expected[each.phone] = away
    assert {row["entity"]["key"][-11:] for row in rows} == set(expected)
    assert any(not s.own for s in drive.seen if s.phone in expected)
    assert any(s.phone not in expected for s in drive.seen)
    for row in rows:
        assert row["distance_m"] == pytest.approx(expected[row["entity"]["key"][-11:]], abs=1)


def test_victims_are_named_with_their_case(one: tuple[Drive, Path]) -> None:
    drive, home = one
    envelope = ask(home, "--of", STATION, *OPTIONS, "--reveal", "test")
    victims = [row for row in envelope["rows"] if row["status"] == "victim"]
    assert [row["entity"]["key"][-11:] for row in victims] == [drive.victim]
    assert [case["type"] for case in victims[0]["cases"]] == ["Case"]
    assert envelope["victims_inside"] == 1


def test_a_window_cuts_the_track(one: tuple[Drive, Path]) -> None:
    drive, home = one
    stays = stays_of(drive)
    until = stays[1][-1].time
    rows = ask(home, "--of", STATION, "--until", f"{until}")["rows"]
    assert sum(row["section"] == "track" for row in rows) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--of", "KY202605002"), "fake LAC"),
        (("--of", "孙合成"), "no pseudo base station"),
        (("--of", STATION, "--since", "2026-05-13", "--until", "2026-05-12"), "before"),
        (("--of", STATION, "--since", "2026-06-13"), "No reported message"),
        (("--of", STATION, "--near-m", "0"), "near"),
    ],
)
def test_bad_questions_are_answered_in_one_line(
    one: tuple[Drive, Path], arguments: tuple[str, ...], words: str
) -> None:
    done = ask(one[1], *arguments, check=False)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
