"""Nothing of anyone else's is touched: the marker and label rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase

from graph.errors import BadInput
from graph.ledger import Ledger
from graph.store import open_store
from graph.store.owner import after_commit
from tests.conftest import run_module
from tests.graph.contents import content
from tests.neo4j.fixture import Running


def run(server: Running, cypher: str) -> list[dict[str, Any]]:
    """A statement of somebody else's on the server."""
    login = (server.settings["GRAYCHAIN_STORE_USER"], server.settings["GRAYCHAIN_STORE_PASSWORD"])
    with GraphDatabase.driver(server.url, auth=login) as driver:
        return [record.data() for record in driver.execute_query(cypher).records]


@pytest.fixture
def ledger(small_home: Path):
    with Ledger.open(small_home) as opened:
        yield opened


def test_a_database_with_other_data_is_left_alone(ledger: Ledger, neo4j_store: Running) -> None:
    run(neo4j_store, "CREATE (:Film {id: 'f'})-[:SHOWN_IN]->(:Cinema)")
    with pytest.raises(BadInput, match="--adopt"):
        after_commit(ledger, rebuild=True)
    assert run(neo4j_store, "MATCH (n) RETURN count(n) AS n") == [{"n": 2}]


def test_adopted_it_lives_beside_and_survives_clear(ledger: Ledger, neo4j_store: Running) -> None:
    run(neo4j_store, "CREATE (:Film {id: 'f'})-[:SHOWN_IN]->(:Cinema)")
    after_commit(ledger, rebuild=True, adopt=True)
    after_commit(ledger)
    with open_store() as store:
        assert store.counts()["entities"] > 0
        store.clear()
        assert store.counts() == {"entities": 0, "relations": 0}
    assert run(neo4j_store, "MATCH (:Film)-[r]->(:Cinema) RETURN count(r) AS n") == [{"n": 1}]


@pytest.mark.parametrize(
    ("theirs", "undo"),
    [
        ("CREATE (:Person {name: 'theirs'})", ""),
        ("CREATE CONSTRAINT c FOR (p:Person) REQUIRE p.x IS UNIQUE", "DROP CONSTRAINT c"),
    ],
)
def test_even_adopt_refuses_our_labels_in_other_hands(
    theirs: str, undo: str, ledger: Ledger, neo4j_store: Running
) -> None:
    run(neo4j_store, "CREATE (:Film)")
    run(neo4j_store, theirs)
    try:
        with pytest.raises(BadInput, match="Person"):
            after_commit(ledger, rebuild=True, adopt=True)
    finally:
        if undo:
            run(neo4j_store, undo)


def test_another_dataset_and_a_newer_version_need_adopt(
    ledger: Ledger, neo4j_store: Running
) -> None:
    after_commit(ledger)
    with open_store() as store:
        expected = content(store)
        for values in ({"dataset_id": "another"}, {"applied_version": 10_000}):
            store.set_meta(dataset_id=ledger.dataset_id(), applied_version=ledger.version())
            store.set_meta(**values)
            with pytest.raises(BadInput, match="--adopt"):
                after_commit(ledger)
            after_commit(ledger, adopt=True)
            assert content(store) == expected
            assert store.applied_version(ledger.dataset_id()) == ledger.version()


def test_answers_never_come_from_another_dataset(ledger: Ledger, neo4j_store: Running) -> None:
    after_commit(ledger)
    with open_store() as store:
        store.set_meta(dataset_id="another")
    asked = run_module("queries", "run", "shared-identifiers", home=ledger.home, check=False)
    assert asked.returncode == 2
    assert "version 0" in asked.stderr
