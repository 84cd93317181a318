"""The money page in a real Chromium: picture and table add up to the query's cents."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from queries import runner
from tests.conftest import run_module
from tests.webapp.browser import SIZES, served, signed_in, until

pytestmark = pytest.mark.browser

CASE = "A9901050000002026119009"
MARKUP = "<img src=x onerror=alert(1)>"
REPORT = [
    "接警编号",
    "接警时间",
    "报警人",
    "报警人电话",
    "被骗金额",
    "付款账号",
    "收款账号",
    "付款时间",
    "案件编号",
]
REPORTS = [
    *("JJ1", "2026-11-05 12:00:00", MARKUP, "14000002731", "1000.00"),
    *("99001200000000018", "99002700000000026", "2026-11-05 10:00:00", CASE),
]
STATEMENT = ["交易账号", "账户开户名称", "交易时间", "交易金额", "交易余额", "收付标志"]
STATEMENT += ["交易对手账卡号", "对手户名", "摘要说明"]
OWN = ["99002700000000026", "财务\u202egpj.exe"]
STATEMENTS = [
    [*OWN, "2026-11-05 10:00:00", "1000.00", "1000.00", "进", "99001200000000018", MARKUP, ""],
    [*OWN, "2026-11-05 10:05:00", "600.00", "400.00", "出", "99003500000000034",
     '"><script>alert(2)</script>', "=HYPERLINK(1)"],
    [*OWN, "2026-11-05 10:06:00", "300.00", "100.00", "出", "",
     "\u200b</title><svg onload=alert(3)>" + "长" * 3000, "{{7*7}}"],
]  # fmt: skip


def _case(site: Any) -> str:
    return str(site.truth["payments"][0]["case"])


def _arrived(site: Any, **asked: Any) -> dict[int, int]:
    """level → tainted minor units, straight from the query."""
    sums: Counter[int] = Counter()
    for row in runner.run("fund-trace", asked, home=site.home)["rows"]:
        sums[row["level"]] += row["tainted_minor"]
    return dict(sums)


def _minor(text: str) -> int:
    """``¥66,739.60`` → 6673960."""
    return int(re.sub(r"[^\d-]", "", text.replace("−", "-")))


def _drawn(page: Page, css: str) -> dict[int, int]:
    """level → sum of the ribbons in the picture."""
    found = page.eval_on_selector_all(
        f".flow.{css} .ribbon:not([hidden])",
        "all => all.map(a => [Number(a.dataset.level), Number(a.dataset.minor)])",
    )
    sums: Counter[int] = Counter()
    for level, minor in found:
        sums[level] += minor
    return dict(sums)


def _tabled(page: Page, rows: str) -> dict[int, int]:
    """level → sum of the cells of column 其中涉诈, as they are read by people."""
    found = page.eval_on_selector_all(
        f"#levels tr.{rows}",
        "all => all.map(r => [Number(r.dataset.level), r.cells[2].textContent])",
    )
    sums: Counter[int] = Counter()
    for level, text in found:
        sums[level] += _minor(text)
    return dict(sums)


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("method", ["fifo", "prorata"])
def test_picture_and_table_are_the_query_to_the_cent(
    site, address: str, browser: Browser, size: str, method: str
) -> None:
    page, watch = signed_in(browser, site.home, address, size)
    page.goto(f"{address}/money?of={_case(site)}&method={method}&most=3")
    arrived = _arrived(site, of=_case(site), method=method)
    css = "wide" if size == "desk" else "up"
    expect(page.locator(f".flow.{css}")).to_be_visible()
    assert _drawn(page, css) == arrived
    assert _tabled(page, "lvl") == arrived
    assert _tabled(page, "acct") == arrived
    total = arrived[1]
    assert _minor(page.locator("#tainted").inner_text()) == total
    listed = "#to-request-list td[data-minor], #other-ends-list td[data-minor]"
    ends = page.eval_on_selector_all(listed, "all => all.map(c => c.textContent)")
    if not page.locator(".leaves .tag.warn, .leafh .tag.warn").count():
        assert sum(map(_minor, ends)) == total
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert (watch.outside, watch.broken) == ([], [])


def test_a_phone_lists_all_ends_when_asked(site, address: str, browser: Browser) -> None:
    page, _ = signed_in(browser, site.home, address, "phone")
    page.goto(f"{address}/money?of={_case(site)}")
    rows = page.locator("#other-ends-list tr")
    expect(rows.last).to_be_hidden()
    page.locator("#all-ends").click()
    expect(rows.last).to_be_visible()
    expect(page.locator("#all-ends")).to_be_hidden()
    amounts = page.locator(".endlist td[data-minor]").all_inner_texts()
    assert sum(map(_minor, amounts)) == _arrived(site, of=_case(site))[1]


def test_ribbons_are_as_thick_as_the_amount(site, address: str, browser: Browser) -> None:
    page, _ = signed_in(browser, site.home, address)
    page.goto(f"{address}/money?of={_case(site)}")
    found = page.eval_on_selector_all(
        ".flow.wide .ribbon",
        "all => all.map(a => [a.firstElementChild.getAttribute('d'), Number(a.dataset.minor)])",
    )
    sizes = [(float(re.findall(r"v([\d.]+)", path)[0]), minor) for path, minor in found]
    scale = sum(size for size, _ in sizes) / sum(minor for _, minor in sizes)
    assert all(size == pytest.approx(minor * scale, abs=0.02) for size, minor in sizes)


def test_method_window_and_payment_ask_again(site, address: str, browser: Browser) -> None:
    page, _ = signed_in(browser, site.home, address)
    case = _case(site)
    page.goto(f"{address}/money?of={case}")
    page.get_by_role("button", name="比例分摊").click()
    page.wait_for_url(re.compile("method=prorata"))
    assert _drawn(page, "wide") == _arrived(site, of=case, method="prorata")
    page.locator("input[name=window]").fill("1")
    page.locator(".ctrl button.go").click()
    page.wait_for_url(re.compile("window=1(&|$)"))
    assert "method=prorata" in page.url
    assert _drawn(page, "wide") == _arrived(site, of=case, method="prorata", window_hours=1)
    page.locator("select[name=payment]").select_option("1")
    page.wait_for_url(re.compile("payment=1"))
    paid = next(p for p in site.truth["payments"] if p["case"] == case)
    assert _minor(page.locator("#tainted").inner_text()) == paid["moves"]["fifo"][0]["amount_minor"]
    page.locator("input[name=floor]").fill("a")
    page.locator(".ctrl button.go").click()
    expect(page.locator("main [role=alert]")).to_have_count(1)
    assert page.locator("input[name=floor]").input_value() == "a"


def test_levels_open_one_by_one(site, address: str, browser: Browser) -> None:
    page, _ = signed_in(browser, site.home, address)
    page.goto(f"{address}/money?of={_case(site)}&levels=2")
    arrived = _arrived(site, of=_case(site))
    assert set(_drawn(page, "wide")) == {1, 2}
    expect(page.locator("#levels tr[data-level='3']").first).to_be_hidden()
    page.locator("#upto").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("output[for=upto]")).to_have_text("L3")
    assert _drawn(page, "wide") == {level: arrived[level] for level in (1, 2, 3)}
    page.locator("h2").first.click()
    page.keyboard.press("]")
    assert _drawn(page, "wide") == {level: arrived[level] for level in (1, 2, 3, 4)}
    page.locator("[data-fold='2']").click()
    expect(page.locator("#levels tr.acct[data-level='2']").first).to_be_hidden()
    expect(page.locator("#levels tr.lvl[data-level='2']")).to_be_visible()


def test_everything_is_reached_by_the_keyboard(site, address: str, browser: Browser) -> None:
    page, watch = signed_in(browser, site.home, address)
    page.goto(f"{address}/money?of={_case(site)}")
    page.locator(".flow.wide .node[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.level") == "1"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.level") == "2"
    assert page.locator(".flow.wide .node[tabindex='0']").count() == 1
    chosen = page.evaluate("document.activeElement.dataset.pick")
    page.keyboard.press("Enter")
    dialog = page.locator("#rows-dialog")
    expect(dialog.locator("table.moves tbody tr").first).to_be_visible()
    expect(dialog.locator("table.evt tbody tr").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f"#levels tr[data-pick='{chosen}']")).to_have_attribute(
        "aria-selected", "true"
    )
    page.locator("#levels tr.acct").first.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    assert watch.broken == []


def test_a_ribbon_opens_its_movements_and_their_original_rows(
    site, address: str, browser: Browser
) -> None:
    page, watch = signed_in(browser, site.home, address)
    page.goto(f"{address}/money?of={_case(site)}&most=1")
    ribbon = page.locator(".flow.wide .ribbon[data-level='3']").first
    minor = int(ribbon.get_attribute("data-minor") or 0)
    ribbon.dispatch_event("click", {"bubbles": True, "cancelable": True})
    dialog = page.locator("#rows-dialog")
    expect(dialog.locator("table.moves tbody tr").first).to_be_visible()
    cells = dialog.locator("table.moves tbody tr td:nth-child(5)").all_inner_texts()
    assert sum(map(_minor, cells)) == minor
    assert page.locator(".fl.on").count() == 2  # the same ribbon in both pictures
    dialog.locator("table.moves .src").first.click()
    expect(dialog.locator(".rawrow tr").first).to_be_visible()
    assert (watch.outside, watch.broken) == ([], [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_prints_on_one_sheet_with_its_assumptions(
    site, address: str, browser: Browser, language: str
) -> None:
    page, _ = signed_in(browser, site.home, address)
    page.goto(f"{address}/money?of={_case(site)}&lang={language}")
    page.emulate_media(media="print")
    for shown in (".headline", ".flow.wide", "#levels tfoot", ".assumed li", ".stamp"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".bar", ".tabs", ".flow.up", "#upto", ".noprint"):
        expect(page.locator(hidden).first).to_be_hidden()
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1
    wide, high = map(float, re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", pdf)[0])
    assert (round(wide), round(high)) == (842, 595)


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    site, address: str, browser: Browser, size: str, theme: Literal["light", "dark"]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, _ = signed_in(browser, site.home, address, size)
    page.emulate_media(color_scheme=theme)
    for more in ("", "&most=1&pick=2:*account", "&window=0"):
        page.goto(f"{address}/money?of={_case(site)}{more}")
        page.wait_for_load_state("networkidle")
        assert [each["id"] for each in axe.run(page).response["violations"]] == []


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A small case whose names were written by an attacker, served."""
    folder = tmp_path_factory.mktemp("hostile-money")
    for name, rows in (("接警单", [REPORT, REPORTS]), ("明细", [STATEMENT, *STATEMENTS])):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    paths = [str(folder / f"{name}.csv") for name in ("接警单", "明细")]
    run_module("ingest", "load", *paths, home=folder / "home")
    with served(folder / "home") as address:
        yield folder / "home", address


@pytest.mark.parametrize("size", sorted(SIZES))
def test_hostile_names_stay_text(hostile: tuple[Path, str], browser: Browser, size: str) -> None:
    home, address = hostile
    page, watch = signed_in(browser, home, address, size)
    page.goto(f"{address}/money?of={CASE}")
    page.locator("[data-reveal]").click()
    page.locator("#reveal-dialog input[name=reason]").fill("检查显示")
    page.locator("#reveal-dialog button[type=submit]").click()
    expect(page.locator("select[name=payment]")).to_contain_text(MARKUP)
    assert _tabled(page, "lvl") == {1: 100_000, 2: 90_000}
    assert _minor(page.locator("#to-request").inner_text()) == 90_000
    page.locator("#levels tr.acct").first.click()
    expect(page.locator("#rows-dialog table.evt tbody tr").first).to_be_visible()
    page.locator("#rows-dialog table.evt .src").last.click()
    until(page, "document.querySelectorAll('#rows-dialog .rawrow').length > 0")
    shown = page.evaluate("document.body.innerText")
    assert "\u202e" not in shown
    assert "\u200b" not in shown
    assert page.locator("main img, main script, dialog img, dialog script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto(f"{address}/money?of={CASE}&pick=%3Cimg%20src%3Dx%3E&floor=%3Csvg%3E")
    console = [line for line in watch.broken if "status of 4" not in line]
    assert (watch.outside, console) == ([], [])
