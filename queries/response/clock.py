"""Which clock runs on an account at one moment, and what can be done next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from queries.cells import local_time
from queries.model import Text
from queries.response.orders import MOST_STOPS, Orders

_DAY: Final = 86_400_000_000
#: days before its end at which a freeze is warned of (domain.md §5.10)
WARN_DAYS: Final = (1, 7, 30)


@dataclass(frozen=True, slots=True)
class Clock:
    """``status``: none, stopped, stop_ended, frozen or freeze_ended; ends in epoch µs."""

    status: str
    stops: int
    stop_until: int | None
    freeze_until: int | None
    next_step: Text


def clock_of(orders: Orders, at: int) -> Clock:
    """The state at ``at``; an order that begins later does not count yet."""
    freeze, stop, stops = orders.freeze_at(at), orders.stop_at(at), orders.stops_until(at)
    last_stop = max((o.until for o in orders.stops if o.start <= at), default=None)
    last_freeze = max((o.until for o in orders.freezes if o.start <= at), default=None)
    again = stops < MOST_STOPS
    if freeze is not None:
        return Clock("frozen", stops, last_stop, freeze.until, _renew(freeze.until, at))
    if stop is not None:
        return Clock("stopped", stops, stop.until, last_freeze, _before(stop.until, again))
    if last_freeze is not None:
        return Clock("freeze_ended", stops, last_stop, last_freeze, _AGAIN_FREEZE)
    if last_stop is not None:
        step = _AGAIN if again else _ONLY_FREEZE
        return Clock("stop_ended", stops, last_stop, None, step)
    return Clock("unstopped", 0, None, None, _STOP)


_STOP: Final = Text("立即申请紧急止付（48 小时）", "ask for a stop-payment now (48 hours)")
_AGAIN: Final = Text(
    "止付已到期：可再止付一次，或冻结", "the stop-payment has ended: once more, or freeze"
)
_ONLY_FREEZE: Final = Text(
    "已止付两次并到期：只能冻结", "both stop-payments have ended: only a freeze is left"
)
_AGAIN_FREEZE: Final = Text("冻结已到期：续冻", "the freeze has ended: renew it")


def _before(until: int, again: bool) -> Text:
    moment = local_time(until)
    if again:
        return Text(
            f"{moment} 前冻结，或到期后再止付一次",
            f"freeze before {moment}, or stop once more after",
        )
    return Text(f"{moment} 前冻结；不得再止付", f"freeze before {moment}; no further stop-payment")


def _renew(until: int, at: int) -> Text:
    moment = local_time(until)
    days = (until - at) // _DAY
    warn = next((limit for limit in WARN_DAYS if days < limit), None)
    if warn is None:
        return Text(f"已冻结至 {moment}，可续", f"frozen until {moment}, renewable")
    return Text(
        f"冻结 {warn} 日内到期（{moment}）：续冻或返还",
        f"the freeze ends within {warn} days ({moment}): renew or refund",
    )
