"""The same answers whether this process opens the store or asks the one that holds it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from graph.store.owner import StoreOwner, become_owner
from tests.conftest import run_module

_QUESTIONS = [
    ("entity-network", "--of", "李四", "--hops", "3"),
    ("paths", "--from", "张三", "--to", "王五", "--max-length", "4"),
    ("shared-identifiers",),
    ("gang-profile", "--of", "红队"),
    ("search", "--text", "zs"),
]


def _ask(home: Path, words: tuple[str, ...]) -> dict[str, Any]:
    done = run_module("queries", "run", *words, "--format", "json", home=home)
    answer: dict[str, Any] = json.loads(done.stdout)
    return {**answer, "took_ms": 0}


@contextmanager
def _served(owner: StoreOwner) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert owner.check_token(self.headers.get("Authorization"))
            length = int(self.headers["Content-Length"])
            answer = json.dumps(owner.handle_read(json.loads(self.rfile.read(length)))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.slow
def test_answers_are_the_same_with_and_without_an_owner(gang_home: Path) -> None:
    alone = [_ask(gang_home, words) for words in _QUESTIONS]
    with become_owner(gang_home) as owner, _served(owner) as address:
        owner.serve_at(address)
        served = [_ask(gang_home, words) for words in _QUESTIONS]
    assert served == alone
