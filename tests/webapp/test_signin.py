"""Signing in: passwords with a lock, one-time links, sessions, tokens."""

from __future__ import annotations

import sqlite3

import pytest
from flask import Flask

from graph import audit
from graph.errors import BadInput
from webapp import accounts, guard, sessions

PASSWORD = "correct horse battery"


def _home(app: Flask):
    return app.config["GRAYCHAIN_HOME"]


def _shift(app: Flask, sql: str) -> None:
    db = sqlite3.connect(_home(app) / "app.sqlite")
    with db:
        db.execute(sql)
    db.close()


def test_a_right_password_opens_the_page_it_was_asked_for(empty: Flask) -> None:
    accounts.save_user(_home(empty), "wang", "viewer", PASSWORD)
    client = empty.test_client()
    asked = client.get("/search?q=1")
    assert asked.status_code == 302
    assert asked.location == "/signin?next=%2Fsearch%3Fq%3D1"
    form = {"user": "wang", "secret": PASSWORD, "next": "/questions"}
    answer = client.post("/signin", data=form)
    assert (answer.status_code, answer.location) == (302, "/questions")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/questions").status_code == 200


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_way_back_never_leaves_the_site(empty: Flask, place: str) -> None:
    accounts.save_user(_home(empty), "wang", "viewer", PASSWORD)
    form = {"user": "wang", "secret": PASSWORD, "next": place}
    assert empty.test_client().post("/signin", data=form).location == "/"


def test_five_wrong_passwords_lock_the_account(empty: Flask) -> None:
    accounts.save_user(_home(empty), "wang", "viewer", PASSWORD)
    client = empty.test_client()
    for left in (4, 3, 2, 1):
        answer = client.post("/signin", data={"user": "wang", "secret": "wrong"})
        assert answer.status_code == 401
        assert f"还可再试 {left} 次" in answer.text
    assert "锁定" in client.post("/signin", data={"user": "wang", "secret": "wrong"}).text
    assert client.post("/signin", data={"user": "wang", "secret": PASSWORD}).status_code == 401
    _shift(empty, "UPDATE failures SET at = at - 1000")
    assert client.post("/signin", data={"user": "wang", "secret": PASSWORD}).status_code == 302
    assert "sign-in-failed" in {entry.action for entry in audit.entries(_home(empty))}


def test_an_unknown_account_is_counted_like_a_known_one(empty: Flask) -> None:
    first = accounts.sign_in(_home(empty), "nobody", "x")
    assert (first.user, first.tries_left) == (None, 4)


def test_a_short_password_or_an_unknown_role_is_refused(empty: Flask) -> None:
    with pytest.raises(BadInput):
        accounts.save_user(_home(empty), "wang", "viewer", "short")
    with pytest.raises(BadInput):
        accounts.save_user(_home(empty), "wang", "chief")


def test_a_changed_role_and_a_closed_account_take_effect_at_once(empty: Flask) -> None:
    home = _home(empty)
    accounts.save_user(home, "wang", "viewer", PASSWORD)
    client = empty.test_client()
    client.post("/signin", data={"user": "wang", "secret": PASSWORD})
    assert client.get("/api/status").json["role"] == "viewer"
    accounts.save_user(home, "wang", "analyst")
    assert client.get("/api/status").json["role"] == "analyst"
    accounts.disable_user(home, "wang")
    assert client.get("/api/status").status_code == 401


def test_a_link_works_once_and_for_fifteen_minutes(empty: Flask) -> None:
    home = _home(empty)
    token = sessions.create_link(home, "demo", "analyst")
    assert token not in (home / "app.sqlite").read_bytes().decode("latin-1")
    client = empty.test_client()
    assert client.get("/enter").status_code == 200  # a prefetch spends nothing
    assert client.post("/enter", json={"token": token}).json == {"next": "/"}
    assert client.get("/api/status").json["actor"] == "demo"
    assert empty.test_client().post("/enter", json={"token": token}).status_code == 403
    late = sessions.create_link(home, "demo", "analyst")
    _shift(empty, "UPDATE links SET expires_at = expires_at - 901")
    assert empty.test_client().post("/enter", json={"token": late}).status_code == 403


@pytest.mark.parametrize("body", [None, {}, {"token": 7}, ["x"]])
def test_a_link_without_a_token_is_refused(empty: Flask, body: object) -> None:
    assert empty.test_client().post("/enter", json=body).status_code == 403


def test_a_session_ends_when_idle_old_or_signed_out(empty: Flask, sign_in) -> None:
    client = sign_in(empty)
    assert client.get("/api/status").status_code == 200
    _shift(empty, "UPDATE sessions SET seen_at = seen_at - 1801")
    assert client.get("/api/status").status_code == 401
    client = sign_in(empty)
    _shift(empty, "UPDATE sessions SET created_at = created_at - 43201")
    assert client.get("/api/status").status_code == 401
    client = sign_in(empty)
    assert client.post("/signout").location == "/signin"
    assert client.get("/api/status").status_code == 401


def test_a_bearer_token_reads_the_api_until_it_is_revoked(empty: Flask) -> None:
    home = _home(empty)
    token = sessions.create_token(home, "script", "viewer", "nightly", 1)
    headers = {"Authorization": f"Bearer {token}"}
    client = empty.test_client()
    assert client.get("/api/status", headers=headers).json["actor"] == "script"
    body = {"kind": "rings", "nodes": ["a"], "pairs": []}
    assert client.post("/api/layout", json=body, headers=headers).status_code == 200
    _shift(empty, "UPDATE tokens SET revoked_at = 1")
    assert client.get("/api/status", headers=headers).status_code == 401
    assert client.get("/api/status", headers={"Authorization": "Bearer x"}).status_code == 401


def test_the_session_cookie_is_secure_off_the_loopback(empty: Flask) -> None:
    empty.config["TRUSTED_HOSTS"] = None
    accounts.save_user(_home(empty), "wang", "viewer", PASSWORD)
    form = {"user": "wang", "secret": PASSWORD}
    answer = empty.test_client().post("/signin", data=form, base_url="http://chain.example:80")
    assert guard.COOKIE in answer.headers["Set-Cookie"]
    assert "Secure" in answer.headers["Set-Cookie"]
