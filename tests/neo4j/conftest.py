"""A Neo4j where the graph tests have their other stores, and their small case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.store import open_store
from tests.graph.conftest import Pair, _small_case, small_home  # noqa: F401
from tests.neo4j.fixture import Running


@pytest.fixture
def pair(neo4j_store: Running) -> Iterator[Pair]:
    """An empty Neo4j, as its writer and as its reader sees it."""
    with open_store() as store:
        yield Pair(store, store)
