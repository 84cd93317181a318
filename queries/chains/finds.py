"""What the joins give back: members of stages and links between them, each with its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

#: one row of one import: (import_id, sheet, row)
Source = tuple[int, str, int]
Sources = frozenset[Source]

NO_SOURCES: Sources = frozenset()


@dataclass(frozen=True, slots=True)
class Find:
    """An entity that stands in a stage; ``level`` is set on the way of the money."""

    entity: str
    confidence: float
    sources: Sources
    role: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Two neighbouring stages joined by rows; below the template's ``confirm`` it is derived."""

    confidence: float
    sources: Sources


def merge(finds: Iterable[Find]) -> dict[str, Find]:
    """One find per entity: best confidence, all rows, least level, first role."""
    best: dict[str, Find] = {}
    for find in finds:
        other = best.get(find.entity)
        if other is None:
            best[find.entity] = find
            continue
        levels = [level for level in (find.level, other.level) if level is not None]
        best[find.entity] = replace(
            other,
            confidence=max(find.confidence, other.confidence),
            sources=find.sources | other.sources,
            role=other.role or find.role,
            level=min(levels, default=None),
        )
    return dict(sorted(best.items()))


def merge_links(links: Iterable[Link]) -> Link | None:
    """The strongest link with the rows of all that are as strong as it; ``None`` for none."""
    found = list(links)
    if not found:
        return None
    best = max(link.confidence for link in found)
    rows: set[Source] = set()
    for link in found:
        if link.confidence == best:
            rows |= link.sources
    return Link(best, frozenset(rows))
