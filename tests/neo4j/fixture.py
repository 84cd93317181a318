"""The session's Neo4j: yours by ``GRAYCHAIN_TEST_NEO4J``, else one assembled and started here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.neo4j.assemble import Missing
from tests.neo4j.server import Server

#: an empty server of yours: bolt://USER:PASSWORD@HOST:PORT (everything in it is deleted)
VARIABLE = "GRAYCHAIN_TEST_NEO4J"


@dataclass(frozen=True)
class Given:
    """A server somebody else runs."""

    url: str
    settings: dict[str, str]


Running = Server | Given


def given(address: str) -> Given:
    """The server of an address with user and password in it."""
    parts = urlsplit(address)
    url = f"{parts.scheme}://{parts.hostname}:{parts.port or 7687}"
    settings = {
        "GRAYCHAIN_STORE": url,
        "GRAYCHAIN_STORE_USER": parts.username or "neo4j",
        "GRAYCHAIN_STORE_PASSWORD": parts.password or "",
    }
    return Given(url, settings)


def own_server(home: Path, start: bool = True) -> Server:
    """A server in ``home``; skips the test, saying what to install, where it cannot be."""
    try:
        server = Server(home)
        return server.start() if start else server
    except Missing as error:
        pytest.skip(f"a Neo4j for the tests needs {error}")


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A running Neo4j for this test process."""
    if address := os.environ.get(VARIABLE):
        yield given(address)
        return
    server = own_server(tmp_path_factory.mktemp("neo4j") / "home")
    yield server
    server.kill()  # its data goes too: no need to close it


@pytest.fixture
def neo4j_store(neo4j_server: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The server, emptied, with the settings that make graychain use it."""
    for name, value in neo4j_server.settings.items():
        monkeypatch.setenv(name, value)
    empty(neo4j_server)
    yield neo4j_server


def empty(server: Running) -> None:
    """Remove everything from the server's database."""
    from neo4j import GraphDatabase

    login = (
        server.settings["GRAYCHAIN_STORE_USER"],
        server.settings["GRAYCHAIN_STORE_PASSWORD"],
    )
    with GraphDatabase.driver(server.url, auth=login) as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()
