"""Removal: components and weights as counting again gives them, the flow of a drawn network."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.projections import Projection
from queries.centrality.removal import curve
from tests.queries.centrality.graphs import kite, of_edges
from tests.queries.centrality.test_measures import projections


def counted(projection: Projection, gone: list[int]) -> tuple[int, int, float]:
    """The same, by networkx, for one set of removed nodes."""
    graph = projection.to_networkx().to_undirected()
    graph.remove_nodes_from(gone)
    parts = [len(part) for part in nx.connected_components(graph)]
    left = ~np.isin(projection.source, gone) & ~np.isin(projection.target, gone)
    return max(parts, default=0), len(parts), float(projection.weight[left].sum())


@settings(max_examples=60, deadline=None)
@given(projections(), st.data())
def test_every_step_equals_counting_again(projection: Projection, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(projection.n)))
    order = order[: data.draw(st.integers(0, projection.n))]
    for left in curve(projection, order, flow_s=0):
        found = (left.largest, left.components, left.weight)
        assert found == pytest.approx(counted(projection, order[: left.removed]))
        assert left.flow is None


def test_the_kite_falls_apart_at_heather() -> None:
    whole, without = curve(kite(), [7], flow_s=60)
    assert (whole.largest, whole.components) == (10, 1)
    assert (without.largest, without.components) == (7, 2)


def test_the_flow_of_money_that_can_go_around() -> None:
    """a pays b 100 and c 50; both pass all on to d: without b, 50 still arrive."""
    edges = [(0, 1, 100.0), (0, 2, 50.0), (1, 3, 100.0), (2, 3, 50.0)]
    flows = [left.flow for left in curve(of_edges(4, edges, True), [1, 2], flow_s=60)]
    assert flows == [150, 50, 0]


@settings(max_examples=30, deadline=None)
@given(projections())
def test_the_whole_network_carries_its_own_flow_and_removal_never_adds(
    projection: Projection,
) -> None:
    order = list(range(min(3, projection.n)))
    flows = [left.flow for left in curve(projection, order, flow_s=60)]
    if not projection.directed:
        assert flows == [None] * len(flows)
        return
    values = [value for value in flows if value is not None]
    assert len(values) == len(flows)
    assert values == sorted(values, reverse=True)
    alone = curve(of_edges(projection.n + 1, list(zip(
        projection.source.tolist(), projection.target.tolist(), projection.weight.tolist(),
        strict=True)), True), [projection.n], flow_s=60)  # fmt: skip
    assert alone[1].flow == alone[0].flow == values[0]


def test_flows_end_with_their_time() -> None:
    edges = [(0, 1, 100.0), (1, 2, 100.0)]
    left = curve(of_edges(3, edges, True), [0, 1], flow_s=1e-9)
    assert [after.flow for after in left] == [100, None, None]
