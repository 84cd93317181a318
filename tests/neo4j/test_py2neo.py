"""The bridge to py2neo notebooks, with the real package on the real server."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from py2neo import Graph, Node, Relationship

from graph import py2neo_bridge
from graph.errors import BadInput
from graph.ledger import Ledger
from graph.store import SubgraphLimits, open_store
from graph.store.owner import after_commit
from tests.graph.contents import content
from tests.neo4j import pole
from tests.neo4j.fixture import Running, empty
from tests.neo4j.test_source import load

ONE, TWO = pole.national_id(1), pole.national_id(2)
_NOTEBOOK = """
CREATE (a:Citizen:Officer {fullName: '甲;乙', nationalId: $one, bornOn: date('1970-01-02')})
CREATE (b:Citizen {fullName: '丙', nationalId: $two})
CREATE (p:Handset {phoneNo: '13900000001', models: ['甲型', '乙型'], weight: 180.0})
CREATE (a)-[:HAS_PHONE {since: date('2021-05-01'), note: 'x\ny'}]->(p)<-[:HAS_PHONE]-(b)
"""


@contextmanager
def connected(server: Running) -> Iterator[Graph]:
    """py2neo has no close of its own: its connections would stay open."""
    graph = Graph(server.url, auth=("neo4j", server.settings["GRAYCHAIN_STORE_PASSWORD"]))
    try:
        yield graph
    finally:
        graph.service.connector.close()


@pytest.fixture
def graph(neo4j_store: Running) -> Iterator[Graph]:
    """What somebody's notebook has open."""
    with connected(neo4j_store) as opened:
        opened.run(_NOTEBOOK, one=ONE, two=TWO)
        yield opened


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_a_notebook_matched_becomes_records(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAYCHAIN_STORE", "embedded")
    found = graph.match(r_type="HAS_PHONE")
    made = py2neo_bridge.write_tables(found, tmp_path / "tables", "笔记本 7")
    nodes = [f"{label}.nodes.csv" for label in ("Citizen", "Handset", "Officer")]
    assert [path.name for path in made] == [*nodes, "HAS_PHONE.relationships.csv"]
    home = tmp_path / "home"
    code, said, complaint = load(home, str(tmp_path / "tables"))
    assert code == 0, complaint
    assert {item["file"] for item in said["imports"]} == {
        f"笔记本 7/{path.name}" for path in made if path.name != "Officer.nodes.csv"
    }
    assert "Officer.nodes.csv" in complaint  # the mapping says nothing of it
    with open_store(home=home) as store:
        used = store.read(
            "MATCH (p:Person)-[r:USES]->(t:PhoneNumber)"
            " RETURN p.key AS id, p.name AS name, t.key AS phone, r.first AS since ORDER BY id"
        )
    by_id = {row["id"]: row for row in used}
    assert by_id.keys() == {ONE, TWO}
    assert by_id[ONE]["name"] == "甲;乙"
    assert by_id[ONE]["phone"] == by_id[TWO]["phone"]
    assert by_id[ONE]["since"] and by_id[TWO]["since"] is None


def test_a_source_is_named_and_nothing_is_lost(graph: Graph, tmp_path: Path) -> None:
    whole = graph.run("MATCH (a)-[r]->(b) RETURN a, r, b").to_subgraph()
    places = py2neo_bridge.write_tables(whole, tmp_path, "nb")
    tables = {path.name: rows(path) for path in places}
    phone = tables["Handset.nodes.csv"][0]
    assert (phone["models"], phone["weight"], phone["/labels"]) == ("甲型；乙型", "180", "Handset")
    (first,) = (row for row in tables["HAS_PHONE.relationships.csv"] if row["note"])
    assert first["note"] == "x⏎y"
    assert first["start/labels"] == "Citizen；Officer"
    assert first["start/bornOn"] == "1970-01-02"
    identity = graph.evaluate("MATCH (n:Handset) RETURN id(n)")
    assert first["end/element"] == phone["/element"] == f"nb#{identity}"
    assert len(tables["Citizen.nodes.csv"]) == 2


def test_what_was_never_written_to_a_database_is_counted(tmp_path: Path) -> None:
    one, two = Node("Citizen", fullName="甲"), Node("Citizen", fullName="乙")
    places = py2neo_bridge.write_tables(Relationship(one, "KNOWS", two), tmp_path, "nb")
    people = {row["fullName"]: row["/element"] for row in rows(places[0])}
    assert set(people.values()) == {"nb#new-0", "nb#new-1"}
    (knows,) = rows(places[1])
    assert knows["start/element"] == people["甲"]


@pytest.mark.parametrize("found", [5, "text", [1], None])
def test_anything_else_is_refused(found: Any, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="py2neo"):
        py2neo_bridge.write_tables(found, tmp_path, "nb")
    py2neo_bridge.write_tables([], tmp_path, "nb")
    with pytest.raises(BadInput):
        py2neo_bridge.write_tables([], tmp_path, "nb")  # there already
    with pytest.raises(BadInput):
        py2neo_bridge.write_tables([], tmp_path, " ")


def test_our_subgraph_is_written_by_py2neo_as_our_store_writes_it(
    small_home: Path, neo4j_store: Running
) -> None:
    with Ledger.open(small_home) as ledger:
        after_commit(ledger)
    with open_store() as store:
        expected = content(store)
        seeds = [row["p"]["id"] for row in expected[0]]
        ours = store.subgraph(seeds, 1, SubgraphLimits())
    assert (len(ours.entities), len(ours.relations)) == tuple(map(len, expected))
    theirs = py2neo_bridge.to_py2neo(ours)
    empty(neo4j_store)
    with connected(neo4j_store) as opened:
        opened.create(theirs)
    with open_store() as store:
        assert content(store) == expected
