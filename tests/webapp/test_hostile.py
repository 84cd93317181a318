"""Text that attackers wrote is shown as text on every page, and never runs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import run_module
from tests.webapp.browser import go, served, signed_in, until

pytestmark = pytest.mark.browser

CASE = "A9901050000002026119001"
HEADER = ["姓名", "绰号", "证件号码", "联系电话", "现住址", "团伙名称", "团伙角色", "涉案案件编号"]
MARKUP = "<img src=x onerror=alert(1)>"
ROWS = [
    [MARKUP, "\" href=javascript:alert(1) '); DROP", "", "14000002731", MARKUP, "甲", "话务", CASE],
    ["财务\u202egpj.exe", "\u200b</script><script>alert(2)</script>", "", "14000002732",
     '=HYPERLINK("http://x.example","点我")', "甲", "组长", CASE],
    ["长" * 9_990, "{{7*7}}{% raw %}", "", "14000002733", "长" * 9_990, "甲", "\u2066话务", CASE],
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    with (folder / "嫌疑人.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROWS])
    run_module(
        "ingest", "load", str(folder / "嫌疑人.csv"), "--preset", "suspects", home=folder / "home"
    )
    return folder / "home"


@pytest.fixture(scope="module")
def where(home: Path) -> Iterator[str]:
    with served(home) as address:
        yield address


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_hostile_text_stays_text(home: Path, where: str, browser: Browser, size: str) -> None:
    page, watch = signed_in(browser, home, where, size)
    page.goto(f"{where}/questions")  # any page with the form of a reveal session
    for phone in ("14000002731", "14000002732", "14000002733"):
        go(page, f"{where}/search?q={phone}")
        page.wait_for_load_state("networkidle")
        page.locator("a.ref").first.click()
        until(page, "document.body.dataset.ready === 'true'")
        page.locator("#tab-entities").click()
        page.locator("#table tbody tr").last.click()
        page.locator("#tab-relations").click()
        page.locator("#table .src").first.click()
        expect(page.locator("#table .rawrow").first).to_be_visible()
        shown = page.evaluate("document.body.innerText")
        assert "\u202e" not in shown
        assert "\u200b" not in shown
        assert "\u2066" not in shown
        assert page.locator("main img, main script, aside img, aside script").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for text in (MARKUP, "\u202e<svg onload=alert(3)>", "x" * 5_000):
        go(page, f"{where}/search?q={quote(text)}")
        go(page, f"{where}/entity/{quote(text[:100], safe='')}")
    page.wait_for_load_state("networkidle")
    console = [line for line in watch.broken if "status of 4" not in line]
    assert (watch.outside, console) == ([], [])


def test_an_original_row_shows_the_marks_as_tags(home: Path, where: str, browser: Browser) -> None:
    page, _ = signed_in(browser, home, where)
    page.goto(f"{where}/search?q=14000002732")
    page.locator("a.ref").filter(has=page.locator(".f-suspect")).first.click()
    page.locator("[data-reveal]").click()
    page.locator("#reveal-dialog input[name=reason]").fill("检查显示")
    page.locator("#reveal-dialog button[type=submit]").click()
    until(page, "document.body.dataset.ready === 'true'")
    expect(page.locator("#right")).to_contain_text("</script><script>alert(2)</script>")
    page.locator("#right .src").first.click()
    row = page.locator("#rows-dialog .rawrow")
    expect(row.locator(".tag.warn").first).to_have_text("U+202E")
    expect(row).to_contain_text('=HYPERLINK("http://x.example","点我")')
