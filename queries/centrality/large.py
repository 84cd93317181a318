"""Exact values from networkit, in networkx's scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from graph.projections import Projection
from queries.centrality.sparse import Floats

Ints = npt.NDArray[np.int64]


def graph_of(n: int, source: Ints, target: Ints, weight: Floats | None, directed: bool) -> Any:
    """A networkit graph of ``n`` nodes; imported here, for it takes a second."""
    import networkit as nk

    data = np.ones(len(source)) if weight is None else weight
    ends = (source.astype(np.uint64), target.astype(np.uint64))
    return nk.GraphFromCoo((data, ends), n=n, weighted=weight is not None, directed=directed)


def values(projection: Projection, metric: str, weighted: bool) -> Floats:
    """The metric of every node by position: betweenness, closeness, harmonic, pagerank, kcore."""
    import networkit as nk

    p, n = projection, projection.n
    if metric == "pagerank":
        return _pagerank(nk, p, weighted)
    if metric == "kcore":
        low, high = np.minimum(p.source, p.target), np.maximum(p.source, p.target)
        pairs = np.unique(np.stack([low, high]), axis=1)
        graph = graph_of(n, pairs[0], pairs[1], None, False)
        return np.array(nk.centrality.CoreDecomposition(graph).run().scores())
    distance = 1 / p.weight if weighted else None
    if metric == "betweenness":
        graph = graph_of(n, p.source, p.target, distance, p.directed)
        return np.array(nk.centrality.Betweenness(graph).run().scores()) / max(1, pairs_of(n))
    # networkx measures the distances to a node, networkit those from it
    graph = graph_of(n, p.target, p.source, distance, p.directed)
    if metric == "closeness":
        variant = nk.centrality.ClosenessVariant.GENERALIZED
        return np.array(nk.centrality.Closeness(graph, True, variant).run().scores())
    return np.array(nk.centrality.HarmonicCloseness(graph, False).run().scores()) / max(1, n - 1)


def pairs_of(n: int) -> int:
    """Ordered pairs of other nodes: what betweenness is divided by (networkit counts both ways)."""
    return (n - 1) * (n - 2)


def _pagerank(nk: Any, p: Projection, weighted: bool) -> Floats:
    """Always on a directed graph: networkit loses the rank of undirected isolates."""
    source, target, weight = p.source, p.target, p.weight
    if not p.directed:
        source, target = np.concatenate([source, target]), np.concatenate([target, source])
        weight = np.concatenate([weight, weight])
    graph = graph_of(p.n, source, target, weight if weighted else None, True)
    sinks = nk.centrality.SinkHandling.DistributeSinks
    rank = nk.centrality.PageRank(graph, 0.85, 1e-12, False, sinks)
    rank.norm = nk.centrality.Norm.l1norm
    rank.maxIterations = 1000
    return np.array(rank.run().scores())
