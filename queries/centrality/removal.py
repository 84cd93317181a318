"""What is left of a network when its first entities are taken out, one after another.

Components are found once, for the network without any of them; then they are put
back in reverse, joining what they touch. The cost is one pass over the edges and
the edges of those removed, whatever their number.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from graph.projections import Projection
from graph.projections.projection import SMALL

#: nodes up to which the flow that remains is computed at every step
FLOW_NODES: Final = SMALL

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Left:
    """After ``removed`` entities: the largest part, the parts, and the weight of what is left.

    ``flow`` is the weight that can still get from the net payers to the net
    receivers, ``None`` where it is not asked for or the network is too large.
    """

    removed: int
    largest: int
    components: int
    weight: float
    flow: float | None


def curve(projection: Projection, order: Sequence[int], flow_s: float) -> list[Left]:
    """One entry per prefix of ``order`` (positions), the whole network first.

    Flows are computed for at most ``flow_s`` seconds (0: not at all); what comes
    later has none.
    """
    parts = _parts(projection, order)
    weights = _weights(projection, order)
    flows: list[float | None] = []
    if flow_s and projection.directed and projection.n <= FLOW_NODES:
        flows += _flows(projection, order, time.monotonic() + flow_s)
    flows += [None] * (len(order) + 1 - len(flows))
    together = zip(parts, weights, flows, strict=True)
    return [Left(k, *part, weight, flow) for k, (part, weight, flow) in enumerate(together)]


def _place_of(projection: Projection, order: Sequence[int]) -> Ints:
    """For each node how many removals it survives; those never removed survive all."""
    place = np.full(projection.n, len(order), dtype=np.int64)
    place[np.array(order, dtype=np.int64)] = np.arange(len(order))
    return place


def _weights(projection: Projection, order: Sequence[int]) -> list[float]:
    """The weight of the edges whose both ends are left, after each number of removals."""
    place = _place_of(projection, order)
    gone = np.minimum(place[projection.source], place[projection.target])
    lost = np.bincount(gone, weights=projection.weight, minlength=len(order) + 1)
    return [float(value) for value in lost[::-1].cumsum()[::-1]]


def _parts(projection: Projection, order: Sequence[int]) -> list[tuple[int, int]]:
    """(size of the largest component, number of components) after each number of removals."""
    n, place = projection.n, _place_of(projection, order)
    kept = (place[projection.source] == len(order)) & (place[projection.target] == len(order))
    ends = (projection.source[kept], projection.target[kept])
    matrix = sparse.csr_array((np.ones(int(kept.sum()), dtype=np.int8), ends), shape=(n, n))
    _, label = csgraph.connected_components(matrix, directed=False)
    size = np.bincount(label, minlength=n)
    size[label[np.array(order, dtype=np.int64)]] = 0  # alone and removed
    union = _Union(label.astype(np.int64), size.astype(np.int64))
    found = [(int(size.max(initial=0)), int((size > 0).sum()))]
    near = _neighbours(projection, order)
    for node in reversed(order):
        union.add(node, [other for other in near[node] if place[other] >= place[node]])
        found.append((union.largest, union.count))
    return found[::-1]


def _neighbours(projection: Projection, order: Sequence[int]) -> dict[int, list[int]]:
    wanted = np.zeros(projection.n, dtype=np.bool_)
    wanted[np.array(order, dtype=np.int64)] = True
    found: dict[int, list[int]] = {node: [] for node in order}
    sides = ((projection.source, projection.target), (projection.target, projection.source))
    for near, far in sides:
        places = np.flatnonzero(wanted[near])
        for a, b in zip(near[places].tolist(), far[places].tolist(), strict=True):
            found[a].append(b)
    return found


class _Union:
    """Components that nodes are added to; ``size`` is 0 for what is not there yet."""

    def __init__(self, label: Ints, size: Ints) -> None:
        self._label, self._size = label, size
        self._head: dict[int, int] = {}
        self.largest = int(size.max(initial=0))
        self.count = int((size > 0).sum())

    def _find(self, part: int) -> int:
        while part in self._head:
            part = self._head[part]
        return part

    def add(self, node: int, others: Sequence[int]) -> None:
        """``node`` comes back and joins the components of ``others``."""
        own = self._find(int(self._label[node]))
        self._size[own] = 1
        self.count += 1
        for other in others:
            part = self._find(int(self._label[other]))
            if part == own:
                continue
            small, big = sorted((part, own), key=lambda p: int(self._size[p]))
            self._head[small] = big
            self._size[big] += self._size[small]
            own = big
            self.count -= 1
        self.largest = max(self.largest, int(self._size[own]))


def _flows(projection: Projection, order: Sequence[int], until: float) -> list[float]:
    """What can still get from net payers to net receivers, after each number of removals.

    Each relation carries at most what it carried, a net payer gives at most what
    it gave on balance, a net receiver takes at most what it took. The whole
    network carries all of it.
    """
    n = projection.n
    out = np.bincount(projection.source, weights=projection.weight, minlength=n)
    into = np.bincount(projection.target, weights=projection.weight, minlength=n)
    net = out - into
    graph = nx.DiGraph()
    graph.add_nodes_from(["from", "to", *range(n)])
    ends = zip(projection.source.tolist(), projection.target.tolist(), strict=True)
    for (a, b), weight in zip(ends, projection.weight.tolist(), strict=True):
        graph.add_edge(a, b, capacity=weight)
    for node, value in enumerate(net.tolist()):
        if value > 0:
            graph.add_edge("from", node, capacity=value)
        elif value < 0:
            graph.add_edge(node, "to", capacity=-value)
    found = [float(net[net > 0].sum())]
    for node in order:
        if time.monotonic() > until:
            break
        graph.remove_node(node)
        found.append(_flow(graph))
    return found


def _flow(graph: Any) -> float:
    method = nx.algorithms.flow.boykov_kolmogorov
    return float(nx.maximum_flow_value(graph, "from", "to", flow_func=method))
