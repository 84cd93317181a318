"""The station page in a real Chromium: the query's track and numbers where they belong."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, expect

from graph import audit
from queries import runner
from tests.queries.stations.drive import STATION, Drive
from tests.webapp.browser import SIZES, served, signed_in

pytestmark = pytest.mark.browser
ASKED = "near_m=1500"


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A station's drive with a victim, loaded and served."""
    folder = tmp_path_factory.mktemp("station")
    Drive(1).load(folder / "home", folder / "files")
    with served(folder / "home") as address:
        yield folder / "home", address


def _asked(home: Path, reveal: bool = False) -> dict[str, Any]:
    more = {"role": "analyst", "actor": "tester", "reveal": "核对"} if reveal else {}
    return runner.run("station-track", {"of": STATION, "near_m": 1500}, home=home, **more)


@pytest.mark.parametrize("size", sorted(SIZES))
def test_map_and_tables_are_the_query(
    driven: tuple[Path, str], browser: Browser, size: str
) -> None:
    home, address = driven
    page, watch = signed_in(browser, home, address, size)
    page.goto(f"{address}/station?of={STATION}&{ASKED}")
    answer = _asked(home)
    track = [row for row in answer["rows"] if row["section"] == "track"]
    near = [row for row in answer["rows"] if row["section"] == "inside"]
    css = "desk" if size == "desk" else "small"
    expect(page.locator(f".map.{css}")).to_be_visible()
    assert page.locator(f".map.{css} .stop").count() == len(track)
    assert page.locator(f".map.{css} .hit").count() == answer["victims_inside"] > 0
    assert page.locator(f".map.{css} .dot").count() == len(near) - answer["victims_inside"]
    places = page.eval_on_selector_all(
        "#track tbody tr", "all => all.map(r => r.cells[3].textContent)"
    )
    assert places == [f"{row['lat']:.5f}, {row['lon']:.5f}" for row in track]
    listed = page.eval_on_selector_all("#near tbody tr", "all => all.map(r => r.dataset.near)")
    assert sorted(listed) == sorted(row["entity"]["id"] for row in near)
    victims = page.locator("#near tr[data-status='victim']")
    assert victims.count() == answer["victims_inside"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert (watch.outside, watch.broken) == ([], [])


def test_the_map_is_true_to_scale_and_north_is_up(
    driven: tuple[Path, str], browser: Browser
) -> None:
    home, address = driven
    page, _ = signed_in(browser, home, address)
    page.goto(f"{address}/station?of={STATION}&{ASKED}")
    track = [row for row in _asked(home)["rows"] if row["section"] == "track"]
    spots = page.eval_on_selector_all(
        ".map.desk .stop circle",
        "all => all.map(c => [c.cx.baseVal.value, c.cy.baseVal.value])",
    )
    bar = page.locator(".map.desk .scale path").get_attribute("d") or ""
    pixels = float(re.findall(r"h([\d.]+)", bar)[0])
    number, unit = (page.locator(".map.desk .scale text").text_content() or "").split()
    metres = float(number) * (1000 if unit == "km" else 1) / pixels
    for (x, y), (x2, y2), row in zip(spots, spots[1:], track[1:], strict=False):
        drawn = ((x - x2) ** 2 + (y - y2) ** 2) ** 0.5 * metres
        assert drawn == pytest.approx(row["distance_m"], rel=0.01, abs=metres)
    north = [y for _, y in sorted(zip([row["lat"] for row in track], spots, strict=True))]
    assert [spot[1] for spot in north] == sorted((spot[1] for spot in spots), reverse=True)
    assert "GCJ-02 已转 WGS-84" in page.locator(".credit").inner_text()
    assert "2026-04" in page.locator(".credit").inner_text()


def test_zoom_window_and_station_ask_again(driven: tuple[Path, str], browser: Browser) -> None:
    home, address = driven
    page, _ = signed_in(browser, home, address)
    page.goto(f"{address}/station?{ASKED}")  # the first station
    word = page.locator(".map.desk .scale text").text_content()
    page.get_by_role("link", name="缩小").click()
    page.wait_for_url("**zoom=0.5**")
    assert page.locator(".map.desk .scale text").text_content() != word
    page.locator("input[name=near_m]").fill("100")
    page.locator(".ctrl button.go").click()
    page.wait_for_url("**near_m=100&**")
    few = runner.run("station-track", {"of": STATION, "near_m": 100}, home=home)
    assert page.locator("#near tbody tr").count() == len(few["rows"]) - page.locator(
        "#track tbody tr"
    ).count()  # fmt: skip
    page.locator("select[name=of]").select_option(index=1)
    expect(page.locator("main [role=alert]")).to_have_count(1)
    for bad in ("near_m=x", "since=2026-06-01&until=2026-05-01", "zoom=3", "radius_m=0"):
        page.goto(f"{address}/station?of={STATION}&{bad}")
        expect(page.locator("main [role=alert]")).to_have_count(1)


def test_stops_and_numbers_are_reached_by_the_keyboard(
    driven: tuple[Path, str], browser: Browser
) -> None:
    home, address = driven
    page, watch = signed_in(browser, home, address)
    page.goto(f"{address}/station?of={STATION}&{ASKED}")
    expect(page.locator("body[data-ready='true']")).to_have_count(1)
    page.locator(".map.desk .hit").first.focus()
    page.keyboard.press("Enter")
    chosen = page.locator("#near tr[aria-selected='true']")
    expect(chosen).to_have_attribute("data-status", "victim")
    page.locator("#track .src").nth(1).focus()
    expect(page.locator(".map.desk .stop.cur")).to_have_attribute("data-stop", "2")
    page.keyboard.press("Enter")
    expect(page.locator("#rows-dialog .rawrow tr").first).to_be_visible()
    assert (watch.outside, watch.broken) == ([], [])


def test_the_csv_is_masked_and_audited(driven: tuple[Path, str], browser: Browser) -> None:
    home, address = driven
    page, _ = signed_in(browser, home, address)
    page.goto(f"{address}/station?of={STATION}&{ASKED}")
    with page.expect_download() as waited:
        page.locator(".tools a", has_text="导出").click()
    rows = list(csv.reader(Path(waited.value.path()).read_text("utf-8-sig").splitlines()))
    answer = _asked(home)
    assert [row[1] for row in rows[1:]] == [row["entity"]["label"] for row in answer["rows"]]
    full = {row["entity"]["key"] for row in _asked(home, reveal=True)["rows"][10:]}
    assert not full & {cell for row in rows for cell in row}
    exports = [entry for entry in audit.entries(home) if entry.action == "export"]
    assert exports[0].subject == "station-track"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_prints_on_light_paper(
    driven: tuple[Path, str], browser: Browser, language: str
) -> None:
    home, address = driven
    page, _ = signed_in(browser, home, address)
    page.goto(f"{address}/station?of={STATION}&{ASKED}&lang={language}")
    page.emulate_media(media="print")
    for shown in (".headline", ".map.desk", ".credit", ".strip.desk", "#near tr", ".stamp"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".bar", ".tabs", ".map.small", ".noprint"):
        expect(page.locator(hidden).first).to_be_hidden()


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    driven: tuple[Path, str], browser: Browser, size: str, theme: Literal["light", "dark"]
) -> None:
    home, address = driven
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, _ = signed_in(browser, home, address, size)
    page.emulate_media(color_scheme=theme)
    for more in (ASKED, "near_m=x"):
        page.goto(f"{address}/station?of={STATION}&{more}")
        assert [each["id"] for each in axe.run(page).response["violations"]] == []
