"""Where the entities of a picture stand: computed here, seeded, so a picture never changes.

``force`` uses rustworkx' spring layout up to 400 entities and networkit's PivotMDS above
(0.1 s for 300 entities, 0.3 s for 3,000); ``levels`` puts what flows from left to right in
columns; ``rings`` puts neighbours in circles round the root. Positions are pixels, the root
is at the origin.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import Literal

Positions = dict[str, tuple[float, float]]
Pairs = Sequence[tuple[str, str]]
Kind = Literal["force", "levels", "rings"]

SEED = 20160919
SPRING_LIMIT = 400
#: pixels between two entities, wide enough for a label beneath each
_GAP = 110.0
_ROW = 64.0
_COLUMN = 210.0


def arrange(kind: str, nodes: Iterable[str], pairs: Pairs, root: str = "") -> Positions:
    """Positions for all ``nodes``; ``pairs`` are the directed ends of the relations."""
    names = sorted(set(nodes))
    known = set(names)
    inside = sorted({(a, b) for a, b in pairs if a in known and b in known and a != b})
    if not names:
        return {}
    start = root if root in known else names[0]
    if kind == "levels":
        placed = _levels(names, inside, start)
    elif kind == "rings":
        placed = _rings(names, inside, start)
    else:
        placed = spread(_force(names, inside, start))
    return _centred(placed, start)


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
        graph, pos=first, k=1.6 / math.sqrt(len(names)), num_iter=160, seed=SEED
    )
    scale = _GAP * math.sqrt(len(names)) * 0.62
    return _scaled({name: tuple(found[index[name]]) for name in names}, scale)


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
    return _scaled(
        {name: (places[i][0], places[i][1]) for name, i in index.items()},
        _GAP * math.sqrt(len(names)) * 0.6,
    )


def _connect(graph: object, networkit: object) -> None:
    """Tie the components to the largest one: PivotMDS needs one connected graph."""
    parts = networkit.components.ConnectedComponents(graph).run().getComponents()  # type: ignore[attr-defined]
    largest = max(parts, key=len)
    for part in parts:
        if part is not largest:
            graph.addEdge(largest[0], part[0])  # type: ignore[attr-defined]


def _rings(names: list[str], pairs: Pairs, root: str) -> Positions:
    """Breadth-first circles; each entity stands near the one it was reached from."""
    near: dict[str, list[str]] = defaultdict(list)
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    ring, order = {root: 0}, [root]
    queue = deque([root])
    while queue:
        here = queue.popleft()
        for other in sorted(near[here]):
            if other not in ring:
                ring[other] = ring[here] + 1
                order.append(other)
                queue.append(other)
    outside = max(ring.values()) + 1
    for name in names:
        if name not in ring:
            ring[name] = outside
            order.append(name)
    members: dict[int, list[str]] = defaultdict(list)
    for name in order:
        members[ring[name]].append(name)
    placed: Positions = {}
    radius = 0.0
    for level, group in sorted(members.items()):
        radius = max(radius + 150.0, len(group) * 70.0 / math.tau) if level else 0.0
        for i, name in enumerate(group):
            angle = math.tau * i / len(group) - math.pi / 2 + level * 0.35
            placed[name] = (radius * math.cos(angle), radius * math.sin(angle))
    return placed


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


def spread(placed: Positions, width: float = 92.0, height: float = 46.0) -> Positions:
    """Push apart entities whose marks or labels would overlap; a few passes over a grid."""
    spots = {name: [x, y] for name, (x, y) in placed.items()}
    for _ in range(40):
        cells: dict[tuple[int, int], list[str]] = defaultdict(list)
        for name, (x, y) in spots.items():
            cells[int(x // width), int(y // height)].append(name)
        if not _push(spots, cells, width, height):
            break
    return {name: (x, y) for name, (x, y) in spots.items()}


def _push(
    spots: dict[str, list[float]],
    cells: dict[tuple[int, int], list[str]],
    width: float,
    height: float,
) -> bool:
    moved = False
    for (column, row), group in sorted(cells.items()):
        near = [
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in cells.get((column + dx, row + dy), ())
        ]
        for name in group:
            for other in near:
                if name < other and _part(spots[name], spots[other], width, height):
                    moved = True
    return moved


def _part(a: list[float], b: list[float], width: float, height: float) -> bool:
    dx, dy = b[0] - a[0], b[1] - a[1]
    over_x, over_y = width - abs(dx), height - abs(dy)
    if over_x <= 0 or over_y <= 0:
        return False
    if over_y / height <= over_x / width:
        step = math.copysign(over_y / 2 + 0.5, dy or 1.0)
        a[1] -= step
        b[1] += step
    else:
        step = math.copysign(over_x / 2 + 0.5, dx or 1.0)
        a[0] -= step
        b[0] += step
    return True


def _scaled(placed: dict[str, tuple[float, ...]], scale: float) -> Positions:
    xs = [place[0] for place in placed.values()]
    ys = [place[1] for place in placed.values()]
    span = max(max(xs) - min(xs), max(ys) - min(ys), 1e-9)
    return {
        name: (p[0] / span * scale * 2, p[1] / span * scale * 1.35) for name, p in placed.items()
    }


def _centred(placed: Positions, root: str) -> Positions:
    x0, y0 = placed[root]
    return {name: (round(x - x0, 1), round(y - y0, 1)) for name, (x, y) in placed.items()}
