"""What is left after each removal as lines of a small chart: shares of the whole, 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: pixels of the drawing on a desk and on a phone
WIDE, NARROW, HIGH = 640.0, 350.0, 110.0
_LEFT, _TOP, _BOTTOM = 34.0, 8.0, 18.0


def draw(rows: Sequence[Mapping[str, Any]], wide: float = WIDE) -> dict[str, Any]:
    """Lines and ticks for the rows of ``disruption``; an empty line where nothing is known."""
    whole = rows[0]["flow_minor"] if rows else None
    flows = [row["flow_minor"] / whole if whole and row["flow_minor"] is not None else None
             for row in rows]  # fmt: skip
    series = {
        "largest": [row["largest_share"] for row in rows],
        "weight": [row["weight_share"] for row in rows],
        "flow": flows,
    }
    last = max(1, len(rows) - 1)
    return {
        "width": wide,
        "height": HIGH,
        "lines": {name: _path(values, last, wide) for name, values in series.items()},
        "marks": [
            {"x": round(_x(at, last, wide), 1), "n": at, "tick": at % max(1, last // 10) == 0}
            for at in range(len(rows))
        ],
        "levels": [{"y": round(_y(share), 1), "word": f"{share:.0%}"} for share in (0, 0.5, 1)],
        "left": _LEFT,
    }


def _x(at: int, last: int, wide: float) -> float:
    return _LEFT + (wide - _LEFT - 8) * at / last


def _y(share: float) -> float:
    return HIGH - _BOTTOM - (HIGH - _TOP - _BOTTOM) * share


def _path(values: Sequence[float | None], last: int, wide: float) -> str:
    """``M0 0L…``; empty when a value is missing."""
    if not values or any(value is None for value in values):
        return ""
    points = (f"{_x(at, last, wide):.1f} {_y(value or 0):.1f}" for at, value in enumerate(values))
    return "M" + "L".join(points)
