"""Areas of a layer as SVG paths and labels inside one frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from webapp.maps.boundaries import Layer, Points, Shape
from webapp.maps.frame import Frame

#: a piece wider than this is drawn with provinces only, degrees
_WIDE = 6.0
_LABELS = 24


def draw(layers: Sequence[Layer], frame: Frame, avoid: Points) -> dict[str, Any]:
    """``{layers: [{level, path}], labels}``: what of each layer the frame shows.

    ``avoid`` are the pixels (n, 2) no name should cover.
    """
    west, _, east, _ = frame.box
    used = layers[:1] if east - west > _WIDE else layers
    drawn, labels = [], []
    for layer in used:
        inside = [shape for shape in layer.shapes if _meets(shape.box, frame.box)]
        path = "".join(_path(ring, frame) for shape in inside for ring in shape.rings())
        drawn.append({"level": layer.level, "path": path})
        if layer is used[-1]:
            labels = _labels(inside, frame, avoid)
    return {"layers": drawn, "labels": labels, "used": list(used)}


def _meets(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]


def _path(ring: Points, frame: Frame) -> str:
    """A ring; one wholly outside is left out."""
    west, south, east, north = frame.box
    low, high = ring.min(axis=0), ring.max(axis=0)
    if not _meets((low[0], low[1], high[0], high[1]), (west, south, east, north)):
        return ""
    spots = frame.places(ring)
    # far outside only the direction of a line matters, not its length
    spots = np.clip(spots, -4 * frame.wide, 5 * frame.wide)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in spots.tolist())


def _labels(shapes: Sequence[Shape], frame: Frame, avoid: Points) -> list[dict[str, Any]]:
    """The names of the areas that have room, each where it covers least."""
    taken = [avoid]
    found = []
    for shape in shapes:
        if not shape.name:
            continue
        rings = [frame.places(ring) for ring in shape.rings()]
        spot = _free_spot(rings, frame, np.concatenate(taken))
        if spot is not None:
            found.append({"name": shape.name, "x": spot[0], "y": spot[1]})
            taken.append(np.array([spot]))
        if len(found) == _LABELS:
            break
    return found


def _free_spot(rings: list[Points], frame: Frame, taken: Points) -> tuple[float, float] | None:
    """A place inside the area and the picture, farthest from all that is drawn."""
    every = np.clip(np.concatenate(rings), (0.0, 0.0), (frame.wide, frame.high))
    low, high = every.min(axis=0), every.max(axis=0)
    if (high - low).min() < 40:
        return None
    steps = np.linspace(0.06, 0.94, 12)
    grid = np.array([low + (high - low) * (x, y) for x in steps for y in steps])
    grid = grid[_inside(grid, rings)]
    grid = grid[(grid > 30).all(axis=1) & (grid < (frame.wide - 30, frame.high - 16)).all(axis=1)]
    if not len(grid):
        return None
    away = np.concatenate([every, taken])
    far = np.hypot(grid[:, None, 0] - away[None, :, 0], 2 * (grid[:, None, 1] - away[None, :, 1]))
    best = far.min(axis=1)
    if best.max() < 26:
        return None
    x, y = grid[int(best.argmax())]
    return round(float(x), 1), round(float(y), 1)


def _inside(points: Points, rings: list[Points]) -> Any:
    """Which points lie inside the rings (even-odd)."""
    crossed = np.zeros(len(points), dtype=bool)
    for ring in rings:
        x1, y1 = ring[:, 0], ring[:, 1]
        x2, y2 = np.roll(x1, -1), np.roll(y1, -1)
        px, py = points[:, 0, None], points[:, 1, None]
        spans = (y1 > py) != (y2 > py)
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x1 + (py - y1) * (x2 - x1) / (y2 - y1)
        crossed ^= (spans & (px < at)).sum(axis=1) % 2 == 1
    return crossed
