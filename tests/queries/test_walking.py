"""Paths on random graphs in a real store, beside networkx."""

import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest

from graph.model import Batch, Entity, Relation
from graph.store import GraphStore, open_store
from graph.store.edges import relation_id
from queries.walking import Walker, shortest, simple_paths

NODES = 14


def _random_graph(seed: int) -> nx.MultiDiGraph:
    chance = random.Random(seed)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(f"p-{n:026d}" for n in range(NODES))
    names = sorted(graph)
    for _ in range(26):
        a, b = chance.sample(names, 2)
        kind = chance.choice(["HOLDS", "USES", "CALLS"])
        graph.add_edge(a, b, key=relation_id(kind, a, b), kind=kind)
    return graph


@pytest.fixture(scope="module", params=range(3))
def drawn(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[nx.MultiDiGraph, GraphStore]]:
    graph = _random_graph(request.param)
    home: Path = tmp_path_factory.mktemp("walk")
    with open_store(home=home) as store:
        store.ensure_schema()
        store.write(
            Batch(
                tuple(Entity(n, "Person", n, n) for n in sorted(graph)),
                tuple(
                    Relation(key, data["kind"], a, b)
                    for a, b, key, data in graph.edges(keys=True, data=True)
                ),
            )
        )
        yield graph, store


def _expected(graph: nx.MultiDiGraph, start: str, goal: str, most: int) -> list[list[str]]:
    if start == goal:
        return [[start]]
    found = {tuple(path) for path in nx.all_simple_paths(graph, start, goal, most)}
    return sorted(map(list, found), key=lambda path: (len(path), path))


@pytest.mark.parametrize("direction", ["both", "out"])
@pytest.mark.parametrize("types", [(), ("HOLDS", "USES")])
def test_paths_equal_those_of_networkx(
    drawn: tuple[nx.MultiDiGraph, GraphStore], direction: str, types: tuple[str, ...]
) -> None:
    graph, store = drawn
    kept = nx.MultiGraph() if direction == "both" else nx.MultiDiGraph()
    kept.add_nodes_from(graph)
    kept.add_edges_from(
        (a, b) for a, b, data in graph.edges(data=True) if not types or data["kind"] in types
    )
    names = sorted(graph)
    walker = Walker(store, types, free=frozenset())
    for start, goal in [(names[0], n) for n in names] + list(pairwise(names)):
        left = walker.distances(goal, 4, direction)
        ours = [
            path
            for length in range(left.get(start, 5), 5)
            for path in simple_paths(walker, (start, goal), length, direction, left)
        ]
        expected = _expected(kept, start, goal, 4)
        assert ours == expected
        least = shortest(walker, start, goal, 4, direction)
        assert least == (expected[0] if expected else None)
