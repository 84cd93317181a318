"""Published measures come out of the command line when their networks are loaded by a mapping.

Krackhardt 1990 (the kite), Zachary 1977 (the club), the eleven pages of the article on PageRank.
"""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from tests.conftest import run_module
from tests.e2e.asking import ask

MAPPING = """preset: networks
version: 1
title: {zh: 已发表的网络, en: Published networks}
required: [start, end]
columns:
  start: {header: from, required: true}
  end: {header: to, required: true}
entities:
  start: {type: Member, role: member, name: start, keys: {member: start}}
  end: {type: Member, role: member, name: end, keys: {member: end}}
relations:
  - {type: TIED_TO, from: start, to: end}
types:
  entities:
    Member: {zh: 成员, en: Member, key: member}
  relations:
    TIED_TO: {zh: 相连, en: tied to, from: [Member], to: [Member]}
"""
NAMES = ["Andre", "Beverly", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"]
PAGES = [
    "BC",
    "CB",
    "DA",
    "DB",
    "EB",
    "ED",
    "EF",
    "FB",
    "FE",
    "GB",
    "GE",
    "HB",
    "HE",
    "IB",
    "IE",
    "JE",
    "KE",
]


def _edges() -> list[tuple[str, str]]:
    kite = [(NAMES[a], NAMES[b]) for a, b in nx.krackhardt_kite_graph().edges]
    club = [(f"club-{a + 1}", f"club-{b + 1}") for a, b in nx.karate_club_graph().edges]
    return [*kite, *club, *((f"page-{a}", f"page-{b}") for a, b in PAGES)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("published")
    rows = ["from,to", *(f"{a},{b}" for a, b in _edges())]
    (place / "networks.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (place / "networks.yml").write_text(MAPPING, encoding="utf-8")
    files = (str(place / "networks.csv"), "--mapping", str(place / "networks.yml"))
    run_module("ingest", "load", *files, home=place / "home")
    return place / "home"


def _values(home: Path, start: str, metric: str, *more: str) -> dict[str, tuple[int, float, float]]:
    """Rank, value and value before normalising of everything around ``start``, by name."""
    scope = ("--of", start, "--hops", "10", "--projection", "all")
    answer = ask(home, "centrality", *scope, "--metric", metric, *more)
    return {row["label"]: (row["rank"], row["value"], row["raw_value"]) for row in answer["rows"]}


def test_krackhardts_kite(home: Path) -> None:
    degree = _values(home, "Andre", "degree")
    assert [degree[name][2] for name in NAMES] == [4, 4, 3, 6, 3, 5, 5, 3, 2, 1]
    close = _values(home, "Andre", "closeness")
    expected = [0.529, 0.529, 0.500, 0.600, 0.500, 0.643, 0.643, 0.600, 0.429, 0.310]
    assert [close[name][1] for name in NAMES] == pytest.approx(expected, abs=5e-4)
    assert (close["Fernando"][0], close["Garth"][0], close["Diane"][0]) == (1, 1, 3)
    between = _values(home, "Andre", "betweenness")
    expected = [0.023, 0.023, 0.000, 0.102, 0.000, 0.231, 0.231, 0.389, 0.222, 0.000]
    assert [between[name][1] for name in NAMES] == pytest.approx(expected, abs=5e-4)
    assert between["Heather"][2] == pytest.approx(14)


def test_zacharys_club(home: Path) -> None:
    leaders = ("club-1", "club-34")
    degree = _values(home, "club-1", "degree")
    assert [degree[name][2] for name in leaders] == [16, 17]
    close = _values(home, "club-1", "closeness")
    assert [close[name][1] for name in leaders] == pytest.approx([0.5690, 0.5500], abs=5e-5)
    between = _values(home, "club-1", "betweenness")
    assert [between[name][1] for name in leaders] == pytest.approx([0.4376, 0.3041], abs=5e-5)
    assert [between[name][0] for name in leaders] == [1, 2]


def test_pagerank_of_the_eleven_pages(home: Path) -> None:
    rank = _values(home, "page-A", "pagerank", "--direction", "forward", "--weights", "none")
    found = [rank[f"page-{page}"][1] for page in "ABCDEF"]
    expected = [0.0328, 0.3844, 0.3429, 0.0391, 0.0809, 0.0391]
    assert found == pytest.approx(expected, abs=5e-5)
    assert [rank[f"page-{page}"][1] for page in "GHIJK"] == pytest.approx([0.0162] * 5, abs=5e-5)
