"""Relations per second on a rebuild, and the two-hop network.

Peer of the network: the same Cypher on the same store, then what notebooks do with it
(networkx MultiDiGraph, pyvis ``from_nx``, ``generate_html``).
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx
from pyvis.network import Network

from graph import sync
from graph.dataset import Dataset
from graph.ledger import Ledger
from graph.store import GraphStore, SubgraphLimits, open_store
from queries import context, runner
from tests.bench.measure import percentile
from tests.bench.transfers import fill

PAIRS, ACCOUNTS, ASKED = 1_000_000, 200_000, 60


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _notebook(store: GraphStore, entity: str) -> None:
    """The peer: one neighbourhood as a notebook draws it."""
    found = store.subgraph([entity], 2, SubgraphLimits(max_nodes=300, max_relations=1000))
    graph = networkx.MultiDiGraph()
    for node in found.entities:
        graph.add_node(node.id, label=node.label, title=node.type)
    for edge in found.relations:
        graph.add_edge(edge.source, edge.target, title=edge.type)
    network = Network(directed=True, cdn_resources="in_line")
    network.from_nx(graph)
    network.generate_html()


def _network(home: Path, asked: list[str]) -> list[str]:
    def ours(entity: str) -> None:
        runner.run("entity-network", {"of": entity, "hops": 2}, home=home)

    with open_store(home=home) as store:  # held open for both, as the web app holds it
        _notebook(store, asked[0])
        peer = [_timed(lambda e=e: _notebook(store, e)) for e in asked]  # type: ignore[misc]
        ours(asked[0])
        times = [_timed(lambda e=e: ours(e)) for e in asked]  # type: ignore[misc]
    context.close_all()
    return [
        f"entity-network, 2 hops, {ASKED} entities: p50 {percentile(times, 0.5) * 1000:.0f} ms"
        f"  p95 {percentile(times, 0.95) * 1000:.0f} ms",
        f"peer: same Cypher, networkx, pyvis html:  p50 {percentile(peer, 0.5) * 1000:.0f} ms"
        f"  p95 {percentile(peer, 0.95) * 1000:.0f} ms",
    ]


def main() -> list[str]:
    """Lines for the report."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ["GRAYCHAIN_HOME"] = str(home)
        with Ledger.open(home) as ledger:
            ids = fill(ledger, PAIRS, ACCOUNTS)
            views = _timed(lambda: sync.frames(ledger, ledger.version()))
            relations = Dataset(ledger).pairs.height
            with open_store(home=home) as store:
                whole = _timed(lambda: sync.rebuild(ledger, store))
        asked = ids[: ACCOUNTS : ACCOUNTS // ASKED][:ASKED]
        lines = [
            f"rebuild, {relations:,} relations: {relations / whole:,.0f} relations/s"
            f"  {whole:.1f} s (views {views:.1f} s before)"
        ]
        return lines + _network(home, asked)
