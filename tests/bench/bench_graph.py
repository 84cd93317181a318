"""Relations per second on a rebuild, the two-hop network, and its first picture in Chromium.

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
import numpy as np
import polars as pl
from playwright.sync_api import Page, sync_playwright
from pyvis.network import Network

from graph import keys, sync
from graph.dataset import Dataset
from graph.ledger import ImportSource, Ledger
from graph.store import GraphStore, SubgraphLimits, open_store
from queries import context, runner
from tests.bench.measure import percentile
from tests.webapp.browser import chromium, served, signed_in, until

PAIRS, ACCOUNTS, ASKED = 1_000_000, 200_000, 60


def _fill(ledger: Ledger) -> list[str]:
    """One import of ``PAIRS`` transfers between ``ACCOUNTS`` accounts; ids of some of them."""
    rng = np.random.default_rng(7)
    norms = [f"9900{n:015d}" for n in range(ACCOUNTS)]
    ids = [keys.public_id(ledger.key, "a", "number", "account", norm) for norm in norms]
    number_keys = np.array([keys.number_key(ledger.key, "account", norm) for norm in norms])
    community = rng.integers(0, ACCOUNTS // 60, PAIRS) * 60
    payer, payee = community + rng.integers(0, 60, PAIRS), rng.integers(0, ACCOUNTS, PAIRS)
    near = rng.random(PAIRS) < 0.8
    payee = np.where(near, community + rng.integers(0, 60, PAIRS), payee) % ACCOUNTS
    numbers = pl.DataFrame(
        {"number_key": number_keys, "entity_id": ids, "norm": norms, "row": np.arange(ACCOUNTS)}
    ).with_columns(namespace=pl.lit("account"), type=pl.lit("BankAccount"))
    transfers = pl.DataFrame(
        {
            "payer": number_keys[payer % ACCOUNTS],
            "payee": number_keys[payee],
            "row": np.arange(PAIRS),
            "row_key": np.arange(1, PAIRS + 1),
            "time": 1_760_000_000_000_000 + np.arange(PAIRS) * 1_000_000,
            "amount_minor": rng.integers(1, 5_000_000, PAIRS),
            "serial": [f"SN{n:010d}" for n in range(PAIRS)],
        }
    ).with_columns(
        pl.lit(1, pl.Int32).alias("occurrence"),
        *(pl.lit(text).alias(name) for name, text in _WORDS.items()),
    )
    source = ImportSource("0" * 64, "bench.csv", 0, "utf-8", "bench", "bench")
    with ledger.begin_import(source, None) as draft:
        draft.append("numbers", numbers)
        draft.append("transfers", transfers)
        draft.commit([{"sheet": "", "lines": PAIRS, "accepted": PAIRS}])
    return ids


_WORDS = {
    "payer_kind": "account",
    "payee_kind": "account",
    "own_side": "payer",
    "origin": "bank",
    "currency": "CNY",
    "status": "ok",
    "time_precision": "second",
}


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
    with open_store(home=home) as store:
        _notebook(store, asked[0])
        peer = [_timed(lambda e=e: _notebook(store, e)) for e in asked]  # type: ignore[misc]

    def ours(entity: str) -> None:
        runner.run("entity-network", {"of": entity, "hops": 2}, home=home)

    ours(asked[0])
    times = [_timed(lambda e=e: ours(e)) for e in asked]  # type: ignore[misc]
    context.close_all()
    return [
        f"entity-network, 2 hops, {ASKED} entities: p50 {percentile(times, 0.5) * 1000:.0f} ms"
        f"  p95 {percentile(times, 0.95) * 1000:.0f} ms",
        f"peer: same Cypher, networkx, pyvis html:  p50 {percentile(peer, 0.5) * 1000:.0f} ms"
        f"  p95 {percentile(peer, 0.95) * 1000:.0f} ms",
    ]


def _first_picture(page: Page, address: str, entity: str) -> tuple[float, int]:
    """Seconds from asking for the page to its drawn picture, and the entities drawn."""
    start = time.perf_counter()
    page.goto(f"{address}/entity/{entity}?hops=2&limit=1000")
    until(page, "document.body.dataset.ready === 'true'")
    return time.perf_counter() - start, int(page.evaluate("document.body.dataset.drawn"))


def _pictures(home: Path, asked: list[str]) -> list[str]:
    with served(home) as address, sync_playwright() as playwright:
        browser = chromium(playwright)
        page, _ = signed_in(browser, home, address)
        _first_picture(page, address, asked[0])
        found = [_first_picture(page, address, entity) for entity in asked[:12]]
        browser.close()
    seconds, drawn = [each[0] for each in found], [each[1] for each in found]
    return [
        f"first picture, {min(drawn)}–{max(drawn)} entities: p50 {percentile(seconds, 0.5):.2f} s"
        f"  worst {max(seconds):.2f} s (server, network, Chromium without GPU)"
    ]


def main() -> list[str]:
    """Lines for the report."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ["GRAYCHAIN_HOME"] = str(home)
        with Ledger.open(home) as ledger:
            ids = _fill(ledger)
            views = _timed(lambda: sync.frames(ledger, ledger.version()))
            relations = Dataset(ledger).pairs.height
            with open_store(home=home) as store:
                whole = _timed(lambda: sync.rebuild(ledger, store))
        asked = ids[: ACCOUNTS : ACCOUNTS // ASKED][:ASKED]
        lines = [
            f"rebuild, {relations:,} relations: {relations / whole:,.0f} relations/s"
            f"  {whole:.1f} s (views {views:.1f} s before)"
        ]
        return lines + _network(home, asked) + _pictures(home, asked)
