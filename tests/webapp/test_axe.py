"""axe-core over the running pages: nothing serious or critical, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.webapp.browser import SIZES, open_page, signed_in, until

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def _grave(page: Page) -> list[str]:
    found = axe.Axe().run(page, options=RULES).response["violations"]
    return [
        f"{page.url} {each['id']}: {node['html'][:160]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_have_no_grave_violation(
    site, address: str, browser: Browser, size: str, theme: str
) -> None:
    page, _ = signed_in(browser, site.home, address, size)
    page.emulate_media(color_scheme=theme)
    case = site.truth["chains"][0]["case"]
    grave = []
    for path in (
        "/",
        f"/chain/{case}",
        "/questions",
        "/questions/search",
        "/search?q=99",
        "/entity",
    ):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        if path == "/entity":
            until(page, "document.body.dataset.ready === 'true'")
            page.locator("#tab-entities").click()
        grave += _grave(page)
    assert grave == []


def test_the_sign_in_page_has_no_grave_violation(address: str, browser: Browser) -> None:
    page = open_page(browser, "phone")
    page.goto(f"{address}/signin")
    assert _grave(page) == []
