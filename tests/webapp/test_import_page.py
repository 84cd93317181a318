"""The import page in a real Chromium: drop, look, change a column, load, correct, undo."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from graph.dataset import Dataset
from graph.ledger import Ledger
from tests.ingest.filing import CARD_A, CARD_B, bank, write
from tests.webapp.browser import SIZES, Watch, served, signed_in
from webapp.app import create_app
from webapp.imports import drops

pytestmark = pytest.mark.browser

MARKUP = "<img src=x onerror=alert(1)>"
GOOD = f"{CARD_A},,2026-05-01 10:00:00,100.00,900.00,出,{CARD_B},李四,SN{{n:06d}},"
BAD = f"{CARD_A},,不是时间,1.00,,出,,,,{MARKUP}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("import") / "home"
    with Ledger.open(folder):
        pass
    return folder


@pytest.fixture(scope="module")
def where(home: Path) -> Iterator[str]:
    with served(home) as address:
        yield address


def _open(browser: Browser, home: Path, where: str, size: str = "desk") -> tuple[Page, Watch]:
    page, watch = signed_in(browser, home, where, size, "admin")
    page.goto(f"{where}/import")
    return page, watch


def _zip(folder: Path) -> Path:
    """A statement with one bad row, a file nobody knows, a file that is empty."""
    rows = [GOOD.format(n=n) for n in range(30)]
    with zipfile.ZipFile(folder / "证据.zip", "w") as archive:
        archive.write(write(folder / "a.csv", bank(*rows, BAD), "gb18030"), f"{MARKUP[:4]}流水.csv")
        archive.write(write(folder / "b.csv", "天气,心情,体温\n1,2,3\n4,5,6\n"), "b.csv")
        archive.writestr("c.csv", b"")
    return folder / "证据.zip"


def _settled(page: Page) -> None:
    """Wait until nothing is busy: the page loads itself anew then."""
    expect(page.locator(".files")).to_have_attribute("data-busy", "", timeout=60_000)


def test_a_zip_is_looked_at_loaded_corrected_and_undone(
    browser: Browser, home: Path, where: str, tmp_path: Path
) -> None:
    page, watch = _open(browser, home, where)
    expect(page.locator(".blank")).to_contain_text("还没有证据文件")
    page.locator("#drop input[type=file]").set_input_files(_zip(tmp_path))
    expect(page.locator(".file")).to_have_count(3, timeout=60_000)
    _settled(page)
    states = page.locator(".file .state").all_inner_texts()
    assert sorted(text.strip() for text in states) == ["可提交，有拒绝行", "未识别", "读不出"]
    page.locator(".file a.nm", has_text="流水").click()
    table = page.locator("table.map")
    expect(table.locator("td.bad")).to_have_text("不是时间")
    expect(table).to_contain_text("690012*********0014")
    expect(page.locator(".look")).not_to_contain_text(CARD_A)
    expect(page.locator(".iss")).to_contain_text("时间写法无法识别")
    page.locator("input[name=document]").fill("调证通知书 2026-118 号")
    page.locator(".total button").click()
    _settled(page)
    line = page.locator(".file", has_text="流水")
    expect(line.locator(".tag")).to_have_text("已提交")
    expect(line.locator(".c")).to_contain_text("拒绝 1")
    line.locator(".c a").click()
    expect(page.locator(".log")).to_contain_text("调证通知书 2026-118 号")
    with page.expect_download() as given:
        page.get_by_text("更正后再拖入").click()
    text = given.value.path().read_text(encoding="utf-8-sig")
    fixed = write(tmp_path / "更正.csv", text.replace("不是时间", "2026-05-02 10:00:00"))
    with page.expect_download() as given:
        page.get_by_role("link", name="PDF").click()
    assert given.value.path().read_bytes().startswith(b"%PDF")
    page.goto(f"{where}/import")
    page.locator("#drop input[type=file]").set_input_files(fixed)
    expect(page.locator(".file")).to_have_count(4, timeout=60_000)
    _settled(page)
    page.locator(".total button").click()
    _settled(page)
    with Ledger.open(home) as ledger:
        assert Dataset(ledger).transfers.height == 31
    page.goto(f"{where}/imports/2/undo")
    expect(page.locator(".facts-table")).to_contain_text("转账")
    page.locator("input[name=why]").fill("重复")
    page.locator(".ask-form button").click()
    expect(page.locator(".note.bad")).to_contain_text("已撤销")
    with Ledger.open(home) as ledger:
        assert Dataset(ledger).transfers.height == 30
    broken = [said for said in watch.broken if "/imports/1/" not in said]  # downloads end so
    assert (watch.outside, broken) == ([], [])


@pytest.mark.parametrize("size", SIZES)
def test_a_column_is_mapped_by_hand_and_the_mapping_kept(
    browser: Browser, home: Path, where: str, tmp_path: Path, size: str
) -> None:
    text = bank(*(GOOD.format(n=n) for n in range(100, 105))).replace("对手户名", f"某列{size}")
    page, watch = _open(browser, home, where, size)
    before = page.locator(".file").count()
    path = write(tmp_path / f"own-{size}.csv", text)
    page.locator("#drop input[type=file]").set_input_files(path)
    expect(page.locator(".file")).to_have_count(before + 1, timeout=60_000)
    _settled(page)
    page.locator(".file a.nm", has_text=f"own-{size}").click()
    page.locator(f'select[name="column.某列{size}"]').select_option("counter_name")
    page.locator("input[name=keep]").fill(f"our-bank-{size}")
    page.get_by_role("button", name="存为模板").click()
    _settled(page)
    expect(page.locator(".sub-head")).to_contain_text(f"our-bank-{size}@1")
    assert (home / "presets" / f"our-bank-{size}.yml").is_file()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".look .head form button").click()
    expect(page.locator(".file")).to_have_count(before)
    assert (watch.outside, watch.broken) == ([], [])


def test_only_an_admin_imports(home: Path, sign_in: Callable[..., FlaskClient]) -> None:
    client = sign_in(create_app(home, RATELIMIT_ENABLED=False), "analyst")
    for path in ("/import", "/import/states", "/imports/1/corrections.csv", "/imports/1/undo"):
        assert client.get(path).status_code == 403
    for path in ("/import/files", "/import/load", "/import/cancel", "/imports/1/undo"):
        assert client.post(path).status_code == 403


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\流水.xlsx", "流水.xlsx"),
        (".hidden", "hidden"),
        ("a\u202egpj.exe", "a_gpj.exe"),
        ("", "file"),
        ("长" * 300 + ".csv", "长" * 60 + ".csv"),
    ],
)
def test_names_of_uploads_stay_in_their_folder(given: str, safe: str) -> None:
    assert drops.safe_name(given) == safe
