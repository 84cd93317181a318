"""Every question on the small case of ``small_gang``, with the answer beside it."""

import json
from pathlib import Path
from typing import Any

import pytest

from graph import audit
from graph.errors import Ambiguous, BadInput, Refused, StoreLagging, UnknownEntity
from graph.ledger import Ledger
from queries import registry, runner
from tests.queries.small_gang import C1, C2, C3, CASE, ID_3, ID_4, P1, P2


def _ask(home: Path, name: str, reveal: str | None = "test", **params: Any) -> dict[str, Any]:
    given = {key.rstrip("_"): value for key, value in params.items()}
    return runner.run(name, given, home=home, actor="tester", role="analyst", reveal=reveal)


def _labels(entities: list[dict[str, Any]]) -> list[str]:
    return [entity["label"] for entity in entities]


def test_the_envelope_has_its_keys(gang_home: Path) -> None:
    envelope = _ask(gang_home, "entity-network", of="李四")
    query = registry.get("entity-network")
    assert envelope["query"] == "entity-network"
    assert envelope["dataset_version"] == Ledger.open(gang_home).version()
    assert envelope["engine"] == "arcadedb"
    assert envelope["columns"] == list(query.columns)
    assert all(list(row) == envelope["columns"] for row in envelope["rows"])
    assert envelope["caveat"] == query.caveat._asdict()
    assert isinstance(envelope["took_ms"], int)
    assert "truncated" not in envelope
    assert json.loads(json.dumps(envelope)) == envelope


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("张三", "张三"),
        (ID_3, "张三"),
        (C1, C1),
        ("6222 0202 0000 0001", C1),
        ("６２２２０２０２００００００１", ""),
        ("138 1234 0001", "13812340001"),
        ("+86 138-1234-0001", "13812340001"),
        (P1, "13812340001"),
        ("红队", "红队"),
        ("G-01", "红队"),
        ("N-01", "N-01"),
        (CASE, "张三被冒充公检法诈骗案"),
    ],
)
def test_an_entity_is_found_by_id_number_key_or_name(
    gang_home: Path, text: str, label: str
) -> None:
    if not label:
        with pytest.raises(UnknownEntity):
            _ask(gang_home, "entity", of=text)
        return
    entity = _ask(gang_home, "entity", of=text)["entity"]
    assert entity["label"] == label
    assert _ask(gang_home, "entity", of=entity["id"])["entity"] == entity


def test_a_name_of_two_people_lists_them_masked(gang_home: Path) -> None:
    with pytest.raises(Ambiguous) as caught:
        _ask(gang_home, "entity", reveal=None, of="赵六")
    assert _labels(caught.value.details["candidates"]) == ["赵*", "赵*"]
    assert "赵*" in caught.value.en
    assert "赵六" not in caught.value.en.replace("'赵六'", "")


@pytest.mark.parametrize(
    "text", ["赵", "5555", "p-00000000000000000000000000", "622202*0001", "\u202e"]
)
def test_nothing_is_guessed(gang_home: Path, text: str) -> None:
    with pytest.raises(UnknownEntity):
        _ask(gang_home, "entity", of=text)


def test_search_says_why(gang_home: Path) -> None:
    hits = _ask(gang_home, "search", text=C1)["rows"]
    assert (hits[0]["label"], hits[0]["type"]) == (C1, "BankCard")
    assert {hit["label"] for hit in hits} == {C1, "张三"}
    assert all(hit["why"]["zh"] and hit["why"]["en"] for hit in hits)
    assert _labels(_ask(gang_home, "search", text="zs")["rows"]) == ["张三"]


def test_a_viewer_searches_only_by_shown_digits(gang_home: Path) -> None:
    assert len(_ask(gang_home, "search", text="40001")["rows"]) == 1
    assert _ask(gang_home, "search", reveal=None, text="40001")["rows"] == []
    found = _ask(gang_home, "search", reveal=None, text="138 1234 0001")["rows"]
    assert found[0]["label"] == "138****0001"
    assert "13812340001" not in json.dumps(found)


def test_entity_shows_every_property_with_its_rows(gang_home: Path) -> None:
    envelope = _ask(gang_home, "entity", of="李四")
    rows = {row["property"]: row for row in envelope["rows"]}
    assert set(rows) == {"name", "alias"}
    assert rows["alias"]["value"] == "阿四"
    assert rows["alias"]["label_zh"] == "绰号/曾用名"
    assert [source["import"] for source in rows["name"]["sources"]] == [2]
    assert len(rows["name"]["sources"][0]["file_sha256"]) == 64
    counted = {(r["type"], r["direction"]): r["count"] for r in envelope["relations"]}
    assert counted == {
        ("HOLDS", "out"): 1,
        ("USES", "out"): 1,
        ("MEMBER_OF", "out"): 1,
        ("REPORTS_TO", "out"): 1,
    }
    assert envelope["entity"]["family"] == "suspect"
    assert [record["label"] for record in envelope["records"]] == ["李四"]


def test_entity_counts_what_the_network_draws(gang_home: Path) -> None:
    for text in ("李四", C2, P1, "红队", CASE):
        counted = sum(r["count"] for r in _ask(gang_home, "entity", of=text)["relations"])
        assert counted == len(_ask(gang_home, "entity-network", of=text)["rows"])


def test_network_goes_by_hops_types_direction_and_window(gang_home: Path) -> None:
    def drawn(**params: Any) -> set[str]:
        return {row["type"] for row in _ask(gang_home, "entity-network", of=C2, **params)["rows"]}

    assert drawn() == {"TRANSFERS_TO", "HOLDS"}
    assert drawn(types="HOLDS", hops=2) == {"HOLDS"}
    assert drawn(types="TRANSFERS_TO", direction="out") == {"TRANSFERS_TO"}
    assert drawn(hops=2) == {"TRANSFERS_TO", "HOLDS", "USES", "MEMBER_OF", "REPORTS_TO"}
    assert drawn(since="2024-01-01") == {"HOLDS"}
    edge = _ask(gang_home, "entity-network", of=C1, types="TRANSFERS_TO")["rows"][0]
    assert (edge["from"]["key"], edge["to"]["key"]) == (C1, C2)
    assert (edge["count"], edge["amount_minor"], edge["currency"]) == (2, 300_00, "CNY")


def test_a_hub_is_shown_and_not_walked_through(gang_home: Path) -> None:
    def reached(**params: Any) -> set[str]:
        graph = _ask(gang_home, "entity-network", of=P2, types="CALLS", hops=2, **params)["graph"]
        return set(_labels(graph["nodes"]))

    assert reached() == {"13812340002", "13812340001", "95588"}
    path = {"from_": P1, "to": P2, "types": "CALLS", "max_length": 2}
    assert len(_ask(gang_home, "paths", **path)["rows"]) == 1
    assert _ask(gang_home, "paths", **path)["suppressed"] == {"hubs": 1}
    assert len(_ask(gang_home, "paths", include_hubs=True, **path)["rows"]) == 2


def test_what_is_cut_away_is_said(gang_home: Path) -> None:
    envelope = runner.run(
        "entity-network", {"of": C2, "hops": 2}, home=gang_home, limit=2, role="viewer"
    )
    assert len(envelope["rows"]) == 2
    assert envelope["truncated"]["shown"] == 2
    assert envelope["truncated"]["total"] > 2
    assert envelope["truncated"]["order"]["en"]


def test_paths_are_in_order_and_the_shortest_is_the_least(gang_home: Path) -> None:
    paths = _ask(gang_home, "paths", from_="张三", to="王五", max_length=4)["rows"]
    ids = [[node["id"] for node in row["nodes"]] for row in paths]
    assert ids == sorted(ids, key=lambda path: (len(path), path))
    assert {tuple(_labels(row["nodes"])) for row in paths if row["length"] == 3} == {
        ("张三", "13812340002", "13812340001", "王五"),
        ("张三", "张三被冒充公检法诈骗案", "红队", "王五"),
    }
    (least,) = _ask(gang_home, "shortest-path", from_="张三", to="王五")["rows"]
    assert least == paths[0]


def test_paths_can_be_typed_and_filtered(gang_home: Path) -> None:
    money = _ask(gang_home, "shortest-path", from_="张三", to="王五", types="HOLDS,TRANSFERS_TO")
    assert _labels(money["rows"][0]["nodes"]) == ["张三", C1, C2, C3, "王五"]
    by_account = _ask(gang_home, "shortest-path", from_="张三", to="王五", entities="Account")
    assert by_account["rows"] == money["rows"]
    ends = {"from_": "王五", "to": "张三", "types": "HOLDS,TRANSFERS_TO"}
    assert _ask(gang_home, "shortest-path", direction="out", **ends)["rows"] == []
    assert _ask(gang_home, "shortest-path", max_length=3, **ends)["rows"] == []
    (self_path,) = _ask(gang_home, "shortest-path", from_="张三", to="张三")["rows"]
    assert (self_path["length"], _labels(self_path["nodes"])) == (0, ["张三"])


def test_shared_identifiers(gang_home: Path) -> None:
    (row,) = _ask(gang_home, "shared-identifiers")["rows"]
    assert (row["identifier"]["key"], row["people"]) == (P1, 2)
    assert sorted(_labels(row["persons"])) == ["李四", "王五"]
    assert _ask(gang_home, "shared-identifiers", min_people=3)["rows"] == []


def test_gang_profile(gang_home: Path) -> None:
    envelope = _ask(gang_home, "gang-profile", of="红队")
    found = {(row["section"], row["entity"]["label"], row["role"]) for row in envelope["rows"]}
    assert found == {
        ("leaders", "王五", "老板"),
        ("members", "李四", "话务员"),
        ("superiors", "王五", ""),
        ("dens", "N-01", ""),
        ("phones", "13812340001", ""),
        ("accounts", C2, ""),
        ("accounts", C3, ""),
        ("cases", "张三被冒充公检法诈骗案", ""),
        ("victims", "张三", ""),
    }
    assert envelope["losses"] == [{"currency": "CNY", "amount_minor": 300_00}]
    assert envelope["counts"]["members"] == 1
    assert all(row["sources"] for row in envelope["rows"])
    for other in ("李四", "N-01"):
        assert _ask(gang_home, "gang-profile", of=other)["rows"] == envelope["rows"]
    with pytest.raises(BadInput):
        _ask(gang_home, "gang-profile", of="张三")


def test_edge_rows_prove_a_relation(gang_home: Path) -> None:
    for edge in _ask(gang_home, "entity-network", of=C1, hops=4)["rows"]:
        rows = _ask(gang_home, "edge-rows", edge=edge["id"])["rows"]
        assert len(rows) == edge["evidence_count"]
        assert all(row["source"]["row"] > 1 for row in rows)
    (edge,) = _ask(gang_home, "entity-network", of=C1, types="TRANSFERS_TO")["rows"]
    rows = _ask(gang_home, "edge-rows", edge=edge["id"])["rows"]
    assert [row["amount_minor"] for row in rows] == [100_00, 200_00]
    with pytest.raises(UnknownEntity):
        _ask(gang_home, "edge-rows", edge=edge["id"].replace("sCNY", "sUSD"))
    with pytest.raises(BadInput):
        _ask(gang_home, "edge-rows", edge="nonsense")


_QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("search", {"text": "张三"}),
    ("entity", {"of": "李四"}),
    ("entity", {"of": "N-01"}),
    ("entity-network", {"of": "红队", "hops": 3}),
    ("shortest-path", {"from": "张三", "to": "王五"}),
    ("paths", {"from": "张三", "to": "李四", "max_length": 4}),
    ("shared-identifiers", {}),
    ("gang-profile", {"of": "红队"}),
]


@pytest.mark.parametrize(("name", "params"), _QUESTIONS)
def test_a_viewer_sees_masks_everywhere(gang_home: Path, name: str, params: dict[str, Any]) -> None:
    envelope = runner.run(name, params, home=gang_home)
    shown = json.dumps({k: v for k, v in envelope.items() if k != "params"}, ensure_ascii=False)
    for secret in ("张三", "李四", "王五", "阿四", C1, C2, C3, P1, P1[3:], P2[3:], ID_3, ID_4):
        assert secret not in shown
    again = runner.run(name, params, home=gang_home)
    assert {**again, "took_ms": 0} == {**envelope, "took_ms": 0}


def test_a_reveal_needs_a_role_and_a_reason_and_is_audited(gang_home: Path) -> None:
    ask = {"home": gang_home, "actor": "tester"}
    with pytest.raises(Refused):
        runner.run("entity", {"of": C1}, role="viewer", reveal="curious", **ask)
    with pytest.raises(BadInput):
        runner.run("entity", {"of": C1}, role="analyst", reveal="  ", **ask)
    runner.run("entity", {"of": C1}, role="analyst", reveal="case 12", **ask)
    newest = audit.entries(gang_home, 1)[0]
    assert (newest.actor, newest.action, newest.why) == ("tester", "reveal", "case 12")
    assert newest.detail["params"] == {"of": C1}


def test_versions(gang_home: Path) -> None:
    first = Ledger.open(gang_home).versions()[0].version
    before = runner.run("entity", {"of": C2}, home=gang_home, as_of=first)
    assert before["dataset_version"] == first
    assert [r["type"] for r in before["relations"]] == ["TRANSFERS_TO", "TRANSFERS_TO"]
    with pytest.raises(StoreLagging, match="rebuild"):
        runner.run("entity-network", {"of": C2}, home=gang_home, as_of=first)
    with pytest.raises(BadInput):
        runner.run("entity", {"of": C2}, home=gang_home, as_of=999_999)


@pytest.mark.parametrize("limit", [0, -1, 100_000])
def test_a_limit_has_bounds(gang_home: Path, limit: int) -> None:
    with pytest.raises(BadInput, match="--limit"):
        runner.run("entity", {"of": C2}, home=gang_home, limit=limit)


def test_no_ledger_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        runner.run("entity", {"of": C2}, home=tmp_path / "nothing")
