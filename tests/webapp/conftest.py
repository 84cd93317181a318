"""A web application over an empty HOME, and one over a loaded sample with a gap."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright

from queries import context as query_context
from tests.webapp.browser import chromium, served
from webapp import guard, sessions
from webapp.app import create_app

SampleHomes = Callable[[str, int], Any]
#: signs a client in: ``sign_in(app, role) -> client``
SignIn = Callable[..., FlaskClient]


@dataclass(frozen=True)
class Site:
    """An application with the sample it serves."""

    app: Flask
    home: Path
    truth: dict[str, Any]

    def keys(self, kind: str) -> list[str]:
        """Natural keys of the truth's entities of one type."""
        return [e["key"] for e in self.truth["entities"] if e["type"] == kind and e["key"]]


@pytest.fixture
def empty(tmp_path: Path) -> Flask:
    """An application whose HOME holds nothing yet."""
    return create_app(tmp_path / "home", RATELIMIT_ENABLED=False)


@pytest.fixture(scope="session")
def site(sample_home: SampleHomes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An application over a copy of the sample whose chain has a gap."""
    sample = sample_home("gap", 1)
    home = tmp_path_factory.mktemp("web") / "home"
    shutil.copytree(sample.home, home)
    truth = json.loads(sample.truth.read_text(encoding="utf-8"))
    yield Site(create_app(home, RATELIMIT_ENABLED=False), home, truth)
    query_context.close_all()


@pytest.fixture
def sign_in() -> SignIn:
    """A client with a session of the given role; ``client.csrf`` is its token."""

    def start(app: Flask, role: str = "analyst", actor: str = "tester") -> FlaskClient:
        home = app.config["GRAYCHAIN_HOME"]
        token = sessions.open_session(home, actor, role)
        client = app.test_client()
        client.set_cookie(guard.COOKIE, token, domain="localhost")
        found = sessions.find_session(home, token)
        assert found
        client.environ_base["HTTP_X_CSRF"] = found.csrf
        return client

    return start


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """Where the sample is served, by a process of its own."""
    with served(site.home) as where:
        yield where


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    with sync_playwright() as playwright:
        found = chromium(playwright)
        yield found
        found.close()
