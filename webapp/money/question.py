"""What the money page was asked, read from its address and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from graph.errors import BadInput
from webapp.money.fold import LEAST, MOST

METHODS = ("fifo", "prorata")
#: accounts a level draws one by one
ALONE = 8
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """The parameters of the page; ``floor`` is the text in whole units, as typed."""

    of: str
    method: str = "fifo"
    window: str = "72"
    depth: str = "10"
    floor: str = "0.00"
    payment: int = 0
    currency: str = ""
    most: int = ALONE

    def asked(self, method: str = "") -> dict[str, Any]:
        """The parameters of ``fund-trace``; raises :class:`BadInput` for a floor that is none."""
        return {
            "of": self.of,
            "method": method or self.method,
            "window_hours": self.window,
            "depth": self.depth,
            "floor_minor": str(_minor(self.floor)),
        }

    def address(self, **other: Any) -> dict[str, Any]:
        """The same question as address parameters, some of them replaced."""
        return {
            "of": self.of,
            "method": self.method,
            "window": self.window,
            "depth": self.depth,
            "floor": self.floor,
            "payment": self.payment or None,
            "currency": self.currency or None,
            "most": self.most if self.most != ALONE else None,
            **other,
        }


def read(given: Mapping[str, str]) -> Question:
    """The question of an address; raises :class:`BadInput` naming the wrong parameter."""
    method = given.get("method", "").strip().replace("-", "").lower() or "fifo"
    return Question(
        of=given.get("of", "").strip()[:_LONGEST],
        method=method,
        window=given.get("window", "").strip() or "72",
        depth=given.get("depth", "").strip() or "10",
        floor=given.get("floor", "").strip() or "0.00",
        payment=_whole(given, "payment", 0, 0, 10**9),
        currency=given.get("currency", "").strip().upper()[:8],
        most=_whole(given, "most", ALONE, LEAST, MOST),
    )


def _whole(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    word = given.get(name, "").strip()
    if not word:
        return default
    if word.isascii() and word.isdigit() and len(word) < 10 and least <= int(word) <= most:
        return int(word)
    raise BadInput(
        f"参数 {name} 应为 {least} 到 {most} 的整数。",
        f"Parameter {name} must be a whole number from {least} to {most}.",
    )


def _minor(word: str) -> int:
    """``1,000.50`` → 100050; a negative one is refused by the query itself."""
    try:
        value = Decimal(word.replace(",", "").replace("，", "")) * 100
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value != value.to_integral_value() or abs(value) > 10**15:
        raise BadInput(
            "参数 floor 应为金额（元），至多两位小数。",
            "Parameter floor must be an amount with at most two decimals.",
        )
    return int(value)
