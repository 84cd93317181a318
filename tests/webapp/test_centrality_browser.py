"""The centrality page in a real Chromium: the query's ranks, reasons and removals, as a job."""

from __future__ import annotations

import csv
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from graph import audit
from queries import runner
from tests.conftest import run_module
from tests.webapp.browser import SIZES, served, signed_in

pytestmark = pytest.mark.browser
MARKUP = "<img src=x onerror=alert(1)>"
FUNDS: dict[str, Any] = {"projection": "funds", "metric": "pagerank"}


def _open(page: Page, address: str) -> None:
    page.goto(address)
    _ready(page)


def _ready(page: Page) -> None:
    """Wait for the answer; the page may show its job first and load again."""
    expect(page.locator("body[data-ready='true']")).to_have_count(1, timeout=60_000)


def _facts(page: Page) -> str:
    """The printed parameters: ``种子 1, 节点 n = 180 …``."""
    pairs = page.eval_on_selector_all(
        "#facts div",
        "all => all.map(d => `${d.children[0].textContent} ${d.children[1].textContent}`)",
    )
    return ", ".join(pairs)


def _ask(site: Any, name: str = "centrality", **params: Any) -> dict[str, Any]:
    return runner.run(name, params, home=site.home)


@pytest.mark.parametrize("size", sorted(SIZES))
def test_ranks_values_and_reasons_are_the_query(
    site, address: str, browser: Browser, size: str
) -> None:
    page, watch = signed_in(browser, site.home, address, size)
    _open(page, f"{address}/centrality?ask=ends")
    expected = _ask(site, **FUNDS)
    shown = page.eval_on_selector_all(
        "#ranks tr[data-id]",
        "all => all.map(r => [r.dataset.id, r.cells[0].textContent, r.cells[3].textContent])",
    )
    rows = expected["rows"][:100]
    assert [row[0] for row in shown] == [row["id"] for row in rows]
    assert [row[1] for row in shown] == [str(row["rank"]) for row in rows]
    assert [row[2] for row in shown] == [row["reason"]["zh"] for row in rows]
    facts = _facts(page)
    for told in (f"n = {expected['projection']['entities']}", "种子 1", "资金", "金额", "有向",
                 f"m = {expected['projection']['edges']}", "networkx", "精确"):  # fmt: skip
        assert told in facts
    other = {row["id"]: row["rank"] for row in _ask(site, **{**FUNDS, "metric": "degree"})["rows"]}
    beside = page.eval_on_selector_all(
        "#ranks tr[data-id]", "all => all.map(r => Number(r.cells[6].textContent))"
    )
    assert beside == [other[row["id"]] for row in rows]
    drawn = page.evaluate("document.querySelector('#net canvas').width")
    assert drawn > 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert (watch.outside, watch.broken) == ([], [])


def test_the_slider_shows_what_the_query_says_is_left(site, address: str, browser: Browser) -> None:
    page, watch = signed_in(browser, site.home, address)
    _open(page, f"{address}/centrality?ask=ends&top=5")
    expected = _ask(site, "disruption", **FUNDS, top=5)["rows"]
    largest = page.eval_on_selector_all(
        "#steps tbody tr", "all => all.map(r => r.cells[2].textContent.split(' ')[0])"
    )
    assert largest == [f"{row['largest']:,}" for row in expected]
    flows = page.eval_on_selector_all(
        "#steps tbody tr", "all => all.map(r => r.cells[5].textContent)"
    )
    assert [flow.replace(",", "") for flow in flows] == [
        f"¥{row['flow_minor'] / 100:.2f}" for row in expected
    ]
    page.locator("#removed").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#removed-out")).to_have_text("前 2 名")
    expect(page.locator("#steps tr[aria-selected='true']")).to_have_attribute("data-step", "2")
    assert page.locator("#ranks tr.gone").count() == 2
    page.locator("h2").first.click()
    page.keyboard.press("[")
    assert page.locator("#ranks tr.gone").count() == 1
    assert watch.broken == []


def test_picture_and_table_are_one_selection_and_lead_on(
    site, address: str, browser: Browser
) -> None:
    page, _ = signed_in(browser, site.home, address)
    _open(page, f"{address}/centrality?ask=ends")
    expect(page.locator("#ranks tr[aria-selected='true']")).to_have_count(1)
    page.locator("#ranks tr[data-id] a").nth(2).focus()
    third = page.locator("#ranks tr[data-id]").nth(2)
    expect(third).to_have_attribute("aria-selected", "true")
    chosen = third.get_attribute("data-id")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/entity/{chosen}")


def test_no_value_is_a_dash_and_victims_are_not_ranked(
    site, address: str, browser: Browser
) -> None:
    page, _ = signed_in(browser, site.home, address)
    for side in ("offender", "all"):
        _open(page, f"{address}/centrality?ask=broker&projection=all&side={side}")
        rows = _ask(site, projection="all", metric="constraint", side=side)["rows"]
        victims = set(site.keys("Victim"))
        assert not {row["id"] for row in rows} & victims
        cells = page.eval_on_selector_all(
            "#ranks tr[data-id]", "all => all.map(r => r.cells[2].textContent)"
        )
        for cell, row in zip(cells, rows, strict=False):
            assert (cell == "—") == (row["value"] is None)


def test_a_question_sets_projection_metric_and_direction(
    site, address: str, browser: Browser
) -> None:
    page, _ = signed_in(browser, site.home, address)
    _open(page, f"{address}/centrality")
    page.locator(".askbar a", has_text="谁在指挥").click()
    _ready(page)
    assert page.locator("select[name=projection]").input_value() == "supply"
    assert page.locator("select[name=metric]").input_value() == "pagerank"
    expect(page.locator("#facts")).to_contain_text("有向，取反")
    page.locator("select[name=metric]").select_option("degree")
    page.locator(".ctrl button.go").click()
    page.wait_for_url("**metric=degree**")
    _ready(page)
    first = _ask(site, projection="supply", metric="degree", direction="reverse")["rows"][0]
    expect(page.locator("#ranks tr[data-id]").first).to_have_attribute("data-id", first["id"])


def test_bad_questions_are_one_sentence_and_keep_the_form(
    site, address: str, browser: Browser
) -> None:
    page, _ = signed_in(browser, site.home, address)
    wrong = "metric=nothing ask=x top=0 min_confidence=-1 of=nobody-at-all since=2026-02-30"
    empty = "since=1999-01-01&until=1999-01-02 currency=XXX"
    for bad in f"{wrong} {empty}".split():
        page.goto(f"{address}/centrality?ask=ends&{bad}".replace("ask=ends&ask=x", "ask=x"))
        expect(page.locator("main [role=alert]")).to_have_count(1, timeout=30_000)
        expect(page.locator(".ctrl button.go")).to_be_visible()
        assert "Traceback" not in page.content()


def _workers(home: Path) -> list[int]:
    """Process ids of the worker processes of one HOME."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"webapp.jobs.worker" in words and str(home.resolve()).encode() in words:
            found.append(int(folder.name))
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds workers in /proc")
@pytest.mark.parametrize("size", sorted(SIZES))
def test_long_work_shows_its_progress_and_can_be_cancelled(
    site, address: str, browser: Browser, size: str
) -> None:
    page, watch = signed_in(browser, site.home, address, size)
    _open(page, f"{address}/centrality?ask=ends")
    workers = _workers(site.home)
    assert workers
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    try:
        page.goto(f"{address}/centrality?ask=ends&seed={len(size) + 40}")
        expect(page.locator("#job-progress")).to_be_visible()
        expect(page.locator("#job-state")).to_have_text("运行中")
        page.locator("#job-cancel").click()
        expect(page.locator("#job-words")).to_contain_text("已取消", timeout=20_000)
    finally:
        for worker in _workers(site.home):
            os.kill(worker, signal.SIGCONT)
    page.locator("#job-again").click()
    _ready(page)
    assert f"种子 {len(size) + 40}" in _facts(page)
    assert (watch.outside, watch.broken) == ([], [])


def test_the_csv_is_masked_and_audited(site, address: str, browser: Browser) -> None:
    page, _ = signed_in(browser, site.home, address)
    _open(page, f"{address}/centrality?ask=ends")
    with page.expect_download() as waited:
        page.locator(".tools a", has_text="导出名次").click()
    rows = list(csv.reader(Path(waited.value.path()).read_text("utf-8-sig").splitlines()))
    expected = _ask(site, **FUNDS)["rows"][:100]
    assert [row[1] for row in rows[1 : len(expected) + 1]] == [row["label"] for row in expected]
    assert ["种子", "1"] in rows
    assert not any(key in cell for row in rows for cell in row for key in site.keys("BankCard"))
    last = audit.entries(site.home, 1)[0]
    assert (last.action, last.subject) == ("export", "centrality")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_prints_with_its_parameters(site, address: str, browser: Browser, language: str) -> None:
    page, _ = signed_in(browser, site.home, address)
    _open(page, f"{address}/centrality?ask=ends&lang={language}")
    page.emulate_media(media="print")
    for shown in (".headline", "#facts", "#net canvas", ".curve.wide", "#ranks tr", ".stamp"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".bar", ".tabs", ".askbar", ".ctrl", "#removed"):
        expect(page.locator(hidden).first).to_be_hidden()


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    site, address: str, browser: Browser, size: str, theme: Literal["light", "dark"]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, _ = signed_in(browser, site.home, address, size)
    page.emulate_media(color_scheme=theme)
    _open(page, f"{address}/centrality?ask=ends")
    page.locator(".more > summary").click()
    assert [each["id"] for each in axe.run(page).response["violations"]] == []
    page.goto(f"{address}/centrality?metric=nothing")
    assert [each["id"] for each in axe.run(page).response["violations"]] == []


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Two calls between numbers whose owners were named by an attacker, served."""
    folder = tmp_path_factory.mktemp("hostile-centrality")
    header = ["人员编号", "姓名", "证件号码", "联系电话", "团伙名称", "涉案案件编号"]
    case = "A9901050000002026119009"
    rows = [
        ["1", MARKUP, "110105199001010002", "14000002731", "甲\u202e团伙", case],
        ["2", "</script><script>alert(2)</script>", "110105199001010029", "14000002732",
         "甲\u202e团伙", case],
    ]  # fmt: skip
    with (folder / "嫌疑人.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    run_module("ingest", "load", str(folder / "嫌疑人.csv"), home=folder / "home")
    with served(folder / "home") as address:
        yield folder / "home", address


@pytest.mark.parametrize("size", sorted(SIZES))
def test_hostile_names_stay_text(hostile: tuple[Path, str], browser: Browser, size: str) -> None:
    home, address = hostile
    page, watch = signed_in(browser, home, address, size)
    _open(page, f"{address}/centrality?ask=core")
    page.locator("[data-reveal]").first.click()
    page.locator("#reveal-dialog input[name=reason]").fill("检查显示")
    page.locator("#reveal-dialog button[type=submit]").click()
    expect(page.locator("#ranks")).to_contain_text(MARKUP, timeout=30_000)
    _ready(page)
    assert "\u202e" not in page.evaluate("document.body.innerText")
    assert page.locator("main img, main script:not([type])").count() == 0
    assert (watch.outside, watch.broken) == ([], [])
