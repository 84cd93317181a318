"""An existing Neo4j of another shape is a source like any file."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver, GraphDatabase

from graph.ledger import Ledger
from graph.store.owner import open_embedded
from ingest import neo4j_source
from ingest.__main__ import main
from ingest.mapping_parse import load_file
from ingest.sources import read_row
from tests.neo4j import pole
from tests.neo4j.fixture import Running, empty

MAPPING = Path(__file__).with_name("pole.yml")
BY_TYPE = {"Person": pole.CITIZENS, "PhoneNumber": pole.HANDSETS, "Location": pole.HOMES}
RELATIONS = {
    "LIVES_AT": pole.CITIZENS, "USES": pole.HANDSETS, "OCCURRED_AT": pole.CRIMES,
    "INVOLVED_IN": pole.SUSPECTS,
}  # fmt: skip


@pytest.fixture(scope="module")
def source(neo4j_server: Running) -> Iterator[Driver]:
    """The filled database, and the settings that read it."""
    given = neo4j_server.settings
    user, password = given["GRAYCHAIN_STORE_USER"], given["GRAYCHAIN_STORE_PASSWORD"]
    empty(neo4j_server)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAYCHAIN_SOURCE_USER", user)
        patch.setenv("GRAYCHAIN_SOURCE_PASSWORD", password)
        patch.delenv("GRAYCHAIN_STORE", raising=False)
        with GraphDatabase.driver(neo4j_server.url, auth=(user, password)) as driver:
            pole.fill(driver)
            yield driver
    empty(neo4j_server)


Said = tuple[int, Any, str]


def load(home: Path, address: str, *more: str, mapping: Path = MAPPING) -> Said:
    """``ingest load`` in this process: exit code, what it says as JSON, and its complaint."""
    words = ["load", address, "--mapping", str(mapping), "--format", "json", *more]
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("GRAYCHAIN_HOME", str(home))
        patch.setenv("GRAYCHAIN_LANG", "en")
        code = main(words)
    return code, json.loads(out.getvalue() or "null"), err.getvalue()


def names(items: list[dict[str, Any]]) -> set[str]:
    return {item["file"].rpartition("/")[2] for item in items}


@pytest.fixture(scope="module")
def loaded(
    source: Driver, neo4j_server: Running, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """A HOME with the whole database loaded, and what the load said."""
    home = tmp_path_factory.mktemp("pole") / "home"
    code, said, complaint = load(home, neo4j_server.url)
    assert code == 0, complaint
    return home, said


def counted(home: Path, cypher: str) -> dict[str, int]:
    with open_embedded(home) as store:
        return {row["name"]: row["n"] for row in store.read(cypher)}


def test_every_node_and_relationship_is_there(loaded: tuple[Path, dict[str, Any]]) -> None:
    home, said = loaded
    tables = {item["file"].rpartition("/")[2]: item for item in said["imports"]}
    assert len(tables) == 8
    assert sum(t["lines"] - 1 for name, t in tables.items() if ".nodes." in name) == pole.NODES
    assert pole.NODES == 60_000
    assert all(item["rejected"] == 0 for item in said["imports"])
    types = counted(home, "MATCH (n:Graychain) RETURN n.type AS name, count(*) AS n")
    assert types == BY_TYPE | {"Case": pole.CRIMES}
    kinds = counted(home, "MATCH (:Graychain)-[r]->() RETURN type(r) AS name, count(*) AS n")
    assert kinds == RELATIONS


def test_a_source_is_the_element_in_the_database(
    loaded: tuple[Path, dict[str, Any]], source: Driver
) -> None:
    home, _ = loaded
    with Ledger.open(home) as ledger:
        key = "id:" + pole.national_id(7)
        found = ledger.read("records", where=f"list_contains(strong_keys, '{key}')")
        numbers = {row["import_id"]: row for row in ledger.imports().iter_rows(named=True)}
        rows = [(numbers[row["import_id"]], row["row"]) for row in found.iter_rows(named=True)]
        about, row = next(pair for pair in rows if pair[0]["file_name"].endswith("n.nodes.csv"))
        header, cells = read_row(ledger.original(about["file_sha256"]), "", row)
    seen = dict(zip(header, cells, strict=True))
    there = source.execute_query(
        "MATCH (n) WHERE elementId(n) = $id RETURN n.fullName AS name, n.nationalId AS id",
        id=seen["/element"],
    ).records[0]
    assert there["id"] == seen["nationalId"] == pole.national_id(7)
    assert there["name"] == '=1+1 "甲"\n乙,丙'
    assert seen["fullName"] == '=1+1 "甲"⏎乙,丙'
    assert about["file_name"].count("/") == 2  # host/database/table


def test_the_same_again_changes_nothing_and_a_change_is_asked_about(
    source: Driver, neo4j_server: Running, tmp_path: Path
) -> None:
    home, mapping = tmp_path / "home", tmp_path / "crimes.yml"
    whole = MAPPING.read_text(encoding="utf-8").split("---")
    parts = [part for part in whole if "label: Crime" in part or "PARTY_TO" in part]
    mapping.write_text("---".join(parts), encoding="utf-8")
    kinds = "MATCH (n:Case) RETURN n.name AS name, count(*) AS n"
    query = "MATCH (c:Crime {crimeNo: $no}) SET c.kind = $kind"
    code, first, _ = load(home, neo4j_server.url, mapping=mapping)
    assert (code, len(first["imports"])) == (0, 2)
    code, again, _ = load(home, neo4j_server.url, mapping=mapping)
    assert (code, again["imports"], again["version"]) == (0, [], None)
    assert names(again["already"]) == names(first["imports"])
    source.execute_query(query, no="X000002", kind="盗窃")
    try:
        code, _, complaint = load(home, neo4j_server.url, mapping=mapping)
        assert (code, len(complaint.splitlines())) == (2, 1)
        assert "Crime.nodes.csv has changed since import 1" in complaint
        assert counted(home, kinds) == {"诈骗": pole.CRIMES}
        code, replaced, _ = load(home, neo4j_server.url, "--replace", mapping=mapping)
    finally:
        source.execute_query(query, no="X000002", kind="诈骗")
    assert code == 0
    assert names(replaced["imports"]) == names(first["imports"])  # each shows the changed node
    assert counted(home, kinds) == {"诈骗": pole.CRIMES - 1, "盗窃": 1}


def test_reading_takes_the_memory_of_a_page(
    source: Driver, neo4j_server: Running, tmp_path: Path
) -> None:
    tables = {m.table.label: m for m in load_file(MAPPING).tables if m.table is not None}
    handsets = replace(tables["Handset"], others=())
    tracemalloc.start()
    try:
        (found,) = neo4j_source.read_tables(neo4j_server.url, handsets, tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak * 4 < found.path.stat().st_size  # as objects it would be several times the file


def test_the_server_sorts_nothing(source: Driver) -> None:
    for pattern, read in (
        (neo4j_source._NODE.format(name="Citizen"), neo4j_source._READ_NODES),
        (neo4j_source._RELATIONSHIP.format(name="LIVES_AT"), neo4j_source._READ_RELATIONSHIPS),
    ):
        plan = str(source.execute_query("EXPLAIN " + pattern + read).summary.plan)
        assert "Scan" in plan
        assert "'Sort" not in plan


WRONG = [
    ({"GRAYCHAIN_SOURCE_PASSWORD": "wrong"}, "", "sign-in"),
    ({"GRAYCHAIN_SOURCE_DATABASE": "nowhere"}, "", "cannot be read"),
    ({}, "bolt://127.0.0.1:1", "cannot be read"),
    ({}, "bolt://neo4j:secret@127.0.0.1:1", "out of the address"),
]


@pytest.mark.parametrize(("settings", "address", "said"), WRONG)
def test_what_cannot_be_read_is_one_line(
    settings: dict[str, str],
    address: str,
    said: str,
    source: Driver,
    neo4j_server: Running,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    code, _, complaint = load(tmp_path / "home", address or neo4j_server.url)
    assert (code, len(complaint.splitlines())) == (2, 1)
    assert said in complaint and "secret" not in complaint


def test_a_label_that_is_not_there_names_those_that_are(
    source: Driver, neo4j_server: Running, tmp_path: Path
) -> None:
    mapping = tmp_path / "a.yml"
    text = "preset: a\ncolumns: {a: {header: b}}\nentities: {p: {type: Person, role: x, name: a}}\n"
    for label, said in (
        ("label: Cityzen", "holds no 'Cityzen'; it has: Address, Citizen, Crime"),
        ("label: 'a`b'", "line 4"),
        ("label: Crime\nrelationship: LIVES_AT", "line 5"),
        ("", "name their label"),
    ):
        mapping.write_text(text + label)
        code, _, complaint = load(tmp_path / "home", neo4j_server.url, mapping=mapping)
        assert (code, len(complaint.splitlines())) == (2, 1)
        assert said in complaint
