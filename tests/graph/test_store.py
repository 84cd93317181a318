"""The contract of a graph store, on every engine and every way to reach one."""

from __future__ import annotations

import threading

import pytest

from graph.errors import BadInput, LimitReached, Refused, StoreUnavailable
from graph.model import Batch, Entity, Relation
from graph.store import open_store
from graph.store.edges import parse_edge_id, relation_id, sum_id
from tests.graph.conftest import Pair

ENDLESS = """UNWIND range(1, 30000) AS a UNWIND range(1, 30000) AS b
WITH a, b WHERE a * b % 7 = 8 RETURN count(*) AS n"""


def entity(entity_id: str, kind: str = "Person", **properties: object) -> Entity:
    return Entity(entity_id, kind, f"key {entity_id}", f"label {entity_id}", properties)


def relation(start: str, end: str, kind: str = "RELATED_TO", **properties: object) -> Relation:
    return Relation(relation_id(kind, start, end), kind, start, end, properties)


def content(pair: Pair) -> list[dict[str, object]]:
    return pair.reader.read(
        "MATCH (n:Graychain) RETURN n.id AS id, labels(n) AS labels, properties(n) AS p ORDER BY id"
    )


def test_what_is_written_is_read(pair: Pair) -> None:
    values = {
        "名称": "<b onclick='x'>\"张三\"</b> \u202e=1+1 " + "长" * 10_000,
        "case_nos": ["A1", "A2"],
        "roles": [],
        "amount_minor": 2**62,
        "confidence": 0.9,
        "hub": False,
        "nothing": None,
    }
    pair.writer.write(Batch(entities=(entity("a-1", "BankCard", **values),)))
    (row,) = content(pair)
    del values["nothing"]
    named = {"id": "a-1", "type": "BankCard", "key": "key a-1", "label": "label a-1"}
    assert row["p"] == {**values, **named}
    assert sorted(row["labels"]) == ["Account", "BankCard", "Graychain"]


def test_an_upsert_replaces_all_properties(pair: Pair) -> None:
    one, two = entity("p-1", name="张", age=3), entity("p-2")
    pair.writer.write(Batch((one, two), (relation("p-1", "p-2", count=1, role="x"),)))
    pair.writer.write(Batch((entity("p-1", name="李"),), (relation("p-1", "p-2", count=2),)))
    graph = pair.reader.subgraph(["p-1"], 1)
    assert graph.entities[0].properties == {"name": "李"}
    assert [edge.properties for edge in graph.relations] == [{"count": 2}]
    assert pair.reader.counts() == {"entities": 2, "relations": 1}


def test_an_entity_keeps_its_relations_when_its_type_changes(pair: Pair) -> None:
    pair.writer.write(
        Batch(
            (entity("a-1", "Account"), entity("a-2", "Account"), entity("p-1")),
            (relation("p-1", "a-1", "HOLDS"), relation("a-1", "a-2", "TRANSFERS_TO", count=3)),
        )
    )
    pair.writer.write(Batch((entity("a-1", "BankAccount", name="户"),)))
    rows = pair.reader.read(
        "MATCH (p:Person)-[:HOLDS]->(a:BankAccount)-[t:TRANSFERS_TO]->(b:Account)"
        " RETURN p.id AS p, a.name AS name, t.count AS count, b.id AS b"
    )
    assert rows == [{"p": "p-1", "name": "户", "count": 3, "b": "a-2"}]


def test_types_of_a_mapping_file_need_no_schema(pair: Pair) -> None:
    pair.writer.write(
        Batch((entity("x-1", "赌场"), entity("p-1")), (relation("p-1", "x-1", "出入"),))
    )
    assert pair.reader.read("MATCH (:Person)-[r:出入]->(n:赌场) RETURN n.id AS id") == [
        {"id": "x-1"}
    ]
    with pytest.raises(BadInput):
        pair.writer.write(Batch((entity("x-2", "a`) DETACH DELETE n //"),)))


def test_a_relation_needs_both_ends(pair: Pair) -> None:
    pair.writer.write(Batch((entity("p-1"),)))
    with pytest.raises(BadInput):
        pair.writer.write(Batch(relations=(relation("p-1", "p-2"),)))
    with pytest.raises(BadInput):
        pair.writer.load([entity("p-9")], [relation("p-9", "p-2")], {"applied_version": 9})
    assert pair.reader.counts() == {"entities": 1, "relations": 0}
    assert pair.reader.applied_version() == 0


def test_deletions(pair: Pair) -> None:
    pair.writer.write(
        Batch(
            tuple(entity(f"p-{i}") for i in range(4)),
            (relation("p-0", "p-1"), relation("p-0", "p-2"), relation("p-2", "p-3")),
        )
    )
    gone = relation_id("RELATED_TO", "p-0", "p-1")
    pair.writer.write(Batch(delete_entities=("p-3", "p-7"), delete_relations=(gone, gone)))
    assert [row["id"] for row in content(pair)] == ["p-0", "p-1", "p-2"]
    edges = pair.reader.read("MATCH (:Graychain)-[r]->() RETURN r.id AS id")
    assert edges == [{"id": relation_id("RELATED_TO", "p-0", "p-2")}]


def test_load_replaces_everything(pair: Pair) -> None:
    pair.writer.write(Batch((entity("p-1"),)))
    pair.writer.set_meta(applied_version=1)
    entities = [entity("a-1", "BankCard", case_nos=["A"]), entity("p-2")]
    pair.writer.load(
        entities,
        [Relation(sum_id("HOLDS", "p-2", "a-1"), "HOLDS", "p-2", "a-1", {"count": 2})],
        {"applied_version": 5, "dataset_id": "d"},
    )
    assert [row["id"] for row in content(pair)] == ["a-1", "p-2"]
    assert pair.reader.meta() == {"applied_version": 5, "dataset_id": "d"}
    pair.writer.write(Batch((entity("p-2", name="后来"),)))
    assert pair.reader.subgraph(["p-2"], 1).relations[0].properties == {"count": 2}


def test_clear(pair: Pair) -> None:
    pair.writer.write(Batch((entity("p-1"),)))
    pair.writer.set_meta(applied_version=7)
    pair.writer.clear()
    assert pair.reader.counts() == {"entities": 0, "relations": 0}
    assert pair.reader.applied_version() == 0


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (n:Graychain {id: 'x'})",
        "MATCH (n) SET n.a = 1",
        "MERGE (n:Graychain {id: 'x'}) RETURN n",
        "MATCH (n) DETACH DELETE n",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "LOAD CSV FROM 'http://127.0.0.1:1/x' AS row RETURN row",
    ],
)
def test_a_read_cannot_write_nor_see_files(pair: Pair, cypher: str) -> None:
    pair.writer.write(Batch((entity("p-1"),)))
    with pytest.raises(Refused):
        pair.reader.read(cypher)
    assert pair.reader.counts() == {"entities": 1, "relations": 0}


def test_a_wrong_query_is_named(pair: Pair) -> None:
    with pytest.raises(BadInput) as caught:
        pair.reader.read("MATCH (n RETURN n")
    assert "\n" not in caught.value.en


def test_rows_are_bounded(pair: Pair) -> None:
    assert len(pair.reader.read("UNWIND range(1, 50) AS i RETURN i", max_rows=7)) == 7


def test_time_is_bounded(pair: Pair) -> None:
    with pytest.raises(LimitReached):
        pair.reader.read(ENDLESS, timeout=0.3)
    assert pair.reader.read("RETURN 1 AS one") == [{"one": 1}]


def test_a_short_limit_of_one_reader_is_not_another_readers(pair: Pair) -> None:
    work = "UNWIND range(1, 300) AS a UNWIND range(1, 1000) AS b RETURN sum(a * b) AS n"
    answers: list[object] = []

    def patient() -> None:
        answers.append(pair.reader.read(work, timeout=60))

    def hasty() -> None:
        with pytest.raises(LimitReached):
            pair.reader.read(ENDLESS, timeout=0.2)

    threads = [threading.Thread(target=item) for item in (hasty, patient) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[{"n": 45150 * 500500}]] * 3


def test_rows_hold_plain_values_only(pair: Pair) -> None:
    pair.writer.write(Batch((entity("p-1"), entity("p-2")), (relation("p-1", "p-2", count=1),)))
    (row,) = pair.reader.read(
        "MATCH (n {id: 'p-1'})-[r]->() RETURN n, collect(r) AS r, {m: n} AS m, null AS none"
    )
    node = {"id": "p-1", "type": "Person", "key": "key p-1", "label": "label p-1"}
    edge = {"id": relation_id("RELATED_TO", "p-1", "p-2"), "count": 1}
    assert row == {"n": node, "r": [edge], "m": {"m": node}, "none": None}


def test_parameters(pair: Pair) -> None:
    params = {"rows": [{"a": 1, "b": ["x", None]}, {"a": 2, "b": []}], "t": True, "n": None}
    cypher = "UNWIND $rows AS row RETURN row.a AS a, row.b AS b, $t AS t, $n AS n"
    assert pair.reader.read(cypher, params) == [
        {"a": 1, "b": ["x", None], "t": True, "n": None},
        {"a": 2, "b": [], "t": True, "n": None},
    ]


def test_writers_at_the_same_time(pair: Pair) -> None:
    hub = entity("p-0")
    pair.writer.write(Batch((hub,)))

    def work(first: int) -> None:
        for i in range(first, first + 20):
            pair.writer.write(Batch((entity(f"p-{i}"),), (relation(f"p-{i}", "p-0"),)))

    threads = [threading.Thread(target=work, args=(1 + 20 * i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pair.reader.counts() == {"entities": 81, "relations": 80}


def test_edge_ids_tell_their_parts() -> None:
    edge = parse_edge_id(sum_id("TRANSFERS_TO", "a-1", "a-2", "CNY"))
    assert (edge.type, edge.source, edge.target) == ("TRANSFERS_TO", "a-1", "a-2")
    assert (edge.kind, edge.suffix) == ("sum", "CNY")
    assert parse_edge_id(relation_id("HOLDS", "p-1", "a-2")).kind == "relation"
    assert relation_id("HOLDS", "p", "a", "<b>.") == relation_id("HOLDS", "p", "a", "<b>.")
    with pytest.raises(BadInput):
        parse_edge_id("nonsense")


def test_an_unknown_store_is_named(tmp_path) -> None:
    with pytest.raises(BadInput):
        open_store("ftp://x", tmp_path)


def test_a_closed_store_says_so(tmp_path) -> None:
    store = open_store("embedded", tmp_path)
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable):
        store.read("RETURN 1 AS one")
