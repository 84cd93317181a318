"""Whatever happened in the ledger, a store that followed step by step equals one made anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import polars as pl
import pytest

from graph import sync
from graph.dataset import Dataset
from graph.dataset import contents as sync_frames
from graph.dataset.difference import difference
from graph.ledger import Ledger
from graph.model import Batch, Entity
from graph.search import index as search_index
from graph.store.arcadedb_store import ArcadeStore
from graph.store.edges import relation_id, sum_id
from graph.store.owner import open_embedded
from tests.graph import small_case
from tests.graph.contents import content

TABLES = {
    "entity": "*",
    "number": "*",
    "name": "entity, kind, shown, folded",
    "name_fts": "words",
    "pinyin": "*",
    "link": "*",
    "meta": "*",
}


@pytest.fixture
def ledger(small_home):
    with Ledger.open(small_home) as opened:
        yield opened


def index(home):
    """Everything the search index says."""
    with closing(sqlite3.connect(search_index.path(home))) as database:
        return {
            table: sorted(database.execute(f"SELECT {columns} FROM {table}"), key=repr)
            for table, columns in TABLES.items()
        }


def assert_as_rebuilt(ledger, store, tmp_path):
    followed = content(store), store.meta(), index(ledger.home)
    anew = ArcadeStore(tmp_path / "anew" / str(ledger.version()))
    try:
        sync.rebuild(ledger, anew)
        assert followed == (content(anew), anew.meta(), index(ledger.home))
    finally:
        anew.close()


def entity_named(ledger, name):
    found = Dataset(ledger).entities.filter(pl.col("name") == name)
    return found["entity_id"].to_list()


def test_every_kind_of_change(ledger, tmp_path):
    with open_embedded(ledger.home) as store:
        sync.sync(ledger, store)
        start = content(store)
        states = [start]

        def step():
            assert sync.sync(ledger, store) == ledger.version()
            assert_as_rebuilt(ledger, store, tmp_path)
            states.append(content(store))

        again = small_case.bank_file(ledger)  # the same rows in another file: only evidence
        step()
        assert [row["p"]["id"] for row in states[-1][0]] == [row["p"]["id"] for row in start[0]]
        assert states[-1] != start
        ledger.undo_import(again, "twice", "tester")
        step()
        assert states[-1] == start

        records = Dataset(ledger).records.filter(pl.col("type") == "Person")["record_id"].to_list()
        ledger.decide("merge", {"records": records}, "one man", "tester")
        step()
        assert len(states[-1][0]) == len(start[0]) - 1
        ledger.decide("split", {"records": records[1:]}, "two men", "tester")
        step()
        assert states[-1] == start

        about = Dataset(ledger).relations.filter(pl.col("type") == "MEMBER_OF").row(0, named=True)
        asserted = {
            "type": "LEADS", "from_kind": "record", "from_id": about["from_id"],
            "to_kind": "record", "to_id": about["to_id"], "role": "老板",
        }  # fmt: skip
        decision = ledger.decide("assert", {"relation": asserted}, "seen", "tester")
        step()
        added = {row["p"]["id"] for row in states[-1][1]} - {row["p"]["id"] for row in start[1]}
        assert [edge.split(".")[0] for edge in added] == ["LEADS"]
        ledger.decide("undo", {"decision_id": decision.decision_id}, "wrong", "tester")
        step()
        assert states[-1] == start

        ledger.decide("retract", {"relation_id": about["relation_id"]}, "wrong", "tester")
        step()
        assert "MEMBER_OF" not in [row["type"] for row in states[-1][1]]


def test_a_number_that_turns_out_to_be_a_card(ledger, tmp_path):
    """The type, and so the labels, of an entity change; its relations stay."""
    with open_embedded(ledger.home) as store:
        sync.sync(ledger, store)
        file = small_case.Writer(ledger)
        two = file.number("account", "6222020200000003", "Account")
        one = file.number("account", small_case.CARD_1, "BankCard")
        file.transfer(one, two, 9, 5_00)
        file.commit()
        sync.sync(ledger, store)
        assert_as_rebuilt(ledger, store, tmp_path)
        file = small_case.Writer(ledger)
        file.number("account", "6222020200000003", "BankAccount")
        file.commit()
        sync.sync(ledger, store)
        assert_as_rebuilt(ledger, store, tmp_path)
        assert store.read(
            "MATCH (:BankCard)-[r:TRANSFERS_TO]->(b:BankAccount {key: '6222020200000003'})"
            " RETURN r.amount_minor AS amount"
        ) == [{"amount": 5_00}]


def test_an_empty_ledger_leaves_an_empty_store(ledger, tmp_path):
    with open_embedded(ledger.home) as store:
        sync.sync(ledger, store)
        for number in (1, 2):
            ledger.undo_import(number, "all", "tester")
        sync.sync(ledger, store)
        assert content(store) == ([], [])
        assert_as_rebuilt(ledger, store, tmp_path)


def test_nothing_to_do_writes_nothing(ledger):
    with open_embedded(ledger.home) as store:
        sync.sync(ledger, store)
        store.write(Batch((Entity("x-1", "Odd", "", ""),)))
        assert sync.sync(ledger, store) == ledger.version()
        assert store.counts()["entities"] == 8


@pytest.mark.parametrize(
    "marker",
    [{"busy": True}, {"layout": "older"}, {"dataset_id": "other"}, {"applied_version": 999_999}],
)
def test_a_store_that_cannot_be_trusted_is_rebuilt(ledger, marker):
    with open_embedded(ledger.home) as store:
        sync.sync(ledger, store)
        right = content(store)
        store.write(Batch((Entity("x-1", "Odd", "", ""),)))
        store.set_meta(**marker)
        assert sync.sync(ledger, store) == ledger.version()
        assert content(store) == right


def test_a_lost_search_index_comes_back(ledger):
    with open_embedded(ledger.home) as store:
        sync.sync(ledger, store)
        right = index(ledger.home)
        search_index.path(ledger.home).unlink()
        assert search_index.version(ledger.home) == -1
        sync.sync(ledger, store)
        assert index(ledger.home) == right


def test_edges_of_pairs_and_registers(ledger):
    dataset = Dataset(ledger)
    rows = {row["id"]: row for row in sync_frames.edges(dataset).iter_rows(named=True)}
    accounts = dict(dataset.entities.select("key", "entity_id").iter_rows())
    one, two = accounts[small_case.CARD_1], accounts[small_case.CARD_2]
    paid = rows[sum_id("TRANSFERS_TO", one, two, "CNY")]
    assert (paid["count"], paid["amount_minor"], paid["currency"]) == (2, 300_00, "CNY")
    assert (paid["first"], paid["kind"]) == (small_case.DAY_1, "aggregated")
    (holder,) = entity_named(ledger, "李四")
    held = rows[relation_id("HOLDS", holder, two)]
    assert (held["kind"], held["amount_minor"], held["evidence_count"]) == ("asserted", None, 1)
    hub = [row["suppressed"] for row in rows.values() if row["type"] == "CALLS"]
    assert hub == [True]


def test_equal_registered_relations_are_one_edge(ledger):
    small_case.bank_file(ledger)
    rows = sync_frames.edges(Dataset(ledger)).filter(pl.col("type") == "USES")
    assert rows.select("count", "evidence_count").rows() == [(2, 2)]


def test_payments_add_up_once_and_a_loss_told_twice_is_one(ledger):
    for _ in range(2):  # the second file repeats the first
        file = small_case.Writer(ledger)
        person = file.record("Person", "王五", "id:110105199303030001", role="victim")
        case = file.record("Case", "案", "case:A1", role="case")
        card = file.number("account", small_case.CARD_1, "BankCard")
        for minute in (1, 2):
            at = small_case.DAY_1 + minute
            money = {"amount_minor": 70_00, "currency": "CNY", "valid_from": at}
            file.relation("PAID_SCAM", person, card, **money)
        loss = {"amount_minor": 140_00, "currency": "CNY", "ends": "record record"}
        file.relation("VICTIM_OF", person, case, **loss)
        file.commit()
    rows = sync_frames.edges(Dataset(ledger)).filter(pl.col("amount_minor").is_not_null())
    amounts = dict(rows.select("type", "amount_minor").iter_rows())
    assert amounts == {"PAID_SCAM": 140_00, "VICTIM_OF": 140_00, "TRANSFERS_TO": 300_00}


def test_a_merge_leaves_no_relation_of_a_person_to_himself(ledger):
    file = small_case.Writer(ledger)
    one = file.record("Person", "赵一", "id:110105199404040005")
    other = file.record("Person", "赵乙", "id:110105199505050009")
    file.relation("RELATED_TO", one, other, ends="record record")
    file.commit()
    kinds = sync_frames.edges(Dataset(ledger))["type"].to_list()
    ledger.decide("merge", {"records": [one, other]}, "same", "tester")
    after = sync_frames.edges(Dataset(ledger))["type"].to_list()
    assert sorted([*after, "RELATED_TO"]) == sorted(kinds)


def test_a_difference_from_nothing_is_everything(ledger):
    new = sync.frames(ledger, ledger.version())
    none = sync.Frames(new.nodes.clear(), new.edges.clear())
    grown, shrunk = difference(none, new), difference(new, none)
    assert (grown.rows, shrunk.rows) == (13, 13)
    assert (len(grown.gone_nodes), len(shrunk.gone_nodes)) == (0, 7)
    assert difference(new, new).rows == 0
