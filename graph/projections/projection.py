"""A projection of one dataset version: its nodes, its edges, and everything that bounded it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import networkx as nx
import numpy as np
import numpy.typing as npt
import polars as pl

from graph.errors import LimitReached
from graph.projections.definitions import Definition

#: nodes up to which networkx is the tool (engines.md §3)
SMALL: Final = 3_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a projection is limited to; times epoch µs UTC, both ends included.

    ``side``: ``offender`` leaves victims and their numbers out, ``all`` keeps
    them. ``seeds`` with ``hops`` keep their neighbourhood only; ``case_no``
    takes the entities of a case as seeds. ``direction``: ``auto`` (the
    definition's), ``forward``, ``reverse`` or ``none``.
    """

    since: int | None = None
    until: int | None = None
    side: str = "offender"
    include_hubs: bool = False
    include_spoofed: bool = False
    min_confidence: float = 0.0
    currency: str = ""
    direction: str = "auto"
    seeds: tuple[str, ...] = ()
    case_no: str = ""
    hops: int = 1


@dataclass(frozen=True, slots=True)
class Projection:
    """Nodes are positions in ``ids`` (sorted); an undirected edge stands once, smaller end first.

    ``victims`` marks nodes that are not ranked; ``left_out`` counts what was
    excluded, by reason. ``weight`` is positive.
    """

    definition: Definition
    bounds: Bounds
    version: int
    directed: bool
    ids: tuple[str, ...]
    source: npt.NDArray[np.int64]
    target: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]
    victims: npt.NDArray[np.bool_]
    currency: str = ""
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.ids)

    @property
    def m(self) -> int:
        """Number of edges."""
        return len(self.source)

    @property
    def nodes(self) -> pl.DataFrame:
        """``id, victim``, one row per node."""
        return pl.DataFrame({"id": list(self.ids), "victim": self.victims})

    @property
    def edges(self) -> pl.DataFrame:
        """``source, target, weight`` with entity ids, one row per edge."""
        names = np.array(self.ids, dtype=object)
        columns = {"source": list(names[self.source]), "target": list(names[self.target])}
        text = {"source": pl.String, "target": pl.String}
        return pl.DataFrame(columns, schema=text).with_columns(weight=pl.Series(self.weight))

    def to_networkx(self, max_nodes: int = SMALL) -> Any:
        """A Graph or DiGraph whose nodes are positions in ``ids`` (attribute ``id``).

        Edges have ``weight`` and ``distance`` (1 / weight). Raises
        :class:`LimitReached` above ``max_nodes`` nodes.
        """
        if self.n > max_nodes:
            raise LimitReached(
                f"投影有 {self.n} 个节点，超过 {max_nodes}；请缩小范围。",
                f"The projection has {self.n} nodes, more than {max_nodes}; narrow its scope.",
            )
        graph = nx.DiGraph() if self.directed else nx.Graph()
        graph.add_nodes_from((place, {"id": name}) for place, name in enumerate(self.ids))
        triples = zip(self.source.tolist(), self.target.tolist(), self.weight.tolist(), strict=True)
        graph.add_edges_from((a, b, {"weight": w, "distance": 1 / w}) for a, b, w in triples)
        return graph

    def describe(self) -> dict[str, Any]:
        """Everything a reader must know to repeat it: for print, report and JSON."""
        d, b = self.definition, self.bounds
        return {
            "name": d.name,
            "title": {"zh": d.zh, "en": d.en},
            "entity_types": list(d.types),
            "relation_types": list(d.relations),
            "relation_types_left_out": list(d.without),
            "weight": {"zh": d.weight_zh, "en": d.weight_en},
            "currency": self.currency,
            "directed": self.directed,
            "direction": b.direction,
            "folded_to_persons": d.fold,
            "since": b.since,
            "until": b.until,
            "side": b.side,
            "include_hubs": b.include_hubs,
            "include_spoofed": b.include_spoofed,
            "min_confidence": b.min_confidence,
            "scope": {"case_no": b.case_no, "entities": list(b.seeds), "hops": b.hops},
            "entities": self.n,
            "edges": self.m,
            "left_out": dict(self.left_out),
        }
