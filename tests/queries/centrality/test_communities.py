"""Leiden: groups that are plain to see, their stability, and the same numbers for a seed."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import LimitReached
from queries import runner
from queries.centrality.communities import (
    Communities,
    communities,
    inside_share,
    rand_index,
    undirected,
)
from tests.queries.centrality.graphs import of_edges, of_networkx
from tests.queries.small_gang import C2, C3

RING = nx.connected_caveman_graph(3, 6)


def found(graph: nx.Graph, runs: int = 4, seed: int = 1, budget_s: float = 120) -> Communities:
    return communities(
        of_networkx(graph), weighted=True, runs=runs, seed=seed, resolution=1, budget_s=budget_s
    )


def test_cliques_are_groups_of_every_seed() -> None:
    groups = found(RING)
    assert sorted(np.bincount(groups.label)[1:].tolist()) == [6, 6, 6]
    assert groups.label.tolist() == sorted(groups.label.tolist())
    assert groups.stability[1:] == pytest.approx([1, 1, 1])
    assert (groups.agreement, groups.seeds, groups.finished) == (1, (1, 2, 3, 4), True)
    partition = [set(np.flatnonzero(groups.label == label).tolist()) for label in (1, 2, 3)]
    assert groups.modularity == pytest.approx(nx.community.modularity(RING, partition))


def test_the_same_seeds_give_the_same_groups_of_the_karate_club() -> None:
    one, again = found(nx.karate_club_graph()), found(nx.karate_club_graph())
    assert (one.label == again.label).all() and one.modularity == again.modularity
    assert one.modularity > 0.41  # the best known partition has 0.4198
    assert 0 < one.stability[1:].min() <= one.stability[1:].max() <= 1


def test_one_run_has_no_stability_and_too_little_time_is_said() -> None:
    groups = found(RING, runs=1)
    assert np.isnan(groups.stability).all() and np.isnan(groups.agreement)
    with pytest.raises(LimitReached, match="budget-s"):
        found(RING, budget_s=0.01)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=20), st.data())
def test_the_index_of_two_partitions_counts_pairs(labels: list[int], data: st.DataObject) -> None:
    other = data.draw(st.permutations(labels))
    one, two = np.array(labels), np.array(other)
    same = [(a == one[i], b == two[i]) for i in range(len(one)) for a, b in
            zip(one[:i], two[:i], strict=True)]  # fmt: skip
    pairs, both = len(same), sum(x and y for x, y in same)
    first, second = sum(x for x, _ in same), sum(y for _, y in same)
    expected, most = first * second / pairs, (first + second) / 2
    value = 1.0 if most == expected else (both - expected) / (most - expected)
    assert rand_index(one, two) == pytest.approx(value)


def test_both_ways_of_a_pair_are_one_tie() -> None:
    plain = undirected(of_edges(3, [(0, 1, 2.0), (1, 0, 3.0), (2, 1, 1.0)], True))
    assert plain.source.tolist() == [0, 1] and plain.target.tolist() == [1, 2]
    assert plain.weight.tolist() == [5, 1]
    share = inside_share(plain, np.array([1, 1, 2]), weighted=True)
    assert share == pytest.approx([1, 5 / 6, 0])


def test_the_query_lists_members_and_no_victims(gang_home: Path) -> None:
    params = {"projection": "funds", "side": "all", "runs": 2, "budget_s": 120}
    answer = runner.run(
        "communities", params, home=gang_home, actor="tester", role="analyst", reveal="test"
    )
    assert [row["label"] for row in answer["rows"]] == [C2, C3]
    assert {row["size"] for row in answer["rows"]} == {2}
    (group,) = answer["communities"]
    assert (group["weight_inside"], group["stability"]) == (550_00, 1)
    assert answer["computation"]["seeds"] == [1, 2]
    assert "100%" in answer["rows"][0]["reason"]["en"]
