"""What the centrality page was asked, read from its address; the query checks the values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import BadInput
from webapp.centrality.questions import FIRST, QUESTIONS, Asking, beside

_LONGEST = 200
#: parameters of the queries that an address may carry, and where the page leaves the default
NAMES = (
    *("of", "hops", "projection", "metric", "since", "until", "side", "direction", "weights"),
    *("currency", "include_hubs", "min_confidence", "seed", "budget_s"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """The question by its name, and every parameter as typed (empty: the query's default)."""

    asking: Asking
    given: Mapping[str, str]
    top: str = "10"

    @property
    def metric(self) -> str:
        """The metric that ranks."""
        return self.given.get("metric") or self.asking.metric

    @property
    def beside(self) -> tuple[str, ...]:
        """Metrics shown beside it."""
        return beside(self.asking, self.metric)

    def asked(self, metric: str = "") -> dict[str, str]:
        """The parameters of ``centrality``, by the question's metric or another."""
        asking = self.asking
        first = {
            "projection": asking.projection,
            "metric": asking.metric,
            "direction": asking.direction,
        }
        said = {**first, **{name: word for name, word in self.given.items() if word}}
        return said | ({"metric": metric} if metric else {})

    def value(self, name: str) -> str:
        """What a field of the form shows: as typed, else what the question sets."""
        return self.asked().get(name, "")

    def address(self, **other: Any) -> dict[str, Any]:
        """The same question as address parameters, some of them replaced."""
        top = self.top if self.top != "10" else None
        said = {name: word or None for name, word in self.given.items()}
        return {"ask": self.asking.name, **said, "top": top, **other}


def read(args: Mapping[str, str]) -> Question:
    """The question of an address; raises :class:`BadInput` for one that is not in the table."""
    name = args.get("ask", "").strip() or FIRST
    if name not in QUESTIONS:
        known = ", ".join(QUESTIONS)
        raise BadInput(f"参数 ask 应为：{known}。", f"Parameter ask must be one of {known}.")
    given = {key: args.get(key, "").strip()[:_LONGEST] for key in NAMES}
    return Question(QUESTIONS[name], given, args.get("top", "").strip()[:9] or "10")
