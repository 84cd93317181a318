"""Large graphs: estimates against the exact values, their seeds and their time."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from graph.errors import LimitReached
from queries.centrality import small
from queries.centrality.compute import measure
from tests.queries.centrality.graphs import of_networkx

GRAPH = nx.barabasi_albert_graph(400, 2, seed=7)
DIRECTED = nx.gnp_random_graph(300, 0.015, seed=8, directed=True)


def test_kadabra_is_within_the_error_it_prints() -> None:
    projection = of_networkx(GRAPH)
    exact = small.values(projection, "betweenness", False)
    found = measure(projection, "betweenness", weighted=False, small_nodes=100, budget_s=60)
    how = found.how
    assert how["finished"] and how["epsilon"] == 0.005 and how["delta"] == 0.1
    assert not how["exact"] and how["seed"] == 1 and how["samples"] > 0
    assert np.abs(found.value - exact).max() <= how["epsilon"]
    assert found.raw.argmax() == exact.argmax()


def test_the_same_seed_gives_the_same_numbers() -> None:
    projection = of_networkx(GRAPH)
    runs = [
        measure(projection, "betweenness", weighted=False, small_nodes=1, seed=seed, budget_s=60)
        for seed in (3, 3, 4)
    ]
    assert (runs[0].value == runs[1].value).all()
    assert (runs[0].value != runs[2].value).any()


@pytest.mark.parametrize("weighted", [False, True])
def test_directed_betweenness_says_that_it_has_no_bound(weighted: bool) -> None:
    projection = of_networkx(DIRECTED)
    exact = small.values(projection, "betweenness", weighted)
    found = measure(projection, "betweenness", weighted=weighted, small_nodes=1, budget_s=60)
    assert found.how["note"]["en"] == "estimate, no error bound"
    assert found.how["sources"] == 200
    assert np.corrcoef(found.value, exact)[0, 1] > 0.9
    assert found.value.sum() == pytest.approx(exact.sum(), rel=0.25)


@pytest.mark.parametrize("metric", ["closeness", "harmonic"])
@pytest.mark.parametrize("graph", [GRAPH, DIRECTED], ids=["undirected", "directed"])
def test_closeness_from_random_sources(
    metric: str, graph: nx.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queries.centrality.compute._EXACT_WORK", 0)
    projection = of_networkx(graph)
    exact = small.values(projection, metric, False)
    found = measure(projection, metric, weighted=False, small_nodes=1, budget_s=60)
    assert found.how["sources"] == len(graph)
    np.testing.assert_allclose(found.value, exact, atol=1e-9)


def test_a_budget_that_is_too_small_says_so() -> None:
    with pytest.raises(LimitReached, match="budget-s"):
        measure(of_networkx(GRAPH), "betweenness", weighted=False, small_nodes=1, budget_s=0.05)


def test_a_large_exact_metric_is_networkits() -> None:
    projection = of_networkx(GRAPH)
    found = measure(projection, "pagerank", weighted=False, small_nodes=1)
    assert found.how["library"] == "networkit" and found.how["exact"]
    reference = measure(projection, "pagerank", weighted=False)
    assert "networkx" in reference.how["library"]
    np.testing.assert_allclose(found.value, reference.value, atol=found.how["tolerance"])
