"""Where the entities of a picture stand: computed here, seeded, so a picture never changes.

``force`` uses rustworkx' spring layout up to 400 entities and networkit's PivotMDS above
(0.1 s for 300 entities, 0.3 s for 3,000); ``levels`` puts what flows from left to right in
columns; ``rings`` puts neighbours in circles round the root. Positions are pixels, the root
is at the origin.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from webapp.spread import Positions, spread

Pairs = Sequence[tuple[str, str]]
Kind = Literal["force", "levels", "rings"]

SEED = 20160919
SPRING_LIMIT = 400
#: square pixels an entity with its label takes, and the width of a canvas over its height
_ROOM = 11_000.0
_ASPECT = 1.75
#: signs of a label that are drawn, the width of a mark alone, and what stays free beside a label
_LABEL = 13
_MARK = 66.0
_GAP = 14.0
_ROW = 64.0
_COLUMN = 210.0


def arrange(
    kind: str,
    nodes: Iterable[str],
    pairs: Pairs,
    root: str = "",
    widths: Mapping[str, float] | None = None,
) -> Positions:
    """Positions for all ``nodes``; ``pairs`` are the directed ends of the relations.

    ``widths`` are the pixels each takes with its label (:func:`room_of`), where known.
    """
    names = sorted(set(nodes))
    known = set(names)
    inside = sorted({(a, b) for a, b in pairs if a in known and b in known and a != b})
    if not names:
        return {}
    start = root if root in known else names[0]
    if kind == "levels":
        placed = _levels(names, inside, start)
    elif kind == "rings":
        placed = spread(_boxed(_rings(names, inside, start)), start, widths)
    else:
        placed = spread(_force(names, inside, start), start, widths)
    return _centred(placed, start)


def room_of(label: str) -> float:
    """Pixels across that a mark with this label takes: Chinese signs are 13 wide, others 8."""
    shown = label[:_LABEL]
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in shown)
    return max(_MARK, 13.0 * wide + 8.0 * (len(shown) - wide) + _GAP)


def _force(names: list[str], pairs: Pairs, root: str) -> Positions:
    if len(names) == 1:
        return {names[0]: (0.0, 0.0)}
    if len(names) <= SPRING_LIMIT:
        return _spring(names, pairs, root)
    return _pivot_mds(names, pairs)


def _spring(names: list[str], pairs: Pairs, root: str) -> Positions:
    import rustworkx

    graph = rustworkx.PyGraph(multigraph=False)
    index = dict(zip(names, graph.add_nodes_from(names), strict=True))
    graph.add_edges_from([(index[a], index[b], 1.0) for a, b in pairs])
    around = _rings(names, pairs, root)
    span = max(1.0, max(math.hypot(*place) for place in around.values()))
    first = {index[name]: (x / span, y / span) for name, (x, y) in around.items()}
    found = rustworkx.graph_spring_layout(
        graph, pos=first, fixed={index[root]}, k=1.6 / math.sqrt(len(names)), num_iter=12, seed=SEED
    )
    return _boxed({name: tuple(found[index[name]]) for name in names})


def _pivot_mds(names: list[str], pairs: Pairs) -> Positions:
    import networkit

    networkit.engineering.setSeed(SEED, False)
    networkit.engineering.setNumberOfThreads(1)
    index = {name: i for i, name in enumerate(names)}
    graph = networkit.Graph(len(names))
    for a, b in pairs:
        if not graph.hasEdge(index[a], index[b]):
            graph.addEdge(index[a], index[b])
    _connect(graph, networkit)
    found = networkit.viz.PivotMDS(graph, dim=2, numberOfPivots=min(60, len(names))).run()
    places = found.getCoordinates()
    return _boxed({name: (places[i][0], places[i][1]) for name, i in index.items()})


def _connect(graph: object, networkit: object) -> None:
    """Tie the components to the largest one: PivotMDS needs one connected graph."""
    parts = networkit.components.ConnectedComponents(graph).run().getComponents()  # type: ignore[attr-defined]
    largest = max(parts, key=len)
    for part in parts:
        if part is not largest:
            graph.addEdge(largest[0], part[0])  # type: ignore[attr-defined]


def _rings(names: list[str], pairs: Pairs, root: str) -> Positions:
    """A tree from the root in circles: what is behind an entity stays in its sector.

    Incoming neighbours of the root stand on the left, outgoing ones on the right.
    """
    children, reached = _tree(names, pairs, root)
    weight: dict[str, float] = {}
    for name in reversed(reached):
        weight[name] = max(1.0, sum(weight[child] for child in children[name]))
    incoming = {a for a, b in pairs if b == root}
    children[root].sort(key=lambda name: (name not in incoming, weight[name], name))
    placed: Positions = {root: (0.0, 0.0)}
    _sector(root, 0, (math.pi / 2, math.pi / 2 + math.tau), (children, weight, placed))
    outside = max(math.hypot(*spot) for spot in placed.values()) + 150.0
    rest = [name for name in names if name not in placed]
    for i, name in enumerate(rest):
        angle = math.tau * i / len(rest)
        placed[name] = (outside * math.cos(angle), outside * math.sin(angle))
    return placed


def _tree(names: list[str], pairs: Pairs, root: str) -> tuple[dict[str, list[str]], list[str]]:
    """Breadth-first children of each entity, and the order in which they were reached."""
    near: dict[str, set[str]] = {name: set() for name in names}
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    children: dict[str, list[str]] = {name: [] for name in names}
    seen, reached = {root}, [root]
    for here in reached:
        for other in sorted(near[here] - seen):
            seen.add(other)
            children[here].append(other)
            reached.append(other)
    return children, reached


def _sector(
    name: str,
    depth: int,
    span: tuple[float, float],
    tree: tuple[dict[str, list[str]], dict[str, float], Positions],
) -> None:
    """Place the children of ``name`` inside its angles, each by its weight."""
    children, weight, placed = tree
    if not children[name]:
        return
    whole = sum(weight[child] for child in children[name])
    start, end = span
    crowd = len(children[name]) * 62.0 / max(end - start, 0.1)
    radius = max((depth + 1) * 150.0, math.hypot(*placed[name]) + 110.0, min(crowd, 900.0))
    for i, child in enumerate(children[name]):
        stop = start + (end - start if not whole else (span[1] - span[0]) * weight[child] / whole)
        angle = (start + stop) / 2
        near = radius + (26.0 if i % 2 and len(children[name]) > 14 else 0.0)
        placed[child] = (near * math.cos(angle), near * math.sin(angle))
        _sector(child, depth + 1, (start, stop), tree)
        start = stop


def _levels(names: list[str], pairs: Pairs, root: str) -> Positions:
    """Columns from left to right: outgoing steps count up, incoming ones down."""
    after: dict[str, list[str]] = defaultdict(list)
    before: dict[str, list[str]] = defaultdict(list)
    for a, b in pairs:
        after[a].append(b)
        before[b].append(a)
    column = {root: 0}
    queue = deque([root])
    while queue:
        here = queue.popleft()
        steps = [(other, 1) for other in after[here]] + [(other, -1) for other in before[here]]
        for other, step in sorted(steps):
            if other not in column:
                column[other] = column[here] + step
                queue.append(other)
    rest = max(column.values()) + 1
    members: dict[int, list[str]] = defaultdict(list)
    for name in names:
        members[column.setdefault(name, rest)].append(name)
    placed: Positions = {}
    for level, group in sorted(members.items()):
        ordered = sorted(group, key=lambda name: (_height(name, before, after, placed), name))
        for i, name in enumerate(ordered):
            placed[name] = (level * _COLUMN, (i - (len(ordered) - 1) / 2) * _ROW)
    return placed


def _height(
    name: str, before: dict[str, list[str]], after: dict[str, list[str]], placed: Positions
) -> float:
    heights = [placed[o][1] for o in (*before[name], *after[name]) if o in placed]
    return sum(heights) / len(heights) if heights else 0.0


def _boxed(placed: Mapping[str, tuple[float, ...]]) -> Positions:
    """The same picture in a box as wide as a screen, with room for every label."""
    xs = [place[0] for place in placed.values()]
    ys = [place[1] for place in placed.values()]
    high = math.sqrt(len(placed) * _ROOM / _ASPECT)
    across = high * _ASPECT / max(max(xs) - min(xs), 1e-9)
    down = high / max(max(ys) - min(ys), 1e-9)
    return {name: (place[0] * across, place[1] * down) for name, place in placed.items()}


def _centred(placed: Positions, root: str) -> Positions:
    x0, y0 = placed[root]
    return {name: (round(x - x0, 1), round(y - y0, 1)) for name, (x, y) in placed.items()}
