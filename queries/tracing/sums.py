"""The moves of a trace added up by pair of accounts, for an answer too long to list.

A large trace has more moves than one answer lists; these sums keep its totals exact. One
sum is made per payment, level and pair; ``repeat_minor`` and ``repeats`` are the part of
it in movements that an earlier payment's sum holds already, so that whole amounts are
counted once. Amounts are minor units.
"""

from __future__ import annotations

from typing import Any

from queries.model import Row


class PairSums:
    """Collects rows of ``fund-trace`` with the movement each stands for."""

    def __init__(self) -> None:
        self._sums: dict[tuple[Any, ...], Row] = {}
        self._seen: set[tuple[str, int]] = set()

    def add(self, row: Row, trace: str, position: int) -> None:
        """Add one row; ``position`` is its movement's place in the snapshot of ``trace``."""
        payment = row["victim_payment"]
        ends = tuple(row[end]["id"] or row[end]["key"] for end in ("from", "to"))
        key = (trace, id(payment), row["level"], *ends)
        found = self._sums.get(key)
        if found is None:
            kept = ("victim_payment", "level", "from", "to", "time", "currency")
            found = {name: row[name] for name in kept}
            found |= dict.fromkeys(_ADDED, 0)
            self._sums[key] = found
        again = (trace, position) in self._seen
        self._seen.add((trace, position))
        found["count"] += 1
        found["amount_minor"] += row["amount_minor"]
        found["tainted_minor"] += row["tainted_minor"]
        found["repeats"] += again
        found["repeat_minor"] += row["amount_minor"] if again else 0

    def rows(self) -> list[Row]:
        """The sums in the order their first move was added."""
        return list(self._sums.values())


_ADDED = ("count", "amount_minor", "tainted_minor", "repeats", "repeat_minor")
