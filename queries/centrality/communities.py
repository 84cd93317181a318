"""Leiden communities of a projection, and how much of each a run with another seed repeats.

The partition shown is the one most like all the others (its mean adjusted Rand
index is the highest, ties to the earlier seed); its stability is measured against
every other run. Communities are numbered by size, ties by their first entity.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.projections import Projection
from queries.centrality.process import seeded
from queries.centrality.sparse import Floats

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Communities:
    """``label`` by position, 1 the largest; ``stability`` by label (place 0 unused).

    ``seeds`` were run to their end, ``finished`` says whether all were.
    ``agreement`` is the mean adjusted Rand index of the shown run with the others.
    """

    label: Ints
    stability: Floats
    shown_seed: int
    seeds: tuple[int, ...]
    modularity: float
    agreement: float
    finished: bool


def communities(
    projection: Projection, *, weighted: bool, runs: int, seed: int, resolution: float,
    budget_s: float,
) -> Communities:  # fmt: skip
    """Run Leiden with ``runs`` seeds from ``seed`` on, as many as the budget allows.

    Raises :class:`LimitReached` when not one run ends within it.
    """
    plain = undirected(projection)
    weight = plain.weight if weighted else None
    seeds = tuple(range(seed, seed + runs))
    found = seeded(plain, weight, budget_s, work="leiden", seeds=list(seeds), resolution=resolution)
    partitions = [row.astype(np.int64) for row in found["partitions"]]
    shown, agreement = _most_alike(partitions)
    label = _by_size(partitions[shown])
    others = [p for place, p in enumerate(partitions) if place != shown]
    return Communities(
        label, _stability(label, others), seeds[shown], seeds[: len(partitions)],
        float(found["modularity"][shown]), agreement, bool(found["finished"]),
    )  # fmt: skip


def undirected(projection: Projection) -> Projection:
    """The projection without directions, the weights of both ways added."""
    if not projection.directed:
        return projection
    low = np.minimum(projection.source, projection.target)
    high = np.maximum(projection.source, projection.target)
    code, place = np.unique(low * projection.n + high, return_inverse=True)
    return replace(
        projection,
        directed=False,
        source=code // projection.n,
        target=code % projection.n,
        weight=np.bincount(place, weights=projection.weight).astype(np.float64),
    )


def _overlaps(one: Ints, other: Ints) -> tuple[Ints, Ints, Ints]:
    """(label in one, label in other, nodes in both) of every pair that meets."""
    width = int(other.max()) + 1
    code, count = np.unique(one * width + other, return_counts=True)
    return code // width, code % width, count.astype(np.int64)


def rand_index(one: Ints, other: Ints) -> float:
    """The adjusted Rand index: 1 for equal partitions, about 0 for unrelated ones."""
    _, _, both = _overlaps(one, other)
    sizes = [np.bincount(p).astype(np.float64) for p in (one, other)]
    pairs = [float((s * (s - 1) / 2).sum()) for s in sizes]
    together = float((both * (both - 1) / 2).sum())
    all_pairs = len(one) * (len(one) - 1) / 2
    expected = pairs[0] * pairs[1] / all_pairs if all_pairs else 0.0
    most = (pairs[0] + pairs[1]) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def _most_alike(partitions: list[Ints]) -> tuple[int, float]:
    """The place of the partition most like the others, and how alike it is."""
    if len(partitions) == 1:
        return 0, float("nan")
    size = len(partitions)
    alike = np.zeros((size, size))
    for a in range(size):
        for b in range(a):
            alike[a, b] = alike[b, a] = rand_index(partitions[a], partitions[b])
    means = np.round(alike.sum(axis=1) / (size - 1), 12)
    return int(means.argmax()), float(means.max())


def _by_size(partition: Ints) -> Ints:
    """The same partition numbered from 1 by size, ties by the first node."""
    _, first, label, size = np.unique(
        partition, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -size))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(1, len(order) + 1)
    return number[label]


def _stability(label: Ints, others: list[Ints]) -> Floats:
    """For each label the mean best Jaccard overlap with a community of each other run."""
    size = np.bincount(label).astype(np.float64)
    total = np.zeros(len(size))
    for other in others:
        ours, theirs, both = _overlaps(label, other)
        whole = size[ours] + np.bincount(other).astype(np.float64)[theirs] - both
        best = np.zeros(len(size))
        np.maximum.at(best, ours, both / whole)
        total += best
    return total / len(others) if others else np.full(len(size), np.nan)


def inside_share(projection: Projection, label: Ints, weighted: bool) -> Floats:
    """For each node the share of its ties (by weight) that stay in its community."""
    weight = projection.weight if weighted else np.ones(projection.m)
    same = label[projection.source] == label[projection.target]
    sums: list[Any] = []
    for values in (weight * same, weight):
        ends = (projection.source, projection.target)
        parts = [np.bincount(e, weights=values, minlength=projection.n) for e in ends]
        sums.append(parts[0] + parts[1])
    with np.errstate(invalid="ignore"):
        share: Floats = sums[0] / sums[1]
    return share
