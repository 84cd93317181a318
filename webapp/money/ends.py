"""Where the money ends: the 待调证清单 and the other ends, largest first, with the next request.

One line an account and reason; the ends of several payments and levels are added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.money import words
from webapp.money.flows import Ref, Trace, name_of

#: lines a page shows of each list; the rest is counted and in the CSV
SHOWN = 20
#: other ends a sheet of paper shows; money.css hides the later ones in print
PRINTED = 8


@dataclass(slots=True)
class Line:
    """An account money ends at; amounts in minor units, times µs UTC."""

    account: Ref
    name: str
    reason: str
    tainted: int = 0
    levels: set[int] = field(default_factory=set)
    balance_minor: int | None = None
    first_seen: int | None = None
    last_seen: int | None = None

    @property
    def reason_word(self) -> str:
        """The reason as people read it."""
        return words.reason(self.reason)

    @property
    def request(self) -> str:
        """What to ask for next."""
        return words.request(self.reason, self.first_seen, bool(self.account.get("id")))

    @property
    def level_text(self) -> str:
        """``L3`` or ``L3 L4``."""
        return " ".join(f"L{level}" for level in sorted(self.levels))


def lines(trace: Trace) -> list[Line]:
    """All lines, largest first."""
    found: dict[tuple[str, str], Line] = {}
    arrived = _first_arrivals(trace)
    for end in trace.ends:
        key = (name_of(end.account), end.reason)
        if key not in found:
            found[key] = Line(end.account, words.end_name(end.account), end.reason)
            found[key].first_seen = arrived.get(key[0])
        line = found[key]
        line.tainted += end.tainted_minor
        line.levels.add(end.level)
        line.last_seen = max(filter(None, (line.last_seen, end.last_seen)), default=None)
        if end.balance_minor is not None:
            line.balance_minor = end.balance_minor
    return sorted(found.values(), key=lambda line: (-line.tainted, name_of(line.account)))


def _first_arrivals(trace: Trace) -> Mapping[str, int]:
    first: dict[str, int] = {}
    for move in trace.moves:
        name = name_of(move.target)
        first[name] = min(first.get(name, move.time), move.time)
    return first


def by_reason(trace: Trace) -> dict[str, int]:
    """What ends for each reason, in the order of :data:`words.REASONS`."""
    sums = dict.fromkeys(words.REASONS, 0)
    for end in trace.ends:
        sums[end.reason] = sums.get(end.reason, 0) + end.tainted_minor
    return {code: amount for code, amount in sums.items() if amount}
