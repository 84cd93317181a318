"""Turns a placed picture into the shapes a template writes: left to right, and upright.

Coordinates are rounded to a hundredth of a pixel. All words are finished here; the
template only puts them in, escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from webapp.money import sankey, words
from webapp.money.levels import Level, Levels, Node
from webapp.money.sankey import Box, Frame, Ribbon

_TOP, _BOTTOM, _BOX = 46.0, 30.0, 12.0
#: pixels between two levels, and the least width of the wide picture
_STEP, _WIDE, _MARGIN = 130.0, 812.0, 24.0
_UPRIGHT, _ROW = 366.0, 112.0


@dataclass(frozen=True, slots=True)
class Picture:
    """One SVG: its size, its ribbons, boxes and headings as plain values."""

    width: float
    height: float
    css: str
    ribbons: list[dict[str, Any]]
    boxes: list[dict[str, Any]]
    heads: list[dict[str, Any]]


def wide(levels: Levels, currency: str) -> Picture:
    """Levels from left to right; height grows with the fullest level."""
    count = len(levels.levels)
    rows = max((_in_level(levels, n) for n in range(count + 1)), default=1)
    across = max(340.0, rows * 33.0)
    step = max(_STEP, (_WIDE - _MARGIN - 124.0) / max(count, 1))
    frame = Frame(across, _TOP + 6, step, _BOX, 12.0, 18.0)
    plan = sankey.place(levels, frame)
    return Picture(
        width=round(max(_WIDE, _MARGIN + step * count + 140.0)),
        height=round(_TOP + across + _BOTTOM + 12),
        css=_size_class(count, rows),
        ribbons=[
            _ribbon(ribbon, plan, currency, _across(ribbon, frame))
            for ribbon in plan.ribbons.values()
        ],
        boxes=[_wide_box(box, frame, currency) for box in plan.boxes.values()],
        heads=[_wide_head(level, frame, across, currency) for level in levels.levels],
    )


def upright(levels: Levels, currency: str) -> Picture:
    """Levels downwards, for a narrow screen; only wide boxes carry words."""
    count = len(levels.levels)
    frame = Frame(_UPRIGHT - 12, 6.0, _ROW, _BOX, 6.0, 3.0)
    plan = sankey.place(levels, frame)
    return Picture(
        width=_UPRIGHT,
        height=round(_ROW * count + 78),
        css="up",
        ribbons=[
            _ribbon(ribbon, plan, currency, _down(ribbon, frame))
            for ribbon in plan.ribbons.values()
        ],
        boxes=[_upright_box(box, frame, currency) for box in plan.boxes.values()],
        heads=[_upright_head(level, frame, currency) for level in levels.levels],
    )


def _size_class(count: int, rows: int) -> str:
    """A ``large`` picture keeps its size and is scrolled; others are fitted to their room."""
    return "wide large" if count > 5 or rows > 13 else "wide"


def _in_level(levels: Levels, number: int) -> int:
    return sum(node.level == number for node in levels.nodes.values())


def _r(value: float) -> str:
    return f"{value:.2f}"


def _across(ribbon: Ribbon, frame: Frame) -> str:
    x0 = frame.along(ribbon.link.level - 1, _MARGIN) + frame.box
    x1 = frame.along(ribbon.link.level, _MARGIN)
    mid, a, b, size = (x0 + x1) / 2, ribbon.leaves, ribbon.arrives, ribbon.size
    return (
        f"M{_r(x0)} {_r(a)}C{_r(mid)} {_r(a)} {_r(mid)} {_r(b)} {_r(x1)} {_r(b)}v{_r(size)}"
        f"C{_r(mid)} {_r(b + size)} {_r(mid)} {_r(a + size)} {_r(x0)} {_r(a + size)}z"
    )


def _down(ribbon: Ribbon, frame: Frame) -> str:
    y0 = frame.along(ribbon.link.level - 1, 26.0) + frame.box
    y1 = frame.along(ribbon.link.level, 26.0)
    mid, a, b, size = (y0 + y1) / 2, ribbon.leaves, ribbon.arrives, ribbon.size
    return (
        f"M{_r(a)} {_r(y0)}C{_r(a)} {_r(mid)} {_r(b)} {_r(mid)} {_r(b)} {_r(y1)}h{_r(size)}"
        f"C{_r(b + size)} {_r(mid)} {_r(a + size)} {_r(mid)} {_r(a + size)} {_r(y0)}z"
    )


def _ribbon(ribbon: Ribbon, plan: sankey.Plan, currency: str, path: str) -> dict[str, Any]:
    link = ribbon.link
    source, target = plan.boxes[link.source].node, plan.boxes[link.target].node
    return {
        "key": link.key,
        "level": link.level,
        "minor": link.tainted,
        "path": path,
        "css": words.flow_class(target.kind),
        "title": words.link_title(source, target, link, currency),
    }


def _box(box: Box, currency: str) -> dict[str, Any]:
    node = box.node
    return {
        "key": node.key,
        "level": node.level,
        "minor": node.tainted_in,
        "css": words.box_class(node.kind),
        "name": words.short_name(node),
        "gap": node.kind == "no_statement",
        "amount": words.plain_money(node.tainted_in, currency),
        "title": words.node_title(node, currency),
    }


def _wide_box(box: Box, frame: Frame, currency: str) -> dict[str, Any]:
    """Words beside the box: two lines where there is room, else one."""
    x, size = frame.along(box.node.level, _MARGIN), max(box.size, 1.0)
    middle = box.start + box.size / 2
    two = box.size >= 32
    text_x = _r(x + frame.box + 6)
    return {
        **_box(box, currency),
        "x": _r(x), "y": _r(box.start), "w": _r(frame.box), "h": _r(size),
        "text_x": text_x, "text_y": _r(middle - 3 if two else middle + 4),
        "amount_y": _r(middle + 13) if two else "", "kept": _kept(box, x, frame),
    }  # fmt: skip


def _kept(box: Box, x: float, frame: Frame) -> dict[str, str] | None:
    """The part of an account's box that stayed there: a grey foot at its end."""
    stayed = box.size - box.sent
    if box.node.kind not in ("account", "others") or stayed < 0.5:
        return None
    return {"x": _r(x), "y": _r(box.start + box.sent), "w": _r(frame.box), "h": _r(stayed)}


def _upright_box(box: Box, frame: Frame, currency: str) -> dict[str, Any]:
    y, size = frame.along(box.node.level, 26.0), max(box.size, 1.0)
    made = {
        **_box(box, currency),
        "x": _r(box.start), "y": _r(y), "w": _r(size), "h": _r(frame.box),
        "text_x": _r(min(max(box.middle, 34), _UPRIGHT - 34)), "text_y": _r(y + 28),
        "amount_y": _r(y + 44), "kept": None,
    }  # fmt: skip
    made["amount"] = words.round_money(box.node.tainted_in, currency)
    if box.size < 52:
        made["name"] = made["amount"] = ""
    return made


def _wide_head(level: Level, frame: Frame, across: float, currency: str) -> dict[str, Any]:
    return {
        **words.level_head(level, currency),
        "level": level.number,
        "x": _r(frame.along(level.number, _MARGIN)),
        "y": "20",
        "y2": "37",
        "foot_y": _r(_TOP + across + _BOTTOM + 2),
    }


def _upright_head(level: Level, frame: Frame, currency: str) -> dict[str, Any]:
    y = frame.along(level.number, 26.0) - 6
    return {**words.level_head(level, currency), "level": level.number, "x": "4", "y": _r(y)}


def node_order(node: Node) -> tuple[int, int, str]:
    """Tables: largest first within a level."""
    return (node.level, -node.tainted_in, node.key)
