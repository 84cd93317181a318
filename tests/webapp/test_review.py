"""The review queue in a real Chromium: both sides, one key, undo, masks, roles."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from graph.dataset import Dataset
from graph.ledger import Ledger
from graph.matching import candidates
from tests.conftest import run_module
from tests.webapp.browser import SIZES, Watch, served, signed_in
from webapp.app import create_app

pytestmark = pytest.mark.browser

HEADER = ["人员编号", "姓名", "绰号", "联系电话", "出生日期", "涉案案件编号"]
MARKUP = "<img src=x onerror=alert(1)>"
CASES = [f"A990105000000202611000{n}" for n in (1, 2)]
PEOPLE = [
    ["R1", "张三", "老三", "14000002731", "1990-01-01", CASES[0]],
    ["R2", "張三", MARKUP, "14000002731", "1990-01-01", CASES[1]],
    ["R3", "李小明", "", "14000002732", "1991-01-01", CASES[0]],
    ["R4", "黎晓明", "", "14000002732", "1992-02-02", CASES[1]],
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two possible matches of four suspects of two cases."""
    folder = tmp_path_factory.mktemp("review")
    path = folder / "嫌疑人登记.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *PEOPLE])
    run_module("ingest", "load", str(path), home=folder / "home")
    return folder / "home"


@pytest.fixture(scope="module")
def where(home: Path) -> Iterator[str]:
    with served(home) as address:
        yield address


def _open(browser: Browser, home: Path, where: str, size: str, role: str) -> tuple[Page, Watch]:
    page, watch = signed_in(browser, home, where, size, role)
    page.goto(f"{where}/review")
    return page, watch


def _queue(home: Path) -> list[str]:
    with Ledger.open(home) as ledger:
        return [item.rule for item in candidates(Dataset(ledger))]


@pytest.mark.parametrize("size", SIZES)
def test_both_sides_stand_beside_each_other_as_text(
    browser: Browser, home: Path, where: str, size: str
) -> None:
    page, watch = _open(browser, home, where, size, "analyst")
    table = page.locator("table.sides")
    expect(table).to_contain_text("140****2731")
    expect(table).not_to_contain_text("14000002731")
    expect(page.locator(".queue li")).to_have_count(2)
    expect(page.locator(".decide")).to_contain_text("管理员")
    assert page.locator(".decide button").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("table.sides button.src").first.click()
    expect(page.locator("#rows-body table.rawrow").first).to_contain_text("姓名")
    assert (watch.outside, watch.broken) == ([], [])


def test_one_key_decides_and_undo_brings_the_pair_back(
    browser: Browser, home: Path, where: str
) -> None:
    before = _queue(home)
    assert before == ["name_phone", "sound_phone"]
    page, watch = _open(browser, home, where, "desk", "admin")
    page.keyboard.press("y")
    expect(page.locator(".decided")).to_contain_text("记为同一")
    assert _queue(home) == ["sound_phone"]
    page.locator(".decided button").click()
    expect(page.locator(".queue li")).to_have_count(2)
    page.keyboard.press("s")
    expect(page.locator(".pair")).to_contain_text("出生日期不同")
    page.keyboard.press("n")
    expect(page.locator(".decided")).to_contain_text("不再提出")
    assert _queue(home) == ["name_phone"]
    page.locator(".decided button").click()
    assert _queue(home) == before
    assert (watch.outside, watch.broken) == ([], [])


def test_only_an_admin_decides(home: Path, sign_in: Callable[..., FlaskClient]) -> None:
    client: FlaskClient = sign_in(create_app(home, RATELIMIT_ENABLED=False), "analyst")
    form = {"one": "x", "other": "y", "decision": "same", "why": "no"}
    assert client.post("/review/decide", data=form).status_code == 403
    assert client.post("/review/undo", data={"decision": "1", "why": "no"}).status_code == 403
