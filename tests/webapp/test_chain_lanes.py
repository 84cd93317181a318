"""The chain lanes in a real Chromium: wires between related cards, a clean address."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from graph.store import open_store
from tests.webapp.browser import signed_in

pytestmark = pytest.mark.browser


def _whole(site) -> str:
    return str(next(c["case"] for c in site.truth["chains"] if c["verdict"] == "complete"))


def test_wires_are_relations_of_the_graph(site, address: str, browser: Browser) -> None:
    page, watch = signed_in(browser, site.home, address)
    page.goto(f"{address}/chain/{_whole(site)}")
    wires = page.locator(".lanes .wires path")
    expect(wires.first).to_be_attached()
    ends = wires.evaluate_all("all => all.map(w => [w.dataset.from, w.dataset.to])")
    with open_store(home=site.home) as store:
        for here, after in ends:
            related = "MATCH (a {id: $a})-[r]-(b {id: $b}) RETURN count(r) AS n"
            assert store.read(related, {"a": here, "b": after})[0]["n"] > 0
    assert page.locator("#S6 .wires path.on").count() > 0  # the link whose rows are open
    page.locator("#S7 .tie a").click()
    expect(page.locator("#S7 .wires path.on").first).to_be_attached()
    expect(page.locator("#S6 .wires path.on")).to_have_count(0)
    expect(page.locator("#evidence-rows tbody tr").first).to_be_visible()
    assert (watch.outside, watch.broken) == ([], [])


def test_a_phone_reads_the_lanes_downwards_without_wires(
    site, address: str, browser: Browser
) -> None:
    page, watch = signed_in(browser, site.home, address, "phone")
    page.goto(f"{address}/chain/{_whole(site)}")
    tops = page.locator(".lane").evaluate_all("all => all.map(l => l.getBoundingClientRect().top)")
    assert tops == sorted(tops)
    assert len(set(tops)) == 10
    assert page.locator(".wires").count() == 0
    assert (watch.outside, watch.broken) == ([], [])


def test_an_entity_leads_to_its_chain_at_a_clean_address(site, sign_in) -> None:
    client = sign_in(site.app)
    case = client.get("/entity").location.rpartition("/")[2]
    assert f'href="/chain/{case}"' in client.get(f"/entity/{case}").text
    by_path, by_query = client.get(f"/chain/{case}").text, client.get(f"/chain?of={case}").text
    main = [page.split("<main")[1].split("</main>")[0] for page in (by_path, by_query)]
    assert main[0] == main[1]
