"""What stands before every request: forgery, hosts, headers, rate limits, error answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from webapp import app_assets, guard
from webapp.app import create_app

TOKENS = f"/assets/{app_assets.digest()}/tokens.css"
LAYOUT = {"kind": "rings", "nodes": ["a", "b"], "pairs": [["a", "b"]]}


def test_every_answer_carries_the_strict_headers(empty: Flask, sign_in) -> None:
    for path in ("/signin", "/nowhere", "/api/nowhere", TOKENS, "/"):
        with sign_in(empty).get(path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert policy == guard.CSP
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_a_write_needs_the_token_of_the_session(empty: Flask, sign_in) -> None:
    client = sign_in(empty)
    assert client.post("/api/layout", json=LAYOUT).status_code == 200
    client.environ_base["HTTP_X_CSRF"] = "wrong"
    assert client.post("/api/layout", json=LAYOUT).status_code == 403
    del client.environ_base["HTTP_X_CSRF"]
    assert client.post("/reveal", data={"reason": "checking"}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_a_write_from_another_site_is_refused(empty: Flask, sign_in, headers) -> None:
    assert sign_in(empty).post("/api/layout", json=LAYOUT, headers=headers).status_code == 403
    assert (
        empty.test_client().post("/enter", json={"token": "x"}, headers=headers).status_code == 403
    )


def test_only_loopback_names_are_answered(empty: Flask) -> None:
    client = empty.test_client()
    assert client.get("/signin", base_url="http://127.0.0.1:5000").status_code == 200
    assert client.get("/signin", base_url="http://rebound.example").status_code == 400


def test_everything_but_the_gate_needs_a_caller(empty: Flask) -> None:
    client = empty.test_client()
    for rule in empty.url_map.iter_rules():
        if rule.endpoint in guard.PUBLIC or "GET" not in rule.methods:
            continue
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<{name}>", "x").replace(f"<path:{name}>", "x")
        answer = client.get(path)
        assert answer.status_code in (302, 401), path
        assert "/signin" in answer.headers.get("Location", "/signin")


def test_signing_in_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = create_app(tmp_path / "home", RATELIMIT_ENABLED=True).test_client()
    monkeypatch.setattr(guard.limiter, "enabled", False)  # after this test, for the other apps
    guard.limiter.enabled = True
    guard.limiter.reset()
    found = [client.post("/enter", json={"token": "x"}).status_code for _ in range(12)]
    assert found[:10] == [403] * 10
    assert found[10:] == [429, 429]


def test_errors_are_pages_for_people_and_json_for_programs(empty: Flask, sign_in) -> None:
    client = sign_in(empty)
    page = client.get("/nowhere", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "没有这一页" in page.text
    english = client.get("/nowhere?lang=en", headers={"Accept": "text/html"})
    assert "There is no such page" in english.text
    told = client.get("/api/queries/no-such-query").json["error"]
    assert told["kind"] == "BadInput"
    assert told["zh"] != told["en"]
    assert told["request"]
    assert "Traceback" not in client.get("/api/rows?ref=x").text


def test_the_internal_paths_need_the_owner(empty: Flask) -> None:
    answer = empty.test_client().post("/internal/read", json={"ping": True})
    assert answer.status_code == 503
    assert answer.json["error"]["kind"] == "StoreUnavailable"


def test_an_empty_home_says_what_to_do(empty: Flask, sign_in) -> None:
    page = sign_in(empty).get("/")
    assert page.status_code == 200
    assert "还没有数据" in page.text
    assert "python -m ingest load" in page.text
    assert not (empty.config["GRAYCHAIN_HOME"] / "ledger").exists()


def test_only_an_analyst_with_a_reason_may_reveal(empty: Flask, sign_in) -> None:
    viewer, analyst = sign_in(empty, "viewer"), sign_in(empty, "analyst")
    assert viewer.post("/reveal", data={"reason": "long enough"}).status_code == 403
    assert analyst.post("/reveal", data={"reason": "x"}).status_code == 400
    assert analyst.post("/reveal", data={"reason": "checking case 12", "next": "/"}).location == "/"
    assert analyst.get("/api/status").json["revealing"] is True
    assert "checking case 12" in analyst.get("/").text
    assert analyst.post("/reveal/stop", data={"next": "/"}).location == "/"
    assert analyst.get("/api/status").json["revealing"] is False
