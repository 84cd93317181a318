"""Pages and API over a loaded sample: the chain with its gap, masks, sources, CSV, OpenAPI."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph import audit
from queries import registry
from webapp import guard

REASON = {"reason": "checking the returns", "next": "/"}


@pytest.fixture
def client(site, sign_in) -> FlaskClient:
    return sign_in(site.app)


@pytest.fixture
def broken(site) -> dict[str, Any]:
    """The chain of the truth that has gaps."""
    return next(chain for chain in site.truth["chains"] if chain["verdict"] == "broken")


def test_the_first_page_lists_every_case_with_its_gap(client, site, broken) -> None:
    page = client.get("/").text
    for chain in site.truth["chains"]:
        assert chain["case"] in page
    first = next(s for s, status in broken["stages"].items() if status == "gap" and s != "S3")
    assert f'<span class="tag gap">{first} ' in page
    assert "断链" in page


def test_the_chain_page_says_what_the_truth_says(client, broken) -> None:
    page = client.get(f"/chain?of={broken['case']}").text
    words = {"confirmed": "确认", "inferred": "推断", "gap": "缺失"}
    for stage, status in broken["stages"].items():
        if stage in ("S3", "S10"):
            continue
        lane = page.split(f'id="{stage}"', 1)[1].split("</section>", 1)[0]
        assert words[status] in lane, stage
        assert ('class="ghost"' in lane) == (status != "confirmed"), stage
    score = f"{broken['completeness']:.2f}".removeprefix("0")
    assert f"</small>{score}" in page


def test_links_open_their_rows_and_missing_ones_say_so(client, broken) -> None:
    for link, state in broken["links"].items():
        page = client.get(f"/chain?of={broken['case']}&link={link}").text
        drawer = page.split('id="evidence-rows"', 1)[1]
        rows = drawer.count('class="src"')
        assert (rows > 0) == (state == "evidenced"), link
    assert "没有证据行" in page or "原件" in page


def test_the_chain_opens_from_whoever_stands_in_it(client, site, broken) -> None:
    for kind in ("S6", "S7", "S8"):
        ref = broken["stage_entities"][kind][0]
        key = next(e["key"] for e in site.truth["entities"] if e["ref"] == ref)
        if key:
            assert broken["case"] in client.get("/chain", query_string={"of": key}).text


def test_a_viewer_sees_masks_everywhere(site, sign_in) -> None:
    viewer = sign_in(site.app, "viewer")
    victim = site.truth["payments"][0]["victim"]
    found = viewer.get("/api/search", query_string={"q": victim}).json["rows"]
    entity = found[0]["id"]
    paths = [f"/entity/{entity}", f"/api/entities/{entity}", f"/api/entities/{entity}/picture"]
    for path in paths:
        assert victim not in viewer.get(path).text, path
    sources = viewer.get(f"/api/entities/{entity}").json["rows"][0]["sources"]
    ref = f"{sources[0]['file_sha256']}:{sources[0]['row']}:{sources[0]['sheet']}"
    answer = viewer.get("/api/rows", query_string={"ref": ref})
    assert answer.status_code == 200
    assert victim not in answer.text
    assert "*" in answer.text


def test_a_reveal_shows_full_values_and_is_audited(site, sign_in) -> None:
    client = sign_in(site.app, "analyst", actor="li")
    victim = site.truth["payments"][0]["victim"]
    entity = client.get("/api/search", query_string={"q": victim}).json["rows"][0]["id"]
    assert victim not in client.get(f"/entity/{entity}").text
    client.post("/reveal", data=REASON)
    assert victim in client.get(f"/entity/{entity}").text
    client.post("/reveal/stop", data=REASON)
    assert victim not in client.get(f"/entity/{entity}").text
    told = [e for e in audit.entries(site.home) if e.actor == "li" and e.action == "reveal"]
    assert {entry.why for entry in told} == {REASON["reason"]}
    assert len(told) >= 2  # the reveal itself, and the query it showed


def test_a_picture_is_complete_directed_and_placed(client, broken) -> None:
    found = client.get("/api/search", query_string={"q": broken["case"]}).json["rows"]
    case = next(row["id"] for row in found if row["type"] == "Case")
    drawn = client.get(f"/api/entities/{case}/picture?limit=40").json
    ids = {node["id"] for node in drawn["nodes"]}
    assert case in ids
    assert len(drawn["edges"]) <= 40
    assert drawn["shown"] == len(drawn["edges"]) <= drawn["total"]
    for edge in drawn["edges"]:
        assert {edge["from"], edge["to"]} <= ids
        assert edge["arrows"] == "to"
    assert all(isinstance(node["x"], float | int) for node in drawn["nodes"])
    edge = drawn["edges"][0]
    proof = client.get(f"/api/edges/{edge['id']}/rows").json
    assert proof["total"] >= len(proof["rows"]) > 0
    assert proof["rows"][0]["header"]


def test_expanding_one_type_gives_only_that_type(client, broken) -> None:
    found = client.get("/api/search", query_string={"q": broken["case"]}).json["rows"]
    case = next(row["id"] for row in found if row["type"] == "Case")
    relations = client.get(f"/api/entities/{case}").json["relations"]
    line = relations[0]
    asked = {"types": line["type"], "direction": line["direction"], "limit": 5}
    drawn = client.get(f"/api/entities/{case}/expand", query_string=asked).json
    assert {edge["type"] for edge in drawn["edges"]} == {line["type"]}
    assert len(drawn["edges"]) <= 5


def test_the_search_page_finds_and_says_when_it_does_not(client, site) -> None:
    case = site.truth["chains"][0]["case"]
    assert case in client.get("/search", query_string={"q": case}).text
    assert "没有找到" in client.get("/search?q=000000999").text
    assert client.get("/search?q=").location == "/"


def test_errors_offer_a_way_on(client) -> None:
    page = client.get("/entity/p-nobody")
    assert page.status_code == 404
    assert "没有这个实体" in page.text
    wrong = client.get("/api/queries/search").json["error"]
    assert wrong["kind"] == "BadInput"
    assert client.get("/chain?of=nobody").status_code == 404
    assert client.get("/api/queries/search?text=x&limit=abc").status_code == 400


def test_every_query_has_a_form_and_a_path_in_the_description(client) -> None:
    listing = client.get("/questions").text
    described = client.get("/api/openapi.json").json
    for name, query in registry.load().items():
        assert f"/questions/{name}" in listing
        assert client.get(f"/questions/{name}").status_code == 200
        told = described["paths"][f"/api/queries/{name}"]["get"]
        names = {param["name"] for param in told["parameters"]}
        assert names == {param.name for param in query.params} | {"limit"}


def test_the_description_names_every_api_path(site, client) -> None:
    described = set(client.get("/api/openapi.json").json["paths"])
    for rule in site.app.url_map.iter_rules():
        path = re.sub(r"<(?:path:)?(\w+)>", r"{\1}", rule.rule)
        if path.startswith("/api/") and path != "/api/openapi.json":
            generic = path.replace("{name}", "search")
            assert generic in described, path


def test_a_csv_of_an_answer_has_no_formula(client, broken) -> None:
    asked = {"go": 1, "of": broken["case"], "format": "csv"}
    answer = client.get("/questions/crime-chain", query_string=asked)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) > 10
    assert not any(cell.startswith(("=", "@")) for row in rows for cell in row)


def test_pages_speak_english_when_asked(client, broken) -> None:
    page = client.get(f"/chain?of={broken['case']}&lang=en").text
    assert "stages missing" in page
    assert "Completeness" in page
    chinese = set(re.findall("[\u4e00-\u9fff]+", re.sub(r"<[^>]+>", "", page.split("<main")[0])))
    assert chinese <= {"中文"}


def test_queries_and_exports_are_audited(site, sign_in) -> None:
    client = sign_in(site.app, actor="zhao")
    client.get("/api/search?q=123")
    assert client.post("/api/exports", json={"kind": "csv", "subject": "p-1"}).status_code == 200
    assert client.post("/api/exports", json={"kind": "exe"}).status_code == 400
    told = [entry for entry in audit.entries(site.home) if entry.actor == "zhao"]
    assert [(entry.action, entry.subject) for entry in told] == [
        ("export", "p-1"),
        ("query", "search"),
    ]
    assert told[1].detail == {"params": {"text": "123"}}
    assert audit.broken_at(site.home, {}) == []


def test_static_and_strings_may_be_kept(client) -> None:
    with client.get("/strings/en.js") as answer:
        assert answer.mimetype == "text/javascript"
        assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert client.get("/strings/fr.js").status_code == 404
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_a_session_of_another_role_sees_its_menu(site, sign_in) -> None:
    assert "管理员" in sign_in(site.app, "admin").get("/questions").text
    assert guard.COOKIE not in sign_in(site.app).get("/questions").headers.get("Set-Cookie", "")
