"""Ranks the nodes of a projection and says in words why each stands where it does."""

from __future__ import annotations

from typing import Any, Final

import networkx as nx
import numpy as np
import rustworkx as rx

from graph.projections import Projection
from queries.centrality.metrics import METRICS
from queries.centrality.sparse import Floats
from queries.model import Text

#: cut points and bridges listed at most
_LISTED: Final = 50
#: values that agree in so many digits share a rank
_DIGITS: Final = 10


def order(values: Floats, keep: Any, low_first: bool) -> tuple[Any, Any]:
    """Positions to rank, best first, and their ranks (1, 2, 2, 4); NaN last, ties by id."""
    places = np.flatnonzero(keep)
    rounded = np.array([float(f"{v:.{_DIGITS}g}") for v in values[places].tolist()])
    key = np.where(np.isnan(rounded), np.inf, rounded if low_first else -rounded)
    by = np.lexsort((places, key))
    sorted_keys = key[by]
    ranks = np.searchsorted(sorted_keys, sorted_keys, side="left") + 1
    return places[by], ranks


def cuts(projection: Projection) -> tuple[set[int], list[tuple[int, int]]]:
    """Articulation points and bridges of the undirected graph."""
    pairs = {
        (min(a, b), max(a, b))
        for a, b in zip(projection.source.tolist(), projection.target.tolist(), strict=True)
    }
    if projection.n <= 3_000:
        graph = nx.Graph(sorted(pairs))
        found = [(min(a, b), max(a, b)) for a, b in nx.bridges(graph)] if pairs else []
        return set(nx.articulation_points(graph)), sorted(found)
    large = rx.PyGraph(multigraph=False)
    large.add_nodes_from(range(projection.n))
    large.add_edges_from_no_data(sorted(pairs))
    ends: list[Any] = [tuple(sorted(pair)) for pair in rx.bridges(large)]
    bridges = sorted((a, b) for a, b in ends)
    return set(rx.articulation_points(large)), bridges


def structure(
    projection: Projection, points: set[int], bridges: list[tuple[int, int]]
) -> dict[str, Any]:
    """The counts of :func:`cuts` and the first ids of each."""
    ids = projection.ids
    return {
        "articulation_points": len(points),
        "articulation_ids": [ids[place] for place in sorted(points)[:_LISTED]],
        "bridges": len(bridges),
        "bridge_ids": [[ids[a], ids[b]] for a, b in bridges[:_LISTED]],
    }


_MEANING: Final = {
    "degree": Text("直接关系最多者居前", "most direct ties first"),
    "strength": Text("往来总量", "total weight of its ties"),
    "betweenness": Text("位于他人之间最短路径上的比例", "share of others' shortest paths"),
    "closeness": Text("到达它所需步数少", "few steps reach it"),
    "harmonic": Text("到达它所需步数少（不连通亦可比）", "few steps reach it, parts compared"),
    "pagerank": Text("重要者指向它", "important ones point to it"),
    "kcore": Text("所在最紧密核心的层数", "depth of the dense core it belongs to"),
    "hits-authority": Text("从枢纽多方汇入", "many hubs lead into it"),
    "hits-hub": Text("向多个汇聚点分出", "it leads to many authorities"),
    "constraint": Text(
        "约束低，联系彼此不相识的各方", "low constraint: its contacts do not know each other"
    ),
}


def reason(metric: str, value: float, ties: tuple[int, int], cut: bool, directed: bool) -> Text:
    """Why: what the metric means, the ties in and out, and whether all hangs on it."""
    if np.isnan(value):
        return Text("没有关系，无法计算", "no ties: not defined")
    about = _MEANING[metric]
    into, out = ties
    if directed:
        zh, en = f"{about.zh}；入 {into}、出 {out}", f"{about.en}; {into} in, {out} out"
    else:
        zh, en = f"{about.zh}；关系 {into + out}", f"{about.en}; {into + out} ties"
    if metric == "betweenness" and into + out <= 3 and cut:
        zh, en = zh + "；关系少而居间高", en + "; few ties but much between"
    if cut:
        zh, en = zh + "；割点：去掉它网络断开", en + "; cut point: without it the network parts"
    return Text(zh, en)


def low_first(metric: str) -> bool:
    """Whether the lowest value ranks first."""
    return METRICS[metric].low_first
