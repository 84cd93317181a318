"""networkx, networkit and the sparse matrices give the same numbers, on any graph."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.projections import Projection
from queries.centrality import large, small, sparse
from queries.centrality.compute import measure
from queries.centrality.metrics import METRICS, TOLERANCE
from tests.queries.centrality.graphs import kite, of_edges, of_networkx


@st.composite
def projections(draw: st.DrawFn) -> Projection:
    """Random graphs: often disconnected, with isolates, directed or not, weighted."""
    n = draw(st.integers(2, 14))
    directed = draw(st.booleans())
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b and (directed or a < b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=30))
    weights = draw(st.lists(st.integers(1, 9), min_size=len(chosen), max_size=len(chosen)))
    return of_edges(
        n, [(a, b, float(w)) for (a, b), w in zip(chosen, weights, strict=True)], directed
    )


@settings(max_examples=40, deadline=None)
@given(projections(), st.booleans())
def test_networkit_gives_networkx_values(projection: Projection, weighted: bool) -> None:
    for metric in ("betweenness", "closeness", "harmonic", "pagerank", "kcore"):
        one = small.values(projection, metric, weighted)
        other = large.values(projection, metric, weighted)
        assert np.abs(one - other).max() < TOLERANCE, metric


@settings(max_examples=40, deadline=None)
@given(projections(), st.booleans())
def test_constraint_by_matrix_gives_networkx_values(projection: Projection, weighted: bool) -> None:
    one = small.values(projection, "constraint", weighted)
    other = sparse.constraint(projection, weighted)
    np.testing.assert_allclose(one, other, atol=TOLERANCE, equal_nan=True)


@settings(max_examples=40, deadline=None)
@given(projections(), st.booleans())
def test_hits_is_a_fixed_point_and_never_negative(projection: Projection, weighted: bool) -> None:
    hub, authority = sparse.hits(projection, weighted)
    matrix = sparse.adjacency(projection, weighted)
    for values, again in ((hub, matrix @ authority), (authority, matrix.T @ hub)):
        assert values.min() >= 0
        assert values.sum() == pytest.approx(1)
        np.testing.assert_allclose(values, again / again.sum(), atol=TOLERANCE)


def test_hits_is_networkx_where_that_is_defined() -> None:
    graph = nx.gnp_random_graph(40, 0.2, seed=4, directed=True)
    hub, authority = sparse.hits(of_networkx(graph), False)
    for ours, theirs in zip((hub, authority), nx.hits(graph, tol=1e-12), strict=True):
        np.testing.assert_allclose(ours, [theirs[i] for i in range(40)], atol=TOLERANCE)


def test_matrix_pieces_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    projection = of_networkx(nx.gnp_random_graph(60, 0.1, seed=5))
    whole = sparse.constraint(projection, True)
    monkeypatch.setattr(sparse, "_CHUNK_ENTRIES", 50)
    np.testing.assert_array_equal(whole, sparse.constraint(projection, True))


def test_degree_and_strength_are_networkx() -> None:
    graph = nx.gnp_random_graph(30, 0.2, seed=6, directed=True)
    for place, (a, b) in enumerate(graph.edges):
        graph[a][b]["weight"] = 1 + place % 5
    projection = of_networkx(graph, "weight")
    degree = measure(projection, "degree", weighted=False)
    theirs = nx.degree_centrality(graph)
    np.testing.assert_allclose(degree.value, [theirs[i] for i in range(30)])
    strength = measure(projection, "strength", weighted=True).value
    np.testing.assert_allclose(strength, [d for _, d in graph.degree(weight="weight")])


def test_published_values_of_krackhardts_kite() -> None:
    """Krackhardt 1990: Diane by degree, Fernando and Garth by closeness, Heather between."""
    degree = measure(kite(), "degree", weighted=False)
    assert degree.raw.tolist() == [4, 4, 3, 6, 3, 5, 5, 3, 2, 1]
    closeness = measure(kite(), "closeness", weighted=False).value
    assert closeness[[5, 6]] == pytest.approx([0.643, 0.643], abs=5e-4)
    between = measure(kite(), "betweenness", weighted=False)
    assert between.raw[7] == pytest.approx(14)
    assert between.value[7] == pytest.approx(0.389, abs=5e-4)


def test_published_values_of_zacharys_club() -> None:
    """Betweenness 0.438 (Mr. Hi) and 0.304 (John A.), as Freeman's measure is printed for it."""
    club = nx.karate_club_graph()
    between = measure(of_networkx(club), "betweenness", weighted=False)
    assert between.value[[0, 33]] == pytest.approx([0.4376, 0.3041], abs=5e-5)
    assert measure(of_networkx(club), "kcore", weighted=False).value.max() == 4


def test_pagerank_of_a_graph_with_a_printed_answer() -> None:
    """The eleven pages of the article on PageRank: B 38.4, C 34.3, E 8.1, D and F 3.9, A 3.3 %."""
    links = "BC CB DA DB EB ED EF FB FE GB GE HB HE IB IE JE KE"
    edges = [(ord(a) - 65, ord(b) - 65, 1.0) for a, b in links.split()]
    value = measure(of_edges(11, edges, True), "pagerank", weighted=False).value
    expected = [0.0328, 0.3844, 0.3429, 0.0391, 0.0809, 0.0391] + [0.0162] * 5
    np.testing.assert_allclose(value, expected, atol=5e-5)


def test_an_isolate_has_no_constraint() -> None:
    found = measure(of_edges(3, [(0, 1, 1.0)], False), "constraint", weighted=True).value
    assert np.isnan(found[2]) and not np.isnan(found[0])


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("directed", [False, True])
def test_empty_and_smallest_projections(metric: str, directed: bool) -> None:
    assert len(measure(of_edges(0, [], directed), metric, weighted=False).value) == 0
    pair = measure(of_edges(2, [(0, 1, 2.0)], directed), metric, weighted=True)
    assert np.isfinite(pair.value).all()
