"""The rest of a hub on the picture, and the theme the reader chose."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.webapp.browser import served, signed_in, until

DRAWN = "document.body.dataset.ready === 'true'"
#: asks the page where the mark stands; the picture answers in the event's detail
SPOT = """() => {
  const detail = {};
  document.getElementById("net").dispatchEvent(new CustomEvent("picture:rest", { detail }));
  return detail;
}"""


@pytest.mark.browser
def test_a_hub_shows_its_rest_and_a_click_opens_the_choice(
    sample_home, tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = sample_home("gap", 1)
    shutil.copytree(sample.home, tmp_path / "home")
    truth = json.loads(sample.truth.read_text("utf-8"))
    monkeypatch.setenv("GRAYCHAIN_HUB_DEGREE", "5")
    with served(tmp_path / "home") as address:
        page, watch = signed_in(browser, tmp_path / "home", address)
        page.goto(f"{address}/search?q={truth['chains'][0]['case']}")
        href = page.locator("a.ref").first.get_attribute("href")
        page.goto(f"{address}{href}?hops=1&limit=2")
        until(page, DRAWN)
        lines = page.locator("#left li.rel")
        left = lines.evaluate_all("all => all.map(l => l.dataset.count - l.dataset.drawn)")
        until(page, f"document.body.dataset.rest === '{max(left)}'")
        assert max(left) > 5
        spot = page.evaluate(SPOT)
        canvas = page.locator("#net canvas").bounding_box()
        assert canvas
        page.mouse.click(canvas["x"] + spot["x"], canvas["y"] + spot["y"])
        guard = page.locator("#left .guard")
        expect(guard).to_be_visible()
        guard.locator("input").fill("50")
        guard.locator("button.go").click()
        until(page, f"document.body.dataset.rest !== '{max(left)}'")
        assert (watch.outside, watch.broken) == ([], [])


def test_the_theme_chosen_stays(site, sign_in) -> None:
    client = sign_in(site.app)
    assert "data-theme" not in client.get("/").text.split("<head>")[0]
    assert client.get("/theme/dark?next=/questions").location == "/questions"
    assert 'data-theme="dark"' in client.get("/questions").text.split("<head>")[0]
    assert client.get("/theme/pink?next=//elsewhere.example").location == "/"
    assert 'data-theme="dark"' in client.get("/").text.split("<head>")[0]
    client.get("/theme/system")
    assert "data-theme" not in client.get("/").text.split("<head>")[0]
