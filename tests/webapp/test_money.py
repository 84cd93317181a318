"""The money page and its API over a loaded sample: the query's numbers, masks, CSV, bad input."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient

import webapp
from graph import audit
from queries import runner

FOLDER = Path(webapp.__file__).parent


@pytest.fixture
def client(site, sign_in) -> FlaskClient:
    return sign_in(site.app)


@pytest.fixture
def case(site) -> str:
    return str(site.truth["payments"][0]["case"])


def _query(site: Any, **asked: Any) -> dict[str, Any]:
    return runner.run("fund-trace", asked, home=site.home)


@pytest.mark.parametrize("method", ["fifo", "prorata"])
def test_the_api_tells_the_levels_of_the_query(site, client, case: str, method: str) -> None:
    told = client.get("/api/money", query_string={"of": case, "method": method}).json
    rows = _query(site, of=case, method=method)["rows"]
    for level in told["levels"]:
        here = [row for row in rows if row["level"] == level["number"]]
        arrived = sum(row["tainted_minor"] for row in here)
        assert level["arrived"] == arrived
        drawn = [link for link in told["links"] if link["level"] == level["number"]]
        assert sum(link["tainted_minor"] for link in drawn) == arrived
        assert level["holds"]
    assert len(told["levels"]) == max(row["level"] for row in rows)
    paid = [p for p in site.truth["payments"] if p["case"] == case]
    ended = sum(leaf["tainted_minor"] for p in paid for leaf in p["leaves"][method])
    assert told["tainted_minor"] == sum(end["tainted_minor"] for end in told["ends"]) == ended
    assert told["turnover_minor"] > told["tainted_minor"]
    assert told["failed"] == []


def test_the_api_equals_the_truth_file_per_payment(site, client, case: str) -> None:
    payments = client.get("/api/money", query_string={"of": case}).json["payments"]
    paid = [p for p in site.truth["payments"] if p["case"] == case]
    assert len(payments) == len(paid)
    for number, (payment, truth) in enumerate(zip(payments, paid, strict=True), start=1):
        asked = {"of": case, "payment": number}
        told = client.get("/api/money", query_string=asked).json
        assert told["tainted_minor"] == payment["amount_minor"]
        moves = truth["moves"]["fifo"]
        for level in told["levels"]:
            wanted = sum(m["tainted_minor"] for m in moves if m["level"] == level["number"])
            assert level["arrived"] == wanted


def test_the_page_opens_from_case_victim_and_account(site, client, case: str) -> None:
    victim = site.truth["payments"][0]["victim"]
    account = _query(site, of=case)["rows"][0]["to"]["id"]
    for of in (case, victim, account):
        page = client.get("/money", query_string={"of": of})
        assert page.status_code == 200, of
        assert "分级对账" in page.text
        assert "流水总额" in page.text
        assert "不作涉诈金额" in page.text


def test_other_pages_lead_to_the_money(site, client, case: str) -> None:
    found = client.get("/api/search", query_string={"q": case}).json["rows"]
    case_id = next(row["id"] for row in found if row["type"] == "Case")
    assert f"/money?of={case_id}" in client.get(f"/chain?of={case}").text
    assert f"/money?of={case_id}" in client.get(f"/entity/{case_id}").text
    assert client.get("/money").location.startswith("/money?of=")


def test_method_and_bounds_change_the_answer(client, case: str) -> None:
    def ask(**more: Any) -> dict[str, Any]:
        return dict(client.get("/api/money", query_string={"of": case, **more}).json)

    plain = ask()
    assert ask(method="pro-rata")["ends"] != plain["ends"]
    assert len(ask(depth=1)["levels"]) == 2  # what goes on from level 1 ends at level 2
    assert {end["reason"] for end in ask(depth=1)["ends"]} >= {"depth"}
    assert "floor" in {end["reason"] for end in ask(floor="30000")["ends"]}
    for more in ({"depth": 1}, {"floor": "30000"}, {"window": 1}):
        assert ask(**more)["failed"] == []
    few = ask(most=2)
    others = [node for node in few["nodes"] if node["kind"] == "others"]
    assert others
    assert all(node["members"] >= 1 and node["entity"] is None for node in others)


@pytest.mark.parametrize("asked", [{}, {"payment": 2}, {"method": "prorata"}])
def test_a_trace_longer_than_one_answer_keeps_its_sums(
    client, case: str, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = client.get("/api/money", query_string={"of": case, **asked}).json
    monkeypatch.setenv("GRAYCHAIN_MAX_ROWS", "20")
    cut = client.get("/api/money", query_string={"of": case, **asked}).json
    assert cut["truncated"]["total"] > cut["truncated"]["shown"] == 20
    assert "truncated" not in whole
    for part in ("payments", "ends", "failed", "tainted_minor", "turnover_minor", "turnover_moves"):
        assert cut[part] == whole[part], part
    for part, value in (("levels", "arrived"), ("nodes", "tainted_minor")):
        assert [row[value] for row in cut[part]] == [row[value] for row in whole[part]], part
    page = client.get("/money", query_string={"of": case, **asked, "pick": "1:*account"}).text
    assert "由全部" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"window": "0"},
        {"window": "-5"},
        {"floor": "-1"},
        {"floor": "<script>"},
        {"depth": "99"},
        {"method": "lifo"},
        {"payment": "99"},
        {"most": "0"},
        {"currency": "JPY"},
    ],
)
def test_a_wrong_parameter_is_one_sentence(client, case: str, wrong: dict[str, str]) -> None:
    page = client.get("/money", query_string={"of": case, **wrong})
    assert page.status_code == 400
    told = re.findall(r'role="alert">([^<]+)<', page.text)
    assert len(told) == 1
    assert "<script>" not in page.text.split("<main", 1)[1]
    answer = client.get("/api/money", query_string={"of": case, **wrong})
    assert answer.status_code == 400
    assert answer.json["error"]["en"].endswith(".")


def test_an_entity_without_payments_says_so_and_offers_cases(site, client) -> None:
    page = client.get("/money", query_string={"of": site.keys("AtmOrBranch")[0]})
    assert page.status_code == 400
    assert "没有可追踪的被骗付款" in page.text
    assert "/money?of=" in page.text.split("<main", 1)[1]
    assert client.get("/money?of=nobody").status_code == 404


def test_numbers_are_masked_until_a_reason_is_given(site, sign_in, case: str) -> None:
    key = site.truth["payments"][0]["moves"]["fifo"][0]["to"]
    client = sign_in(site.app, "analyst", actor="qian")
    pick = client.get("/api/money", query_string={"of": case}).json["links"][0]
    asked = {"of": case, "pick": f"{pick['source']}>{pick['target']}"}
    for path in ("/money", "/api/money", "/money/rows", "/money/ends.csv"):
        assert key not in client.get(path, query_string=asked).text, path
    client.post("/reveal", data={"reason": "checking the levels", "next": "/"})
    assert key in client.get("/money", query_string=asked).text
    told = [entry for entry in audit.entries(site.home) if entry.actor == "qian"]
    assert [e.subject for e in told if e.action == "query"].count("fund-trace") == 6
    assert [e.subject for e in told if e.action == "export"] == ["fund-trace"]


def test_every_link_and_node_opens_its_movements_and_rows(client, case: str) -> None:
    told = client.get("/api/money", query_string={"of": case, "most": 3}).json
    for link in told["links"]:
        pick = f"{link['source']}>{link['target']}"
        page = client.get("/money/rows", query_string={"of": case, "most": 3, "pick": pick}).text
        assert page.count("data-sources") > 0, pick
        assert "原件" in page
    for node in told["nodes"]:
        asked = {"of": case, "most": 3, "pick": node["key"]}
        assert "data-sources" in client.get("/money/rows", query_string=asked).text
    assert "没有选中的笔" in client.get(f"/money/rows?of={case}&pick=9:zzz").text


def test_the_list_of_ends_is_largest_first_and_downloads(client, case: str) -> None:
    answer = client.get("/money/ends.csv", query_string={"of": case})
    lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))[1:]
    amounts = [float(line[2].replace(",", "")) for line in lines]
    assert amounts == sorted(amounts, reverse=True)
    told = client.get("/api/money", query_string={"of": case}).json
    assert round(sum(amounts) * 100) == told["tainted_minor"]
    page = client.get("/money", query_string={"of": case}).text
    listed = page.split('id="to-request-list"', 1)[1].split("</tbody>", 1)[0]
    assert listed.count("待调证") == listed.count("调取 ") > 0


def test_the_page_prints_its_assumptions_in_both_languages(client, case: str) -> None:
    for code, words in {
        "zh": ("每跳窗口 72 小时", "校验通过"),
        "en": ("72 hours", "checks hold"),
    }.items():
        page = client.get("/money", query_string={"of": case, "lang": code}).text
        for word in words:
            assert word in page
    main = re.sub(r"<[^>]+>", " ", page.split('id="main"', 1)[1])
    names = set(re.findall("[\u4e00-\u9fff]+", main))
    assert all("某" in name or len(name) <= 3 for name in names), names


def test_every_sentence_of_the_page_is_in_both_languages() -> None:
    words = [yaml.safe_load(path.read_text("utf-8")) for path in FOLDER.glob("strings*.yml")]
    keys = [(group, key) for groups in words for group, rows in groups.items() for key in rows]
    assert len(keys) == len(set(keys))
    for key, (zh, en) in next(groups["money"] for groups in words if "money" in groups).items():
        assert set(re.findall(r"{(\w+)}", zh)) == set(re.findall(r"{(\w+)}", en)), key
        assert zh.strip()
        assert en.strip()
