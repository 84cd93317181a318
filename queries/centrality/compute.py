"""Chooses the way a metric is computed, and says which it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import networkx as nx
import numpy as np

from graph.projections import Projection
from graph.projections.projection import SMALL
from queries.centrality import large, small, sparse
from queries.centrality.metrics import METRICS, TOLERANCE
from queries.centrality.process import Watch, seeded
from queries.centrality.sparse import Floats
from queries.centrality.worker import DELTA

#: nodes × edges above which networkx takes more than a few seconds; networkit gives the same values
_NETWORKX_WORK: Final = 3_000_000
#: nodes × edges up to which exact closeness of a large graph is a matter of seconds
_EXACT_WORK: Final = 2_000_000_000

#: seed, budget in seconds, and who is told how far it is
_Run = tuple[int, float, Watch]


@dataclass(frozen=True, slots=True)
class Measured:
    """``value`` in networkx's scale, ``raw`` before normalising, ``how`` it was computed."""

    value: Floats
    raw: Floats
    how: dict[str, Any] = field(default_factory=dict)


def measure(
    projection: Projection,
    metric: str,
    *,
    weighted: bool,
    seed: int = 1,
    budget_s: float = 20.0,
    small_nodes: int = SMALL,
    watch: Watch = lambda _seconds, _results: None,
) -> Measured:
    """The metric of every node of ``projection``.

    Exact up to ``small_nodes`` nodes; above it betweenness is KADABRA's, or
    (directed, weighted) an estimate without bound. Raises :class:`LimitReached`
    when the budget ends without a result.
    """
    p = projection
    if p.n == 0:
        return Measured(np.zeros(0), np.zeros(0), _how("none", weighted))
    if metric in ("degree", "strength"):
        found = sparse.strength(p, weighted and metric == "strength")
        value = found / max(1, p.n - 1) if metric == "degree" else found
        return Measured(value, found, _how("numpy", weighted and metric == "strength"))
    if metric.startswith("hits-"):
        hub, authority = sparse.hits(p, weighted)
        value = hub if metric == "hits-hub" else authority
        return Measured(value, value, _how("scipy", weighted))
    if p.n > small_nodes and metric == "betweenness":
        return _betweenness(p, weighted, (seed, budget_s, watch))
    if p.n > small_nodes and METRICS[metric].path and p.n * p.m > _EXACT_WORK:
        return _closeness(p, metric, weighted, (seed, budget_s, watch))
    return _exact(p, metric, weighted, small_nodes)


def _exact(p: Projection, metric: str, weighted: bool, small_nodes: int) -> Measured:
    heavy = METRICS[metric].path and p.n * p.m > _NETWORKX_WORK
    if p.n <= small_nodes and not heavy:
        value, library = small.values(p, metric, weighted), f"networkx {nx.__version__}"
    elif metric == "constraint":
        value, library = sparse.constraint(p, weighted), "scipy"
    else:
        value, library = large.values(p, metric, weighted), "networkit"
    return Measured(value, _raw(p, metric, value), _how(library, weighted))


def _raw(p: Projection, metric: str, value: Floats) -> Floats:
    """The value before normalising: paths for betweenness, a sum for harmonic closeness."""
    if metric == "betweenness":
        return value * (large.pairs_of(p.n) / (1 if p.directed else 2))
    return value * (p.n - 1) if metric == "harmonic" else value


def _how(library: str, weighted: bool, **more: Any) -> dict[str, Any]:
    plain = {"library": library, "exact": True, "weighted": weighted, "tolerance": TOLERANCE}
    return {**plain, **more}


def _estimated(zh: str, en: str) -> dict[str, Any]:
    return {"exact": False, "note": {"zh": zh, "en": en}}


_NO_BOUND: Final = _estimated("估计值，无误差界", "estimate, no error bound")


def _betweenness(p: Projection, weighted: bool, run: _Run) -> Measured:
    seed, budget_s, watch = run
    common = {"seed": seed, "budget_s": budget_s}
    if p.directed or weighted:
        weight = 1 / p.weight if weighted else None
        found = seeded(p, weight, budget_s, watch, work="estimate", seed=seed)
        more = {"sources": int(found["sources"]), "finished": found["finished"], **_NO_BOUND}
        library = "networkit EstimateBetweenness"
    else:
        found = seeded(p, None, budget_s, watch, work="kadabra", seed=seed)
        bound = float(found["epsilon"])
        note = _estimated(
            f"误差不超过 ε={bound:g} 的概率不低于 {1 - DELTA:g}",
            f"error at most {bound:g} with probability {1 - DELTA:g} or more",
        )
        more = {"epsilon": bound, "delta": DELTA, "samples": int(found["samples"]),
                "finished": found["finished"], **note}  # fmt: skip
        library = "networkit KADABRA"
    value = found["value"]
    return Measured(value, _raw(p, "betweenness", value), _how(library, weighted, **common, **more))


def _closeness(p: Projection, metric: str, weighted: bool, run: _Run) -> Measured:
    seed, budget_s, watch = run
    weight = 1 / p.weight if weighted else None
    found = seeded(p, weight, budget_s, watch, work="pivots", metric=metric, seed=seed)
    more: dict[str, Any] = dict(_NO_BOUND)
    if metric == "harmonic" and not weighted:
        bound = float(found["epsilon"])
        more = _estimated(
            f"误差不超过 ε={bound:.3g} 的概率不低于 {1 - DELTA:g}",
            f"error at most {bound:.3g} with probability {1 - DELTA:g} or more",
        )
        more |= {"epsilon": bound, "delta": DELTA}
    more |= {"sources": int(found["sources"]), "finished": found["finished"], "seed": seed,
             "budget_s": budget_s}  # fmt: skip
    value = found["value"]
    how = _how("networkit, random sources", weighted, **more)
    return Measured(value, _raw(p, metric, value), how)
