"""How complete a chain is: the arithmetic of stages and links, and where it breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

#: what a stage or link of each status counts
STAGE_POINTS: Final[Mapping[str, float]] = {"confirmed": 1.0, "inferred": 0.5, "gap": 0.0}
LINK_POINTS: Final[Mapping[str, float]] = {"evidenced": 1.0, "derived": 0.5, "none": 0.0}

#: from this completeness a chain without a stage gap is mostly complete
_MOSTLY: Final = 0.8


@dataclass(frozen=True, slots=True)
class Score:
    """``longest`` is the longest run of confirmed stages joined by evidenced links.

    ``upstream`` and ``downstream`` name what breaks next to it: a stage
    (``S5``), a link (``S4-S5``), or nothing (``None``).
    """

    completeness: float
    verdict: str
    stage_points: float
    link_points: float
    longest: tuple[str, ...]
    upstream: str | None
    downstream: str | None


def score(required: Sequence[str], stages: Mapping[str, str], links: Mapping[str, str]) -> Score:
    """The score over the ``required`` stages in order and the links between them.

    completeness = (Σ stages + Σ links) / (2n - 1).

    >>> score(("S1", "S2"), {"S1": "confirmed", "S2": "gap"}, {"S1-S2": "none"}).completeness
    0.3333333333333333
    """
    names = [f"{a}-{b}" for a, b in pairwise(required)]
    stage_points = sum(STAGE_POINTS[stages[code]] for code in required)
    link_points = sum(LINK_POINTS[links[name]] for name in names)
    completeness = (stage_points + link_points) / (2 * len(required) - 1)
    gap = any(stages[code] == "gap" for code in required)
    verdict = "complete" if completeness == 1.0 else "broken"
    if _MOSTLY <= completeness < 1.0 and not gap:
        verdict = "mostly_complete"
    longest = _longest(required, stages, links)
    return Score(
        completeness,
        verdict,
        stage_points,
        link_points,
        longest,
        _broken(required, stages, longest, -1),
        _broken(required, stages, longest, 1),
    )


def _longest(
    required: Sequence[str], stages: Mapping[str, str], links: Mapping[str, str]
) -> tuple[str, ...]:
    best: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    for code in required:
        if stages[code] != "confirmed":
            run = ()
        elif run and links[f"{run[-1]}-{code}"] == "evidenced":
            run = (*run, code)
        else:
            run = (code,)
        best = max(best, run, key=len)
    return best


def _broken(
    required: Sequence[str], stages: Mapping[str, str], longest: Sequence[str], step: int
) -> str | None:
    """What breaks beside the longest run: a stage not confirmed, else the link to it."""
    if not longest:
        return required[0] if step > 0 else None
    edge = required.index(longest[-1] if step > 0 else longest[0])
    place = edge + step
    if not 0 <= place < len(required):
        return None
    if stages[required[place]] != "confirmed":
        return required[place]
    first, second = sorted((edge, place))
    return f"{required[first]}-{required[second]}"
