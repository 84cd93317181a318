"""A real Chromium on a really served sample: what leaves the machine or breaks is recorded."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright

from webapp import guard, sessions

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(home: Path, *words: str) -> subprocess.Popen[str]:
    """``python -m webapp …`` on ``home``, its output readable."""
    environment = os.environ | {"GRAYCHAIN_HOME": str(home), "GRAYCHAIN_LANG": "zh"}
    return subprocess.Popen(
        [sys.executable, "-m", "webapp", *words],
        cwd=ROOT,
        env=environment | {"PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of the app serving ``home``, until the end of the block."""
    process = command(home, "serve", "--no-browser", "--port", str(free_port()))
    assert process.stdout
    try:
        line = process.stdout.readline()
        while line and "http://" not in line:
            line = process.stdout.readline()
        assert line, "the app did not start"
        yield line.split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=60)


def one_time_link(home: Path, role: str = "analyst") -> str:
    """A link as ``python -m webapp link`` prints it."""
    process = command(home, "link", "--role", role)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, out
    return out.split()[-1]


def chromium(playwright: Playwright) -> Browser:
    """Debian's Chromium."""
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


@dataclass
class Watch:
    """What a page did that it must not do."""

    address: str
    outside: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Record requests to other hosts, failed ones, page errors and policy violations."""
        page.on("request", lambda request: self._host(request.url))
        page.on("requestfailed", lambda request: self.broken.append(f"failed {request.url}"))
        page.on("pageerror", lambda error: self.broken.append(f"error {error}"))
        page.on("dialog", lambda dialog: self.broken.append(f"dialog {dialog.message}"))
        page.on("console", lambda m: self._console(m.type, m.text))

    def _host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and not url.startswith(self.address):
            self.outside.append(url)

    def _console(self, kind: str, text: str) -> None:
        if kind == "error":
            self.broken.append(f"console {text}")


def until(page: Page, expression: str, seconds: float = 30.0) -> None:
    """Wait for a JavaScript condition by asking again: the strict policy forbids ``eval``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if page.evaluate(expression):
            return
        time.sleep(0.05)
    raise AssertionError(f"never true: {expression}")


def go(page: Page, url: str) -> None:
    """Open ``url`` once the page before it has all it asked for: what is cut off looks failed."""
    page.wait_for_load_state("networkidle")
    page.goto(url)


def open_page(browser: Browser, size: str) -> Page:
    """A new page without any session, ``desk`` or ``phone``."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    return context.new_page()


def signed_in(
    browser: Browser, home: Path, address: str, size: str = "desk", role: str = "analyst"
) -> tuple[Page, Watch]:
    """A page of an analyst (or another role), and what it must not do."""
    page, watch = open_page(browser, size), Watch(address)
    token = sessions.open_session(home, "tester", role)
    page.context.add_cookies([{"name": guard.COOKIE, "value": token, "url": address}])
    watch.follow(page)
    return page, watch
