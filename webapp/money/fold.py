"""Makes a picture of many accounts readable: small ones of a level stand together.

Ends of one reason are one node when there are several; of the accounts that pass money
on, the ``most`` largest stand alone and the rest, if several, are ``others``. Nothing is
left out: a folded node has the sums of its members.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from webapp.money.levels import ACCOUNT, OTHERS, PAYMENT, Levels, Link, Node

#: smallest and largest number of accounts a level may draw one by one
LEAST, MOST = 1, 40


def fold(levels: Levels, most: int) -> tuple[Levels, dict[str, str]]:
    """The folded levels, and node key → key of the drawn node it is part of."""
    place = _places(levels.nodes, most)
    nodes: dict[str, Node] = {}
    for key, node in levels.nodes.items():
        _add_node(nodes, place[key], node)
    links: dict[str, Link] = {}
    for link in levels.links.values():
        source, target = place[link.source], place[link.target]
        whole = links.setdefault(f"{source}>{target}", Link(source, target, link.level))
        whole.tainted += link.tainted
        whole.whole += link.whole
        whole.count += link.count
    return Levels(nodes, links, levels.levels), place


def _places(nodes: Mapping[str, Node], most: int) -> dict[str, str]:
    groups: dict[tuple[int, str], list[Node]] = defaultdict(list)
    for node in nodes.values():
        groups[node.level, node.kind].append(node)
    place = {}
    for (level, kind), members in groups.items():
        ordered = sorted(members, key=lambda node: (-node.size, node.key))
        alone = most if kind in (ACCOUNT, PAYMENT) else 0
        kept = ordered if len(ordered) <= alone + 1 else ordered[:alone]
        for node in ordered:
            place[node.key] = node.key if node in kept else f"{level}:*{kind}"
    return place


def _add_node(nodes: dict[str, Node], key: str, node: Node) -> None:
    if key not in nodes:
        kind = OTHERS if "*" in key and node.kind in (ACCOUNT, PAYMENT) else node.kind
        nodes[key] = Node(key, node.level, node.ref, kind, members=0, time=node.time)
    whole = nodes[key]
    whole.members += node.members
    whole.tainted_in += node.tainted_in
    whole.whole_in += node.whole_in
    whole.tainted_out += node.tainted_out
    whole.moved += node.moved
    whole.ended.update(node.ended)
    whole.payers |= node.payers
    whole.balance_minor = node.balance_minor if whole.members == 1 else None
