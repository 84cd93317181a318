"""Projections made of bare edges, for tests of the numbers."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from graph.projections import DEFINITIONS, Bounds, Projection


def of_edges(
    n: int, edges: list[tuple[int, int, float]], directed: bool, victims: tuple[int, ...] = ()
) -> Projection:
    """A projection of ``n`` nodes; edges are unique and join different nodes."""
    columns = list(zip(*edges, strict=True)) or [(), (), ()]
    marks = np.zeros(n, dtype=bool)
    marks[list(victims)] = True
    return Projection(
        DEFINITIONS["all"], Bounds(), 1, directed, tuple(f"n{i:06d}" for i in range(n)),
        np.array(columns[0], dtype=np.int64), np.array(columns[1], dtype=np.int64),
        np.array(columns[2], dtype=np.float64), marks,
    )  # fmt: skip


def of_networkx(graph: Any, weight: str = "") -> Projection:
    """The projection of a networkx graph with nodes 0 … n-1."""
    edges = [(a, b, float(data.get(weight, 1))) for a, b, data in graph.edges(data=True)]
    return of_edges(len(graph), edges, graph.is_directed())


def kite() -> Projection:
    """Krackhardt's kite: Andre Beverly Carol Diane Ed Fernando Garth Heather Ike Jane."""
    return of_networkx(nx.krackhardt_kite_graph())
