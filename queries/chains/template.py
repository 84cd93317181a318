"""Templates: the chain of each scam type as data, ours and the unit's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from graph.errors import BadInput
from queries.model import Text

#: how much a template needs a stage: it counts, it is shown, it does not exist, it runs beside
Need = Literal["required", "optional", "none", "parallel"]
NEEDS: Final[tuple[Need, ...]] = ("required", "optional", "none", "parallel")

HOUR: Final = 3_600_000_000  # µs
DAY: Final = 24 * HOUR


class TemplateError(BadInput):
    """A template or the vocabulary is written wrongly; the message names file and place."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One join of the vocabulary with its parameters."""

    join: str
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class StageRule:
    """How one stage is filled, whether it is needed, and what to ask for when it is a gap.

    ``name`` replaces the vocabulary's where the template means something else by the stage.
    """

    code: str
    need: Need
    fill: tuple[Rule, ...]
    ask: Text
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class LinkRule:
    """Which joins evidence the link between two neighbouring required stages."""

    first: str
    second: str
    by: tuple[Rule, ...]
    ask: Text

    @property
    def name(self) -> str:
        """``S1-S2``."""
        return f"{self.first}-{self.second}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Stage names in order, the default limits, and the named word lists."""

    stages: Mapping[str, Text]
    limits: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Template:
    """The chain of one scam type."""

    name: str
    title: Text
    scam_types: tuple[str, ...]
    stages: Mapping[str, StageRule]
    links: Mapping[str, LinkRule]
    limits: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]

    @property
    def required(self) -> tuple[str, ...]:
        """The required stages in order."""
        return tuple(code for code, stage in self.stages.items() if stage.need == "required")

    def claim(self, scam_type: str) -> int:
        """Length of the longest of this template's words in a case's scam type; 0 for none.

        Spaces and punctuation do not count: 网络婚恋、交友 contains 婚恋交友.
        """
        text = bare(scam_type)
        return max((len(word) for word in map(bare, self.scam_types) if word in text), default=0)

    def micros(self, limit: str) -> int:
        """A limit in days or hours as microseconds."""
        return int(self.limits[limit] * (DAY if limit.endswith("_days") else HOUR))


def bare(text: str) -> str:
    """Letters, digits and signs of writing only, in lower case."""
    return re.sub(r"[\W_]+", "", text).casefold()
