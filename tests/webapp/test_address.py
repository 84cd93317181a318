"""A picture by its address: what it asks for is drawn, with one request to the server."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Browser

from tests.webapp.browser import signed_in, until
from webapp import app_assets, asked

DRAWN = "document.body.dataset.ready === 'true'"


def _case(client) -> str:
    answer = client.get("/entity")
    return str(client.get(answer.location).request.path.rpartition("/")[2])


def test_only_parameters_of_a_picture_reach_its_data() -> None:
    args = {"limit": "300", "hops": "2", "of": "x", "next": "//elsewhere", "types": "CALLS,USES"}
    found = asked.source("a-1", args)
    assert found == "/api/entities/a-1/picture?hops=2&types=CALLS%2CUSES&limit=300"
    assert asked.source("a-1", {}) == "/api/entities/a-1/picture?limit=50"
    assert asked.source("a-1", {}, phone=True) == "/api/entities/a-1/picture?hops=1&limit=14"


def test_the_page_asks_for_its_picture_before_its_scripts_run(site, sign_in) -> None:
    client = sign_in(site.app)
    page = client.get(f"/entity/{_case(client)}?hops=2&limit=7&order=last").text
    head, body = page.split("<body", 1)
    assert 'as="fetch"' in head
    assert "hops=2&amp;order=last&amp;limit=7" in head
    assert "hops=2&amp;order=last&amp;limit=7" in body


def test_static_files_say_what_they_are_and_travel_small(site) -> None:
    client = site.app.test_client()
    stamp = app_assets.digest()
    packed = client.get(f"/assets/{stamp}/tokens.css", headers={"Accept-Encoding": "gzip"})
    plain = client.get(f"/assets/{stamp}/tokens.css")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert (
        gzip.decompress(packed.data)
        == plain.data
        == app_assets.STATIC.joinpath("tokens.css").read_bytes()
    )
    assert "immutable" in packed.headers["Cache-Control"]
    assert client.get("/assets/older/tokens.css").headers["Cache-Control"] == "public, max-age=60"
    for name in ("nothing.css", "../app.py", "js"):
        assert client.get(f"/assets/{stamp}/{name}").status_code in (404, 401, 302, 303), name


@pytest.mark.browser
def test_an_address_opens_the_same_picture_for_everyone(
    site, sign_in, address: str, browser: Browser
) -> None:
    case = _case(sign_in(site.app))
    drawn = []
    for size, words in (("desk", "hops=1&limit=5"), ("phone", "hops=1&limit=5"), ("desk", "")):
        page, watch = signed_in(browser, site.home, address, size)
        page.goto(f"{address}/entity/{case}?{words}")
        until(page, DRAWN)
        names = "performance.getEntriesByType('resource').map((entry) => entry.name)"
        assert sum("/picture?" in name for name in page.evaluate(names)) == 1
        assert page.evaluate("performance.getEntriesByName('picture').length") == 1
        drawn.append(page.locator("#table tbody tr").count())
        assert (watch.outside, watch.broken) == ([], [])
    assert drawn[0] == drawn[1] == 5
    assert drawn[2] > 5
