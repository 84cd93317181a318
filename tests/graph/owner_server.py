"""Serves an owner over HTTP as the web app does; run as a program it serves until killed.

``python -m tests.graph.owner_server HOME`` prints its address; with ``silent``
it holds the store and serves nobody.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from graph.errors import GraychainError, Refused
from graph.store.owner import StoreOwner, become_owner, open_embedded


def _handler(owner: StoreOwner) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                status, answer = 200, self.answer(json.loads(body))
            except GraychainError as error:
                told = {"kind": type(error).__name__, "zh": error.zh, "en": error.en}
                status, answer = error.status, {"error": told}
            with suppress(BrokenPipeError):  # the client gave up
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

        def answer(self, payload: dict[str, object]) -> dict[str, object]:
            if not owner.check_token(self.headers["Authorization"]):
                raise Refused("口令不对。", "Wrong token.")
            handle = {"/internal/read": owner.handle_read, "/internal/sync": owner.handle_sync}
            return handle[self.path](payload)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


@contextmanager
def serving(home: Path) -> Iterator[StoreOwner]:
    """An owner of ``home`` in this process, answering on a free port."""
    with become_owner(home) as owner:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(owner))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        owner.serve_at(f"http://127.0.0.1:{server.server_port}")
        try:
            yield owner
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def main() -> None:
    home = Path(sys.argv[1])
    if "silent" in sys.argv:
        with open_embedded(home):
            print("held", flush=True)
            sys.stdin.read()
        return
    with serving(home):
        print("serving", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
