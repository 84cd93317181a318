"""The metrics by name: words, which question each answers, how it uses weight and direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from queries.model import Text


@dataclass(frozen=True, slots=True)
class Metric:
    """``weighted``: by default it uses the projection's weight. ``path``: weight is 1 / distance.

    ``low_first``: the lowest value ranks first. ``sampled``: on large graphs it is estimated.
    """

    name: str
    words: Text
    weighted: bool = False
    path: bool = False
    low_first: bool = False


METRICS: Final[Mapping[str, Metric]] = {
    m.name: m
    for m in (
        Metric("degree", Text("度中心性", "degree")),
        Metric("strength", Text("强度", "strength"), weighted=True),
        Metric("betweenness", Text("中介中心性", "betweenness"), path=True),
        Metric("closeness", Text("接近中心性", "closeness"), path=True),
        Metric("harmonic", Text("调和接近中心性", "harmonic closeness"), path=True),
        Metric("pagerank", Text("PageRank", "PageRank"), weighted=True),
        Metric("kcore", Text("核数", "core number")),
        Metric("hits-authority", Text("HITS 权威值", "HITS authority"), weighted=True),
        Metric("hits-hub", Text("HITS 枢纽值", "HITS hub"), weighted=True),
        Metric("constraint", Text("结构洞约束", "Burt's constraint"), True, low_first=True),
    )
}

#: networkx and networkit agree within this (measured on random graphs by the tests)
TOLERANCE: Final = 1e-6
