"""The first entities of a ranking with their nearest neighbours, as a graph to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np

from graph.projections import Projection
from queries.model import Row

#: entities at the head of a ranking that are drawn with their neighbours, and all that are drawn
LEADING: Final = 12
DRAWN: Final = 40

Refs = Callable[[Iterable[str]], dict[str, Row]]


def graph(projection: Projection, places: list[int], refs: Refs) -> dict[str, list[Row]]:
    """Nodes and the projection's edges among them; ``places`` are positions, best first.

    An edge is the sum of what the projection counts, so it is ``aggregated``; one that
    only a shared device or place makes is ``derived``. Cost: one pass over the edges.
    """
    p = projection
    chosen = _chosen(p, places[:LEADING])
    inside = np.isin(p.source, chosen) & np.isin(p.target, chosen)
    named = refs(p.ids[place] for place in chosen.tolist())
    kind = "aggregated" if p.definition.shape == "direct" else "derived"
    edges = [
        {**_edge(p.ids[a], p.ids[b], p.definition.name, kind), **_weight(p, w)}
        for a, b, w in zip(
            p.source[inside].tolist(),
            p.target[inside].tolist(),
            p.weight[inside].tolist(),
            strict=True,
        )
    ]
    nodes = [{**named[p.ids[place]], "id": p.ids[place]} for place in chosen.tolist()]
    return {"nodes": nodes, "edges": edges}


def _chosen(p: Projection, leading: list[int]) -> Any:
    """The leading positions and, up to :data:`DRAWN`, those tied to them most."""
    lead = np.zeros(p.n, dtype=bool)
    lead[leading] = True
    ties = np.zeros(p.n)
    for one, other in ((p.source, p.target), (p.target, p.source)):
        out = lead[one] & ~lead[other]
        np.add.at(ties, other[out], p.weight[out])
    order = np.lexsort((np.arange(p.n), -ties))
    near = [place for place in order[: DRAWN - len(leading)].tolist() if ties[place] > 0]
    return np.array(sorted([*leading, *near]), dtype=np.int64)


def _edge(source: str, target: str, name: str, kind: str) -> Row:
    return {"id": f"{source}>{target}", "from": source, "to": target, "type": name, "kind": kind}


def _weight(p: Projection, weight: float) -> Row:
    if p.currency:
        return {"amount_minor": round(weight), "currency": p.currency}
    return {"count": round(weight)}
