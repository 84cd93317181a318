"""Bounded neighbourhoods: what is kept, what is cut and counted, in which order.

::

    p1 ──HOLDS──▶ a1 ──500──▶ a2 ──100──▶ a4 ──▶ p9
                  └───300──▶ a3 ──(hub, 40 calls)
"""

from __future__ import annotations

import pytest

from graph.errors import BadInput
from graph.model import Batch, Entity, Relation
from graph.store import SubgraphLimits
from graph.store.edges import relation_id, sum_id
from tests.graph.conftest import Pair


def pays(start: str, end: str, amount: int, day: int) -> Relation:
    values = {"amount_minor": amount, "count": 1, "first": day, "last": day, "currency": "CNY"}
    return Relation(sum_id("TRANSFERS_TO", start, end, "CNY"), "TRANSFERS_TO", start, end, values)


def plain(kind: str, start: str, end: str) -> Relation:
    return Relation(relation_id(kind, start, end), kind, start, end, {"count": 1})


@pytest.fixture
def chain(pair: Pair) -> Pair:
    degrees = {"p1": 1, "a1": 3, "a2": 2, "a3": 41, "a4": 2, "p9": 1}
    nodes = [
        Entity(name, "Person" if name[0] == "p" else "Account", name, name, {"degree": degree})
        for name, degree in degrees.items()
    ]
    others = [Entity(f"b{i:02}", "Account", "", "", {"degree": 1}) for i in range(40)]
    edges = [
        plain("HOLDS", "p1", "a1"),
        pays("a1", "a2", 500, 10),
        pays("a1", "a3", 300, 20),
        pays("a2", "a4", 100, 30),
        plain("HOLDS", "p9", "a4"),
    ]
    edges += [pays("a3", node.id, 1, 40) for node in others]
    pair.writer.write(Batch((*nodes, *others), tuple(edges)))
    return pair


def ends(pair: Pair, *seeds: str, depth: int = 1, **limits: object) -> tuple[list[str], int]:
    graph = pair.reader.subgraph(seeds, depth, SubgraphLimits(**limits))
    return [f"{edge.source}{edge.target}" for edge in graph.relations], graph.total_relations


def test_depth(chain: Pair) -> None:
    assert ends(chain, "p1") == (["p1a1"], 1)
    assert ends(chain, "p1", depth=2) == (["p1a1", "a1a2", "a1a3"], 3)
    assert ends(chain, "p1", depth=0) == ([], 0)


def test_a_hub_is_shown_and_not_expanded(chain: Pair) -> None:
    kept, total = ends(chain, "p1", depth=4, hub_degree=40)
    assert kept == ["p1a1", "a1a2", "a1a3", "a2a4", "p9a4"]
    assert total == 5
    assert ends(chain, "p1", depth=3, hub_degree=41)[1] == 44


def test_a_hub_asked_for_is_expanded_to_the_limit(chain: Pair) -> None:
    kept, total = ends(chain, "a3", hub_degree=5, max_relations=3)
    assert kept == ["a1a3", "a3b00", "a3b01"]
    assert total == 41


def test_limits_keep_the_largest_amounts(chain: Pair) -> None:
    assert ends(chain, "a1", max_relations=2) == (["a1a2", "a1a3"], 3)
    assert ends(chain, "a1", max_nodes=2) == (["a1a2"], 3)
    assert ends(chain, "a1", max_relations=1, order="last") == (["a1a3"], 3)


def test_filters(chain: Pair) -> None:
    assert ends(chain, "a1", types=("HOLDS",)) == (["p1a1"], 1)
    assert ends(chain, "a1", types=("NEVER_SEEN",)) == ([], 0)
    assert ends(chain, "a1", direction="in") == (["p1a1"], 1)
    assert ends(chain, "a1", direction="out")[0] == ["a1a2", "a1a3"]
    assert ends(chain, "a1", since=15)[0] == ["a1a3", "p1a1"]  # undated ones stay
    assert ends(chain, "a1", until=15)[0] == ["a1a2", "p1a1"]


def test_several_seeds_and_unknown_ones(chain: Pair) -> None:
    graph = chain.reader.subgraph(["p9", "nobody", "p1", "p9"], 1)
    assert [node.id for node in graph.entities] == ["p9", "p1", "a1", "a4"]
    assert ends(chain, "nobody") == ([], 0)


def test_the_answer_carries_properties(chain: Pair) -> None:
    graph = chain.reader.subgraph(["a2"], 1)
    assert graph.entities[0] == Entity("a2", "Account", "a2", "a2", {"degree": 2})
    assert graph.relations[0] == pays("a1", "a2", 500, 10)


@pytest.mark.parametrize(
    "limits",
    [{"direction": "up"}, {"order": "name"}, {"max_nodes": 0}, {"types": ("x`]-() //",)}],
)
def test_bad_limits(chain: Pair, limits: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        ends(chain, "a1", **limits)
