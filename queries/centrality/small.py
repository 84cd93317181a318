"""Exact values from networkx: the reference the other libraries are tested against."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from graph.projections import Projection
from queries.centrality.sparse import Floats


def values(projection: Projection, metric: str, weighted: bool) -> Floats:
    """The metric of every node by position; constraint is NaN for isolates."""
    graph = projection.to_networkx(max_nodes=projection.n)
    distance, weight = ("distance" if weighted else None), ("weight" if weighted else None)
    found: dict[int, Any]
    if metric == "betweenness":
        found = nx.betweenness_centrality(graph, weight=distance)
    elif metric == "closeness":
        found = nx.closeness_centrality(graph, distance=distance)
    elif metric == "harmonic":
        sums = nx.harmonic_centrality(graph, distance=distance)
        found = {node: value / max(1, projection.n - 1) for node, value in sums.items()}
    elif metric == "pagerank":
        found = nx.pagerank(graph, weight=weight, tol=1e-12, max_iter=1000)
    elif metric == "kcore":
        found = nx.core_number(graph.to_undirected() if projection.directed else graph)
    else:
        found = nx.constraint(graph, weight=weight)
    return np.array([found[node] for node in range(projection.n)], dtype=np.float64)
