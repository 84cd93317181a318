"""Projections of the small gang: who is in, what is left out and counted, and every bound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from graph.dataset import Dataset
from graph.errors import BadInput, LimitReached
from graph.ledger import Ledger
from graph.projections import DEFINITIONS, Bounds, project
from graph.projections.presence import meetings
from tests.graph.small_case import CASE, DAY_1, SEC
from tests.queries import small_gang


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    home = tmp_path_factory.mktemp("projections")
    small_gang.make(home)
    with Ledger.open(home, create=False) as ledger:
        yield Dataset(ledger)


def named(dataset: Dataset, name: str, bounds: Bounds = Bounds()) -> set[tuple[str, str, float]]:  # noqa: B008
    """The edges by natural key or name: what a reader of the case would write down."""
    frame = dataset.entities.select("entity_id", "key", "name").iter_rows()
    names = {i: label or key for i, key, label in frame}
    rows = project(dataset, name, bounds).edges.iter_rows()
    return {(names[a], names[b], w) for a, b, w in rows}


def test_funds_leave_the_victims_card_out_and_say_so(dataset: Dataset) -> None:
    assert named(dataset, "funds") == {(small_gang.C2, small_gang.C3, 250_00)}
    found = project(dataset, "funds")
    assert found.left_out == {"victims": 1}
    assert found.currency == "CNY" and found.directed
    both = Bounds(side="all")
    assert named(dataset, "funds", both) == {
        (small_gang.C1, small_gang.C2, 300_00),
        (small_gang.C2, small_gang.C3, 250_00),
    }
    whole = project(dataset, "funds", both)
    assert [whole.ids[i] for i in range(whole.n) if whole.victims[i]] == [
        dataset.entities.filter(pl.col("key") == small_gang.C1)["entity_id"][0]
    ]


def test_hubs_are_left_out_unless_asked_for(dataset: Dataset) -> None:
    found = project(dataset, "communication", Bounds(side="all"))
    assert found.left_out == {"hubs": 1}
    asked = Bounds(side="all", include_hubs=True)
    ends = {end for a, b, _ in named(dataset, "communication", asked) for end in (a, b)}
    assert "95588" in ends and "张三" in ends


def test_a_number_of_two_persons_stays_itself(dataset: Dataset) -> None:
    calls = named(dataset, "communication", Bounds(side="all"))
    assert calls == {(small_gang.P1, "张三", 1.0)}


def test_directions(dataset: Dataset) -> None:
    back = Bounds(direction="reverse")
    assert named(dataset, "funds", back) == {(small_gang.C3, small_gang.C2, 250_00)}
    assert not project(dataset, "funds", Bounds(direction="none")).directed
    assert project(dataset, "all", Bounds(direction="forward")).directed


def test_a_window_counts_only_what_lies_in_it(dataset: Dataset) -> None:
    minute = 60 * SEC
    first = Bounds(side="all", since=DAY_1, until=DAY_1 + 4 * minute)
    assert named(dataset, "funds", first) == {(small_gang.C1, small_gang.C2, 100_00)}
    assert project(dataset, "funds", Bounds(since=0, until=1)).n == 0
    with pytest.raises(BadInput):
        project(dataset, "funds", Bounds(since=5, until=5))


def test_scope_by_entity_and_case(dataset: Dataset) -> None:
    wang = dataset.entities.filter(pl.col("name") == "王五")["entity_id"][0]
    around = Bounds(side="all", seeds=(wang,), hops=1)
    assert named(dataset, "funds", around) == {(small_gang.C2, small_gang.C3, 250_00)}
    assert project(dataset, "supply", Bounds(case_no=CASE, hops=0)).n
    assert project(dataset, "supply", Bounds(case_no="A1", hops=3)).n == 0


def test_confidence_floor(dataset: Dataset) -> None:
    assert project(dataset, "supply").m == 4
    assert project(dataset, "supply", Bounds(min_confidence=1.01)).m == 0


def test_another_currency_is_never_added(dataset: Dataset) -> None:
    found = project(dataset, "funds", Bounds(side="all", currency="usdt"))
    assert (found.n, found.left_out["other_currencies"], found.currency) == (0, 2, "USDT")


def test_an_unknown_projection_names_the_known(dataset: Dataset) -> None:
    with pytest.raises(BadInput, match="co-presence"):
        project(dataset, "nothing")


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_projection_is_printed_and_comes_out_as_networkx_and_polars(
    dataset: Dataset, name: str
) -> None:
    found = project(dataset, name, Bounds(side="all"))
    graph, frame = found.to_networkx(), found.edges
    assert (len(graph), graph.size()) == (found.n, found.m) == (found.nodes.height, frame.height)
    said = found.describe()
    assert said["title"]["zh"] and said["weight"]["en"]
    assert (said["entities"], said["edges"]) == (found.n, found.m)
    assert list(found.ids) == sorted(set(found.ids))
    if found.n:
        with pytest.raises(LimitReached):
            found.to_networkx(max_nodes=found.n - 1)


def test_meetings_need_two_weak_occasions_or_a_strong_one() -> None:
    rows = [
        ("a", "cell@1", False), ("b", "cell@1", False), ("a", "cell@2", False),
        ("b", "cell@2", False), ("c", "cell@2", False), ("c", "room@1", True),
        ("d", "room@1", True), ("d", "room@2", True),
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["member", "anchor", "strong"], orient="row")
    found, crowds = meetings(frame)
    assert set(found.iter_rows()) == {("a", "b", 2.0), ("c", "d", 1.0)}
    assert crowds == 0


def test_a_crowd_joins_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAYCHAIN_HUB_DEGREE", "2")
    frame = pl.DataFrame({"member": ["a", "b", "c", "a", "b"], "anchor": ["x"] * 3 + ["y"] * 2})
    found, crowds = meetings(frame)
    assert set(found.iter_rows()) == {("a", "b", 1.0)}
    assert crowds == 1


def test_negative_weights_are_refused(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        file = small_gang.GangWriter(ledger)
        one, two = file.record("Person", "甲"), file.record("Person", "乙")
        both = {"ends": "record record", "props": '{"weight": "-2"}'}
        file.relation("RELATED_TO", one, two, **both)
        file.commit()
        with pytest.raises(BadInput, match=r"negative|负"):
            project(Dataset(ledger), "all")


def test_possibly_spoofed_numbers_are_left_out_and_counted(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        file = small_gang.GangWriter(ledger)
        one, two, three = (file.number("phone", f"+861380000000{i}", "PhoneNumber") for i in "123")
        file.rows["numbers"][0]["issues"] = '["spoof_suspected"]'
        file.rows["numbers"][1]["issues"] = file.rows["numbers"][2]["issues"] = "[]"
        file.call(one, two, 1)
        file.call(two, three, 2)
        file.commit()
        dataset = Dataset(ledger)
        found = project(dataset, "communication")
        assert (found.m, found.left_out) == (1, {"spoofed": 1})
        assert project(dataset, "communication", Bounds(include_spoofed=True)).m == 2
