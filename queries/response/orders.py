"""Stop-payments and freezes on an account, and when each ends (银发〔2016〕86号).

An emergency stop-payment lasts 48 hours and may be made twice for one account; a
freeze lasts six months and may be renewed without limit. A register that prints
another end is believed.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from queries.chains.evidence import Evidence, Rel
from queries.chains.finds import Sources
from queries.params import LOCAL, micros

#: µs one stop-payment lasts, how often it may be made, months a freeze lasts
STOP_US: Final = 48 * 3_600_000_000
MOST_STOPS: Final = 2
FREEZE_MONTHS: Final = 6


@dataclass(frozen=True, slots=True)
class Order:
    """One order: from, until (exclusive) in epoch µs; ``amount_minor`` of a freeze, if printed."""

    entity: str
    start: int
    until: int
    amount_minor: int | None
    rows: Sources


@dataclass(frozen=True, slots=True)
class Orders:
    """All orders on one account, oldest first, each once whichever files repeat it."""

    stops: tuple[Order, ...] = ()
    freezes: tuple[Order, ...] = ()

    def freeze_at(self, at: int) -> Order | None:
        """The freeze in force at ``at`` that ends last."""
        active = [order for order in self.freezes if order.start <= at < order.until]
        return max(active, key=lambda order: order.until, default=None)

    def stop_at(self, at: int) -> Order | None:
        """The stop-payment in force at ``at`` that ends last."""
        active = [order for order in self.stops if order.start <= at < order.until]
        return max(active, key=lambda order: order.until, default=None)

    def stops_until(self, at: int) -> int:
        """How many stop-payments were made up to ``at``."""
        return sum(order.start <= at for order in self.stops)

    @property
    def rows(self) -> Sources:
        """The rows behind all of them."""
        return frozenset().union(*(order.rows for order in (*self.stops, *self.freezes)))


def orders_on(evidence: Evidence, accounts: Collection[str]) -> dict[str, Orders]:
    """The dated orders on each account entity; an account without any is left out."""
    stops = evidence.into("STOPPED", accounts)
    freezes = evidence.into("FROZEN", accounts)
    props = _props(evidence, {rel.source for rel in (*stops, *freezes)})
    found: dict[str, Orders] = {}
    for account in sorted({rel.target for rel in (*stops, *freezes)}):
        found[account] = Orders(
            _once([_order(rel, props, False) for rel in stops if rel.target == account]),
            _once([_order(rel, props, True) for rel in freezes if rel.target == account]),
        )
    return found


def _props(evidence: Evidence, entities: Collection[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for record in evidence.records_of(entities):
        known = {k: v for k, v in record["props"].items() if v not in (None, "")}
        found.setdefault(record["cluster"], {}).update(known)
    return found


def _order(rel: Rel, props: dict[str, dict[str, Any]], freeze: bool) -> Order | None:
    """The order of one row, ``None`` when it has no date."""
    if rel.valid_from is None:
        return None
    own = end_of_freeze(rel.valid_from) if freeze else rel.valid_from + STOP_US
    printed = props.get(rel.source, {}).get("amount_minor")
    amount = int(printed) if freeze and printed is not None else None
    return Order(rel.source, rel.valid_from, rel.valid_to or own, amount, rel.rows)


def _once(orders: list[Order | None]) -> tuple[Order, ...]:
    """Rows of one order are one order: they share its number, or its start and its end."""
    found: dict[Any, Order] = {}
    for order in sorted((o for o in orders if o is not None), key=lambda o: (o.start, o.entity)):
        same = next(
            (k for k, o in found.items() if (o.start, o.until) == (order.start, order.until)
             or o.entity == order.entity), None,
        )  # fmt: skip
        if same is None:
            found[order.entity] = order
            continue
        old = found[same]
        amount = old.amount_minor if old.amount_minor is not None else order.amount_minor
        until = max(old.until, order.until)
        found[same] = Order(old.entity, old.start, until, amount, old.rows | order.rows)
    return tuple(found.values())


def end_of_freeze(start: int) -> int:
    """Six calendar months after ``start`` in Chinese local time, the month's last day at most."""
    moment = datetime.fromtimestamp(0, LOCAL) + timedelta(microseconds=start)
    months = moment.month - 1 + FREEZE_MONTHS
    year, month = moment.year + months // 12, months % 12 + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return micros(moment.replace(year=year, month=month, day=day))
