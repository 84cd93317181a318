"""The parameters of every money question that bound how far money is followed."""

from __future__ import annotations

from typing import Final

from queries.model import Param, Row, Text
from queries.tracing.follow import Bounds

HOUR_US: Final = 3_600_000_000

WINDOW: Final = Param(
    "window_hours", "int", Text("每级时间窗（小时）", "window per hop in hours"),
    default=72, minimum=1, maximum=24 * 366,
)  # fmt: skip
DEPTH: Final = Param(
    "depth", "int", Text("最多级数", "most levels"), default=10, minimum=1, maximum=30
)
FLOOR: Final = Param(
    "floor_minor", "int",
    Text("小于此数（分）的转出不再追", "outflows below this (minor units) are not followed"),
    default=0, minimum=0,
)  # fmt: skip


def bounds_of(window_hours: int, depth: int, floor_minor: int = 0) -> Bounds:
    """The bounds of checked parameters."""
    return Bounds(window_hours * HOUR_US, depth, floor_minor)


def printed(bounds: Bounds) -> Row:
    """The bounds as an answer prints them."""
    return {
        "window_hours": bounds.window // HOUR_US,
        "depth": bounds.depth,
        "floor_minor": bounds.floor,
    }
