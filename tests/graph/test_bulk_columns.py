"""Loading relations by column gives what loading them one by one gives."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from graph.dataset import contents
from graph.errors import BadInput
from graph.ledger import Ledger
from graph.store import arcadedb_load
from graph.store.arcadedb_columns import sender
from graph.store.arcadedb_store import ArcadeStore
from graph.sync import frames
from tests.graph.contents import content

HOSTILE = "\"'\\</script> \u202e\x01\n\t=1+1 \U0001f4b0 " + "长" * 5_000


@pytest.fixture
def loaded(small_home: Path):
    """The small case's nodes, and its edges with odd text and every kind of value."""
    with Ledger.open(small_home) as ledger:
        new = frames(ledger, ledger.version())
    edges = new.edges.with_columns(
        role=pl.lit(HOSTILE), amount_minor=pl.lit(2**62), case_nos=pl.lit(f"A1{contents.LIST}A2")
    )
    plain = edges.filter(pl.col("props").fill_null("") == "")
    return new.nodes, pl.concat([edges, plain.with_columns(id="id" + pl.lit("x"))])


def test_by_column_equals_one_by_one(loaded, tmp_path: Path) -> None:
    nodes, edges = loaded
    said = []
    for name, relations in (
        ("columns", contents.relation_frame(edges)),
        ("objects", contents.relations_of(edges)),
    ):
        store = ArcadeStore(tmp_path / name)
        try:
            store.load(contents.entities_of(nodes), relations, {})
            said.append(content(store))
        finally:
            store.close()
    assert said[0] == said[1]
    assert len(said[0][1]) == edges.height
    assert any(row["p"].get("role") == HOSTILE for row in said[0][1])


def test_columns_are_really_used(loaded, tmp_path: Path, monkeypatch) -> None:
    assert sender() is not None, "this release of arcadedb takes no columns: loads are slow"
    nodes, edges = loaded
    objects: list[int] = []
    inner = arcadedb_load._load_relations

    def counted(database, relations, places):
        rows = list(relations)
        objects.append(len(rows))
        inner(database, rows, places)

    monkeypatch.setattr(arcadedb_load, "_load_relations", counted)
    store = ArcadeStore(tmp_path / "store")
    store.load(contents.entities_of(nodes), contents.relation_frame(edges), {})
    store.close()
    assert sum(objects) == edges.filter(pl.col("props").fill_null("") != "").height < edges.height


def test_an_end_that_is_not_there_is_an_error(loaded, tmp_path: Path) -> None:
    nodes, edges = loaded
    lost = edges.head(1).with_columns(target=pl.lit("a-nobody"), props=pl.lit(""))
    store = ArcadeStore(tmp_path / "store")
    try:
        with pytest.raises(BadInput, match="a-nobody"):
            store.load(contents.entities_of(nodes), contents.relation_frame(lost), {})
        assert store.counts() == {"entities": 0, "relations": 0}
    finally:
        store.close()
