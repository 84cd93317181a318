"""Metrics by sparse matrices: degree, strength, HITS and constraint at any size."""

from __future__ import annotations

import itertools
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from graph.errors import LimitReached
from graph.projections import Projection

Floats = npt.NDArray[np.float64]

_HITS_STEPS: Final = 10_000
_HITS_TOLERANCE: Final = 1e-12
#: rows of the squared matrix made at a time, by the entries they may have
_CHUNK_ENTRIES: Final = 20_000_000


def adjacency(projection: Projection, weighted: bool) -> Any:
    """The CSR matrix of weights (of ones); symmetric when undirected."""
    values = projection.weight if weighted else np.ones(projection.m)
    shape = (projection.n, projection.n)
    matrix = sparse.csr_array((values, (projection.source, projection.target)), shape=shape)
    return matrix if projection.directed else matrix + matrix.T


def strength(projection: Projection, weighted: bool) -> Floats:
    """Sum of the weights (number of edges) at each node, in and out."""
    weights = projection.weight if weighted else None
    ends = (projection.source, projection.target)
    parts = [np.bincount(e, weights=weights, minlength=projection.n) for e in ends]
    return (parts[0] + parts[1]).astype(np.float64)


def hits(projection: Projection, weighted: bool) -> tuple[Floats, Floats]:
    """Hubs and authorities (each sums to 1), by power iteration from equal starts.

    Where several parts of the graph tie for the largest singular value this
    has one answer, unlike a random start. Raises :class:`LimitReached` when it
    does not settle.
    """
    matrix = adjacency(projection, weighted)
    matrix = matrix / matrix.max()
    authority = np.ones(projection.n) / projection.n
    for _ in range(_HITS_STEPS):
        before = authority
        authority = matrix.T @ (matrix @ authority)
        authority = authority / authority.sum()
        if np.abs(authority - before).sum() < _HITS_TOLERANCE:
            break
    else:
        raise LimitReached(
            "HITS 未收敛；请换用 PageRank 或缩小范围。",
            "HITS did not settle; use PageRank or narrow the scope.",
        )
    hub = matrix @ authority
    return hub / hub.sum(), authority


def constraint(projection: Projection, weighted: bool) -> Floats:
    """Burt's constraint of each node, as networkx has it; NaN for isolates.

    Cost: the paths of two steps, made in pieces of bounded memory.
    """
    matrix = adjacency(projection, weighted)
    mutual = sparse.csr_array(matrix + matrix.T)
    sums = np.asarray(mutual.sum(axis=1)).ravel()
    with np.errstate(divide="ignore"):
        share = sparse.csr_array(mutual.multiply((1.0 / sums)[:, None]))
    ties = sparse.csr_array(mutual != 0)
    found = np.zeros(projection.n)
    steps = np.asarray(ties @ np.diff(share.indptr)[:, None]).ravel()
    for start, stop in _pieces(steps):
        rows = share[start:stop]
        local = (rows + rows @ share).multiply(ties[start:stop])
        found[start:stop] = np.asarray(local.power(2).sum(axis=1)).ravel()
    found[sums == 0] = np.nan
    return found


def _pieces(steps: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Ranges of rows of at most the chunk's entries each (a single row may have more)."""
    marks = np.cumsum(steps) // _CHUNK_ENTRIES
    edges = [0, *(np.flatnonzero(np.diff(marks)) + 1).tolist(), len(steps)]
    return [(a, b) for a, b in itertools.pairwise(edges) if b > a]
