"""The first picture of 300 entities: server, network, and a Chromium without GPU.

Every entity is opened once, in a browser that knows the scripts: its picture is new to the
server as well. The time ends with the first frame on the canvas (the mark ``picture``).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from graph import sync
from graph.ledger import Ledger
from graph.store import open_store
from tests.bench.measure import percentile, tree_cpu
from tests.bench.transfers import fill
from tests.webapp.browser import chromium, served, signed_in, until

#: thirty relations an account: two hops pass 300 entities
PAIRS, ACCOUNTS, ASKED = 20_000, 1_200, 15
ADDRESS = "/entity/{}?hops=2&nodes=300&limit=1000"


def _first_picture(page: Page, address: str, entity: str) -> tuple[float, int]:
    """Seconds from asking for the page to its drawn picture, and the entities drawn."""
    page.goto(address + ADDRESS.format(entity), wait_until="commit")
    until(page, "document.body?.dataset.ready === 'true'")
    drawn = page.evaluate("performance.getEntriesByName('picture')[0].startTime")
    return float(drawn) / 1000, int(page.evaluate("document.body.dataset.drawn"))


def pictures(home: Path, asked: list[str]) -> list[str]:
    """Open the picture of each entity in one browser that knows the scripts already."""
    with served(home) as address, sync_playwright() as playwright:
        browser = chromium(playwright)
        page, _ = signed_in(browser, home, address)
        first = _first_picture(page, address, asked[0])
        before = tree_cpu(os.getpid())
        found = [_first_picture(page, address, entity) for entity in asked[1:]]
        cpu = (tree_cpu(os.getpid()) - before) / len(found)
        browser.close()
    seconds, drawn = [each[0] for each in found], [each[1] for each in found]
    load = f"; load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return [
        f"first picture, {min(drawn)}–{max(drawn)} entities: p50 {percentile(seconds, 0.5):.2f} s"
        f"  worst {max(seconds):.2f} s of {len(found)} (server, network, no GPU{load})",
        f"CPU of server and browser, until the tables are drawn too: {cpu:.2f} s a picture",
        f"the very first one, nothing kept by browser or server: {first[0]:.2f} s",
    ]


def main() -> list[str]:
    """Lines for the report."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ["GRAYCHAIN_HOME"] = str(home)
        with Ledger.open(home) as ledger:
            ids = fill(ledger, PAIRS, ACCOUNTS)
            with open_store(home=home) as store:
                sync.rebuild(ledger, store)
        return pictures(home, ids[: ASKED * 60 : 60])
