"""When the station stood where, and when numbers were near: one strip of time as SVG values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from webapp import text

HIGH = 84.0
_LEFT, _RIGHT = 8.0, 8.0
_MINUTE = 60_000_000
#: steps of the axis, minutes
_STEPS = (5, 10, 15, 30, 60, 120, 240, 360, 720, 1440, 2880, 10080, 43200, 525600)

Row = Mapping[str, Any]


def draw(track: Sequence[Row], inside: Sequence[Row], wide: float) -> dict[str, Any]:
    """Bars of positions, ticks of numbers and an axis; times are epoch µs."""
    start = min(row["time"] for row in (*track, *inside))
    end = max(row["last"] for row in (*track, *inside))
    whole = max(end - start, _MINUTE)

    def x(time: int) -> float:
        return round(_LEFT + (wide - _LEFT - _RIGHT) * (time - start) / whole, 1)

    bars = [
        {"n": n, "x": x(row["time"]), "w": max(3.0, round(x(row["last"]) - x(row["time"]), 1))}
        for n, row in enumerate(track, 1)
    ]
    victims = [row for row in inside if row["status"] == "victim"]
    others = [row for row in inside if row["status"] != "victim"]
    return {
        "width": wide,
        "height": HIGH,
        "bars": bars,
        "victims": [{"x": x(row["time"]), "id": row["entity"]["id"]} for row in victims],
        "others": "".join(f"M{x(row['time']):g} 46v8" for row in others),
        "axis": _axis(start, end, x, wide),
    }


def _axis(start: int, end: int, x: Any, wide: float) -> list[dict[str, Any]]:
    most = max(2, int(wide // 90))
    whole = (end - start) / _MINUTE
    step = next((step for step in _STEPS if whole / step <= most), _STEPS[-1])
    long = step >= 1440
    # marks stand at round hours of UTC+8
    shift = 8 * 60 * _MINUTE
    first = -(-(start + shift) // (step * _MINUTE)) * step * _MINUTE - shift
    times = range(first, end + 1, step * _MINUTE)
    return [
        {"x": x(time), "word": text.when(time, "day")[5:] if long else text.when(time)[11:]}
        for time in times
    ]
