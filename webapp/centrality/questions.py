"""Which projection and metric answer which question (domain.md §5.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asking:
    """One question; its words are ``centrality.ask_NAME`` and ``centrality.care_NAME``.

    ``beside`` are metrics whose ranks stand beside the one that answers.
    """

    name: str
    projection: str
    metric: str
    beside: tuple[str, ...]
    direction: str = "auto"


QUESTIONS: Mapping[str, Asking] = {
    each.name: each
    for each in (
        Asking("connects", "communication", "betweenness", ("degree", "constraint", "kcore")),
        Asking("broker", "communication", "constraint", ("betweenness", "degree", "kcore")),
        Asking("ends", "funds", "pagerank", ("hits-authority", "strength", "degree")),
        Asking("commands", "supply", "pagerank", ("kcore", "betweenness", "degree"), "reverse"),
        Asking("core", "all", "kcore", ("degree", "harmonic", "betweenness")),
        Asking("disrupt", "funds", "betweenness", ("strength", "degree", "pagerank")),
    )
}
FIRST = "connects"


def beside(asking: Asking, metric: str) -> tuple[str, ...]:
    """The metrics that stand beside ``metric``: the question's, without itself."""
    names = dict.fromkeys((*asking.beside, asking.metric))
    return tuple(name for name in names if name != metric)[:3]
