"""A server killed in mid-sync and started again ends with the undisturbed graph."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph import sync
from graph.errors import GraychainError
from graph.ledger import Ledger
from graph.store import neo4j_engine, open_store
from graph.store import neo4j_store as product
from graph.store.owner import after_commit, open_embedded
from tests.conftest import SampleHome
from tests.graph.contents import content
from tests.neo4j.fixture import own_server
from tests.neo4j.server import Server

KILLS = 20
#: rows of a part here, so that a load of a small case has many
PART = 150


def _killed_sync(ledger: Ledger, server: Server, delay: float, chance: float) -> str:
    """A sync whose server dies ``delay`` seconds into it and is started again.

    ``done``, or ``cut`` off; from a ``chance`` of a half on the server comes back at once.
    """
    outcome: list[str] = []

    def work() -> None:
        try:
            after_commit(ledger)
            outcome.append("done")
        except GraychainError:
            outcome.append("cut")

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(delay)
    server.kill()
    if chance < 0.5:  # it is down for long, or back before the driver gives up
        thread.join(120)
    server.start()
    thread.join(120)
    assert outcome, "the sync of a killed server never ended"
    return outcome[0]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server of this test's own."""
    started = own_server(tmp_path / "neo4j")
    for name, value in started.settings.items():
        monkeypatch.setenv(name, value)
    yield started
    started.kill()


def test_kills_in_mid_sync(
    sample_home: Callable[[str, int], SampleHome],
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = shutil.copytree(sample_home("complete", 1).home, tmp_path / "home")
    monkeypatch.setattr(product, "_PART", PART)
    monkeypatch.setattr(neo4j_engine, "RETRY_SECONDS", 2.0)
    chance = random.Random(20)
    with Ledger.open(home) as ledger:
        with open_embedded(home) as embedded:
            expected = content(embedded)
        started = time.monotonic()
        after_commit(ledger)
        whole = time.monotonic() - started
        outcomes, resumed = [], 0
        for kill in range(KILLS):
            with open_store() as store:
                if kill % 2 == 0 or not store.meta().get("loading"):
                    store.set_meta(layout="another", loading="")  # as another release left it
            outcomes.append(_killed_sync(ledger, server, chance.uniform(0, whole), chance.random()))
            with open_store() as store:
                resumed += bool(store.meta().get("loaded_entities"))
        assert after_commit(ledger) == ledger.version()
        with open_store() as store:
            assert content(store) == expected
            assert store.meta()["applied_version"] == ledger.version()
    assert outcomes.count("cut") >= KILLS // 2, outcomes
    assert resumed >= 3, (resumed, outcomes)


def test_a_load_that_was_cut_off_goes_on_where_it_stopped(
    sample_home: Callable[[str, int], SampleHome],
    neo4j_store: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = shutil.copytree(sample_home("complete", 1).home, tmp_path / "home")
    monkeypatch.setattr(product, "_PART", PART)
    with Ledger.open(home) as ledger, open_store() as store:
        new = sync.frames(ledger, ledger.version())
        written: list[int] = []
        transact = product.Neo4jStore._transact

        def failing(self: product.Neo4jStore, work: Callable[..., object]) -> None:
            written.append(1)
            if len(written) == 12:
                raise ConnectionError("the line is cut")
            transact(self, work)

        monkeypatch.setattr(product.Neo4jStore, "_transact", failing)
        with pytest.raises(ConnectionError):
            sync.rebuild(ledger, store)
        before = store.meta()
        assert before["busy"] and before["loaded_entities"] > 0
        written.clear()
        written.extend([1] * 100)  # no further cut
        sync.sync(ledger, store)
        parts_in_all = new.nodes.height // PART + new.edges.height // PART + 2
        assert len(written) - 100 < parts_in_all
        assert store.counts() == {"entities": new.nodes.height, "relations": new.edges.height}
