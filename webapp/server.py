"""Serving one HOME with waitress: the port, the store's owner, the one-time link."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import waitress
from waitress.server import BaseWSGIServer

from graph import settings
from graph.errors import BadInput
from graph.ledger import Ledger
from graph.store import owner
from graph.store.owner_file import read_owner
from graph.store.remote_store import RemoteStore
from webapp import sessions
from webapp.app import create_app

#: requests served at once; each holds one connection to the ledger at most
THREADS = 8
#: ports tried after the wanted one
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve: where, and what to do when the server answers."""

    host: str
    port: int
    browser: bool = False
    exit_when_ready: bool = False


def running_address(home: Path) -> str:
    """The address of a web app that serves HOME now; empty when there is none."""
    found = read_owner(home)
    if found is None or not found.address or not RemoteStore(found).is_alive():
        return ""
    return found.address


def link(home: Path, address: str, actor: str, role: str) -> str:
    """A new one-time link to ``address``."""
    return f"{address}/enter#{sessions.create_link(home, actor, role)}"


def serve(home: Path, options: Options, ready: Callable[[str], str]) -> None:
    """Own the store of HOME, bring it to the ledger's version, and serve until a signal.

    ``ready(address)`` prints what people need and returns the address to open. Raises
    :class:`BadInput` when no port is free and :class:`~graph.errors.StoreUnavailable` when
    the store cannot be had.
    """
    with _owner(home) as held:
        if held is not None:
            held.handle_sync({})
        server = _bind(home, held, options)
        address = f"http://{_name(options.host)}:{server.effective_port}"
        if held is not None:
            held.serve_at(address)
        _run(server, options, lambda: ready(address))


@contextmanager
def _owner(home: Path) -> Iterator[owner.StoreOwner | None]:
    """The embedded store's owner; ``None`` with a Neo4j, which needs none but is brought up."""
    if settings.get("STORE") != "embedded":
        with Ledger.open(home) as ledger:
            owner.after_commit(ledger)
        yield None
        return
    with owner.become_owner(home) as held:
        yield held


def _name(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "") else f"[{host}]" if ":" in host else host


def _bind(home: Path, held: owner.StoreOwner | None, options: Options) -> BaseWSGIServer:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = create_app(home, held)
    for port in range(options.port, options.port + _TRIES):
        try:
            return waitress.create_server(
                app, host=options.host, port=port, threads=THREADS, ident="graychain"
            )
        except OSError:
            continue
    last = options.port + _TRIES - 1
    raise BadInput(
        f"端口 {options.port}–{last} 都不可用。", f"No port from {options.port} to {last} is free."
    )


def _run(server: BaseWSGIServer, options: Options, ready: Callable[[], str]) -> None:
    """Serve until a signal; ``ready`` is called once the server answers."""
    signal.signal(signal.SIGTERM, _stop)
    worker = threading.Thread(target=server.run, name="web", daemon=True)
    worker.start()
    try:
        _wait(server, options)
        address = ready()
        sys.stdout.flush()
        if options.browser:
            webbrowser.open(address)
        if not options.exit_when_ready:
            while worker.is_alive():
                worker.join(1.0)
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _wait(server: BaseWSGIServer, options: Options) -> None:
    address = f"http://{_name(options.host)}:{server.effective_port}/signin"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=30) as answer:
        answer.read()


def _stop(*_: object) -> None:
    raise KeyboardInterrupt
