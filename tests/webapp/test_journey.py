"""The investigator's journey in a real Chromium, on a desk screen and on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.webapp.browser import SIZES, Watch, one_time_link, open_page, signed_in, until

pytestmark = pytest.mark.browser
DRAWN = "document.body.dataset.ready === 'true'"


def _victim(truth: dict[str, Any]) -> tuple[str, str]:
    """(phone, case number) of the victim whose chain has the gap, by their row of 案件登记."""
    case = next(chain["case"] for chain in truth["chains"] if chain["verdict"] == "broken")
    of_case = next(e for e in truth["entities"] if e["type"] == "Case" and e["key"] == case)
    places = {(row["file"], row["row"]) for row in of_case["rows"] if "案件" in row["file"]}
    phone = next(
        entity["key"]
        for entity in truth["entities"]
        if entity["type"] == "PhoneNumber"
        and any(
            row["role"] == "victim-phone" and (row["file"], row["row"]) in places
            for row in entity["rows"]
        )
    )
    return phone.removeprefix("+86"), case


@pytest.mark.parametrize("size", sorted(SIZES))
def test_from_the_link_to_the_source_row(site, address: str, browser: Browser, size: str) -> None:
    phone, case = _victim(site.truth)
    page, watch = open_page(browser, size), Watch(address)
    watch.follow(page)

    page.goto(one_time_link(site.home))
    page.wait_for_url(f"{address}/")
    expect(page.get_by_text(case).first).to_be_visible()

    spaced = f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    page.locator("#q").press_sequentially(spaced, delay=5)
    person = page.locator("#suggest [role=option]").filter(has=page.locator(".f-victim"))
    expect(person).to_have_count(1)
    options = page.locator("#suggest [role=option]")
    for _ in range(options.count()):
        if person.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/entity/p-"))
    until(page, DRAWN)
    assert phone not in page.content()  # masked until a reason is given

    _expand(page, size)
    page.locator("#left a.btn", has_text="链条").click()
    page.wait_for_url(re.compile("/chain"))
    gap = page.locator(".lane.gap").first
    expect(gap.locator(".st.gap")).to_have_text("缺失")
    expect(gap.locator(".ghost p").first).to_contain_text("调取")
    _read_rows(page)
    assert (watch.outside, watch.broken) == ([], [])
    _fits(page)


def _expand(page: Page, size: str) -> None:
    """Collapse a line and expand it again; undo and redo give the same counts."""
    line = page.locator("#left li.rel:not(.off)").filter(has=page.locator(".f-phone")).first
    drawn = line.locator(".n b")
    expect(drawn).not_to_have_text("0")
    before = int(page.evaluate("document.body.dataset.drawn"))
    line.locator(".x").click()
    expect(drawn).to_have_text("0")
    if size == "desk":
        page.keyboard.press("Control+z")
        expect(drawn).not_to_have_text("0")
        page.keyboard.press("Control+Shift+z")
        expect(drawn).to_have_text("0")
    line.locator(".x").click()
    expect(drawn).not_to_have_text("0")
    until(page, f"Number(document.body.dataset.drawn) === {before}")


def _read_rows(page: Page) -> None:
    """A link opens its rows, a row opens the original cells."""
    page.locator(".tie:not(.x) a").first.click()
    expect(page.locator("#evidence-rows tbody tr").first).to_be_visible()
    page.locator("#evidence-rows .src").first.click()
    dialog = page.locator("#rows-dialog")
    expect(dialog.locator(".rawrow tr").first).to_be_visible()
    expect(dialog).to_contain_text("第")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()


def _fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_tools_of_the_network_page(site, address: str, browser: Browser) -> None:
    page, watch = signed_in(browser, site.home, address)
    _, case = _victim(site.truth)
    page.goto(f"{address}/search?q={case}")
    page.locator("a.ref").first.click()
    until(page, DRAWN)
    whole = page.locator("#table tbody tr").count()

    legend = page.locator("#legend button").first
    legend.click()
    assert page.locator("#table tbody tr").count() < whole
    legend.click()
    assert page.locator("#table tbody tr").count() == whole

    page.locator("#table tbody tr").first.locator(".src").click()
    expect(page.locator("#table .rawrow").first).to_be_visible()
    page.locator("#tab-entities").click()
    page.locator("#table tbody tr").nth(1).click()
    expect(page.locator("#table tr[aria-selected=true]")).to_have_count(1)

    for kind in ("levels", "rings", "force"):
        page.locator(f"[data-layout={kind}]").click()
        expect(page.locator(f"[data-layout={kind}]")).to_have_attribute("aria-pressed", "true")
    with page.expect_download() as csv:
        page.locator("#csv").click()
    assert Path(csv.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
    with page.expect_download() as png:
        page.locator("#png").click()
    assert Path(png.value.path()).read_bytes().startswith(b"\x89PNG")

    page.locator("#since").fill("2000-01-01")
    page.locator("#until").fill("2000-01-02")
    page.locator("#until").dispatch_event("change")
    page.locator("#tab-relations").click()
    page.locator("#time-all").click()
    expect(page.locator("#table tbody tr")).to_have_count(whole)
    assert (watch.outside, watch.broken) == ([], [])


def test_a_path_joins_the_picture(site, address: str, browser: Browser) -> None:
    page, watch = signed_in(browser, site.home, address)
    phone, _ = _victim(site.truth)
    page.goto(f"{address}/search?q={phone}")
    page.locator("a.ref").filter(has=page.locator(".f-victim")).first.click()
    until(page, DRAWN)
    page.locator("[data-path-start]").click()
    expect(page.locator("#cut")).to_contain_text("起点")
    page.locator("#tab-entities").click()
    page.locator("#table tbody tr").filter(has=page.locator(".f-account")).last.click()
    expect(page.locator("#cut")).to_contain_text(re.compile("步|条关系"))
    assert (watch.outside, watch.broken) == ([], [])


def test_full_values_need_a_reason_and_end(site, address: str, browser: Browser) -> None:
    page, watch = signed_in(browser, site.home, address)
    phone, _ = _victim(site.truth)
    page.goto(f"{address}/search?q={phone}")
    page.wait_for_load_state("networkidle")
    page.locator("a.ref").filter(has=page.locator(".f-phone")).first.click()
    until(page, DRAWN)
    assert phone not in page.locator("h1").inner_text()
    page.locator("[data-reveal]").click()
    page.locator("#reveal-dialog input[name=reason]").fill("核对通话单")
    page.wait_for_load_state("networkidle")
    page.locator("#reveal-dialog button[type=submit]").click()
    until(page, DRAWN)
    assert phone in page.locator("h1").inner_text()
    expect(page.locator(".revealing")).to_contain_text("核对通话单")
    page.wait_for_load_state("networkidle")
    page.locator(".revealing button").click()
    until(page, DRAWN)
    assert phone not in page.locator("h1").inner_text()
    assert (watch.outside, watch.broken) == ([], [])


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_draws_without_asking_anyone_else(
    site, address: str, browser: Browser, size: str, language: str
) -> None:
    page, watch = signed_in(browser, site.home, address, size)
    page.goto(f"{address}/language/{language}?next=/")
    _, case = _victim(site.truth)
    paths = ["/", "/questions", "/questions/search", "/search?q=zz", f"/chain?of={case}", "/entity"]
    for path in paths:
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        assert page.locator("main").is_visible(), path
        _fits(page)
    assert (watch.outside, watch.broken) == ([], [])
    page.goto(f"{address}/entity/p-nobody")
    assert page.locator(".note.bad").is_visible()
