"""The levels of a trace: what arrives at each account, what goes on, what ends there.

Level 0 are the payments, level 1 the first payees. A node is an account at one level.
Money that reaches an account again at another level is passed on at the account's own
level (``fund-trace`` counts levels by first arrival): it is shown as ``moved``. Per node

    tainted_in = tainted_out + ended + moved

and over all levels of an account its moved sums to zero; where it does not, nothing is
moved and the level's check fails. Amounts are minor units.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from webapp.money.flows import Ref, Trace, name_of

#: a node that passes money on, or keeps it
ACCOUNT = "account"
PAYMENT = "payment"
OTHERS = "others"


@dataclass(slots=True)
class Node:
    """An account at a level, or several small ones together (``members`` more than 1).

    ``time`` is that of a payment (level 0), µs UTC.
    """

    key: str
    level: int
    ref: Ref
    kind: str = ACCOUNT
    tainted_in: int = 0
    whole_in: int = 0
    tainted_out: int = 0
    moved: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    payers: set[str] = field(default_factory=set)
    members: int = 1
    balance_minor: int | None = None
    time: int = 0

    @property
    def size(self) -> int:
        """What the node holds in the picture: all that came, or all that left if more."""
        return max(self.tainted_in, self.tainted_out + sum(self.ended.values()))


@dataclass(slots=True)
class Link:
    """All tainted money that goes from one node to one of the next level."""

    source: str
    target: str
    level: int
    tainted: int = 0
    whole: int = 0
    count: int = 0

    @property
    def key(self) -> str:
        """Names the link in addresses and tests."""
        return f"{self.source}>{self.target}"


@dataclass(slots=True)
class Level:
    """The sums of one level; ``ended_before`` is what no longer reaches it."""

    number: int
    accounts: int
    arrived: int
    whole: int
    forwarded: int
    ended: int
    moved: int
    ended_before: int
    total: int

    @property
    def holds(self) -> bool:
        """Whether what arrives here and what ended before are what was paid."""
        return self.arrived + self.ended_before == self.total


@dataclass(slots=True)
class Levels:
    """Nodes by key, links by key, sums by level (1 and up)."""

    nodes: dict[str, Node]
    links: dict[str, Link]
    levels: list[Level]


def build(trace: Trace) -> Levels:
    """The levels of all chosen payments together. Cost: the number of moves."""
    nodes = _payment_nodes(trace)
    links: dict[str, Link] = {}
    seen: set[tuple[str, object]] = set()
    for move in trace.moves:
        source = _source(nodes, move.level, move.payment, move.source)
        target = _node(nodes, move.level, move.target)
        link = links.setdefault(
            f"{source.key}>{target.key}", Link(source.key, target.key, move.level)
        )
        link.tainted += move.tainted_minor
        source.tainted_out += move.tainted_minor
        target.tainted_in += move.tainted_minor
        target.payers.add(source.key)
        movement = (link.key, (move.time, move.amount_minor, str(move.references)))
        if move.is_sum or movement not in seen:  # one movement may carry two payments
            seen.add(movement)
            link.whole += move.amount_minor
            link.count += move.count
            target.whole_in += move.amount_minor
    for end in trace.ends:
        node = _node(nodes, end.level, end.account)
        node.ended[end.reason] += end.tainted_minor
        if end.balance_minor is not None:
            node.balance_minor = end.balance_minor
    for node in nodes.values():
        node.kind = PAYMENT if node.level == 0 else _kind(node)
    _find_moved(nodes.values())
    return Levels(nodes, links, _levels(nodes.values(), trace.total))


def _payment_nodes(trace: Trace) -> dict[str, Node]:
    nodes = {}
    for item in trace.payments:
        node = Node(f"0:{item.number}", 0, item.victim, PAYMENT)
        node.tainted_in = node.whole_in = item.amount_minor
        node.time = item.time
        nodes[node.key] = node
    return nodes


def _source(nodes: dict[str, Node], level: int, payment: int, ref: Ref) -> Node:
    return nodes[f"0:{payment}"] if level == 1 else _node(nodes, level - 1, ref)


def _node(nodes: dict[str, Node], level: int, ref: Ref) -> Node:
    key = f"{level}:{name_of(ref)}"
    if key not in nodes:
        nodes[key] = Node(key, level, ref)
    return nodes[key]


def _kind(node: Node) -> str:
    """``account`` where money goes on or stays; else the reason most of it ends for."""
    if node.tainted_out or node.ended["balance"] or not node.ended:
        return ACCOUNT
    return min(node.ended, key=lambda reason: (-node.ended[reason], reason))


def _find_moved(nodes: Iterable[Node]) -> None:
    """What an account got at one level and passed on at another."""
    by_account: dict[str, list[tuple[Node, int]]] = defaultdict(list)
    for node in nodes:
        rest = node.tainted_in - node.tainted_out - sum(node.ended.values())
        if rest:
            by_account[node.key.partition(":")[2]].append((node, rest))
    for found in by_account.values():
        if sum(rest for _, rest in found) == 0:
            for node, rest in found:
                node.moved = rest


def _levels(nodes: Iterable[Node], total: int) -> list[Level]:
    by_level: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        by_level[node.level].append(node)
    before, found = 0, []
    for number in range(1, max(by_level, default=0) + 1):
        here = by_level[number]
        ended = sum(sum(node.ended.values()) for node in here)
        moved = sum(node.moved for node in here)
        found.append(
            Level(
                number=number,
                accounts=sum(bool(node.ref.get("id")) for node in here),
                arrived=sum(node.tainted_in for node in here),
                whole=sum(node.whole_in for node in here),
                forwarded=sum(node.tainted_out for node in here),
                ended=ended,
                moved=moved,
                ended_before=before,
                total=total,
            )
        )
        before += ended + moved
    return found
