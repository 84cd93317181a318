"""Places the nodes and ribbons of folded levels: one column a level, links only to the next.

Works along two axes, so that the same placing is drawn left to right on a desk and
downwards on a phone: *along* the levels and *across* them. Thickness is proportional to
the tainted amount with one scale for the whole picture; what ends at a node leaves no
ribbon. Nodes are ordered by where their money comes from, to keep crossings few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.money.levels import Levels, Link, Node


@dataclass(frozen=True, slots=True)
class Frame:
    """Sizes in pixels: ``across`` is the room of a column, ``slot`` the least of a node."""

    across: float
    start: float
    step: float
    box: float
    gap: float
    slot: float

    def along(self, level: int, first: float) -> float:
        """Where the boxes of a level begin."""
        return first + self.step * level


@dataclass(slots=True)
class Box:
    """A node's place: its beginning across, its thickness, and the level it stands in."""

    node: Node
    start: float
    size: float
    sent: float = 0.0
    taken: float = 0.0

    @property
    def middle(self) -> float:
        """The centre across."""
        return self.start + self.size / 2


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A link's place: where it leaves and arrives across, and its thickness at both ends."""

    link: Link
    leaves: float
    arrives: float
    size: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Boxes and ribbons by key, and pixels per minor unit."""

    boxes: dict[str, Box]
    ribbons: dict[str, Ribbon]
    scale: float


def place(levels: Levels, frame: Frame) -> Plan:
    """Place everything. Cost: nodes × log of them, and links."""
    columns = _columns(levels)
    scale = _scale(columns, frame)
    boxes: dict[str, Box] = {}
    sources = _sources(levels)
    for column in columns:
        ordered = sorted(column, key=lambda node: (_pull(node, sources, boxes), -node.size))
        _stack(ordered, boxes, frame, scale)
    return Plan(boxes, _ribbons(levels, boxes, scale), scale)


def _columns(levels: Levels) -> list[list[Node]]:
    found: dict[int, list[Node]] = defaultdict(list)
    for node in levels.nodes.values():
        found[node.level].append(node)
    return [sorted(found[n], key=lambda node: (-node.size, node.key)) for n in sorted(found)]


def _scale(columns: Sequence[Sequence[Node]], frame: Frame) -> float:
    """The largest scale at which every column fits, small nodes taking their least room."""
    most = max((sum(node.size for node in column) for column in columns), default=0)
    low, high = 0.0, frame.across / max(most, 1)
    for _ in range(40):
        middle = (low + high) / 2
        if all(_height(column, frame, middle) <= frame.across for column in columns):
            low = middle
        else:
            high = middle
    return low or frame.across / max(most, 1) / 4


def _height(column: Sequence[Node], frame: Frame, scale: float) -> float:
    return sum(max(node.size * scale, frame.slot) + frame.gap for node in column) - frame.gap


def _sources(levels: Levels) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = defaultdict(list)
    for link in levels.links.values():
        found[link.target].append(link)
    return found


def _pull(node: Node, sources: dict[str, list[Link]], boxes: dict[str, Box]) -> float:
    """The mean place its money comes from."""
    coming = [(link.tainted, boxes[link.source].middle) for link in sources.get(node.key, ())]
    weight = sum(amount for amount, _ in coming)
    return sum(amount * middle for amount, middle in coming) / weight if weight else 0.0


def _stack(column: Sequence[Node], boxes: dict[str, Box], frame: Frame, scale: float) -> None:
    at = frame.start + (frame.across - _height(column, frame, scale)) / 2
    for node in column:
        size = node.size * scale
        room = max(size, frame.slot)
        boxes[node.key] = Box(node, at + (room - size) / 2, size)
        at += room + frame.gap


def _ribbons(levels: Levels, boxes: dict[str, Box], scale: float) -> dict[str, Ribbon]:
    """Links leave in the order of their targets and arrive in the order of their sources."""
    links = sorted(
        levels.links.values(),
        key=lambda link: (link.level, boxes[link.source].start, boxes[link.target].start),
    )
    leaves = {}
    for link in links:
        box = boxes[link.source]
        leaves[link.key] = box.start + box.sent
        box.sent += link.tainted * scale
    arrives = {}
    for link in sorted(links, key=lambda link: (boxes[link.source].start, link.key)):
        box = boxes[link.target]
        arrives[link.key] = box.start + box.taken
        box.taken += link.tainted * scale
    return {
        link.key: Ribbon(link, leaves[link.key], arrives[link.key], link.tainted * scale)
        for link in links
    }
