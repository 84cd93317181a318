"""Stores to run the contract on: each engine, and each way to reach it.

An engine is one more entry of ``STORES``: a function that yields the store
that writes and the store that reads, which may be the same.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.store import GraphStore
from graph.store.owner import after_commit, open_embedded
from graph.store.owner_file import read_owner
from graph.store.remote_store import RemoteStore
from tests.conftest import ROOT
from tests.graph import small_case
from tests.graph.owner_server import serving


class Pair(NamedTuple):
    """One store, as its writer and as its reader sees it."""

    writer: GraphStore
    reader: GraphStore


@contextmanager
def embedded(home: Path) -> Iterator[Pair]:
    with open_embedded(home) as store:
        yield Pair(store, store)


@contextmanager
def through_owner(home: Path) -> Iterator[Pair]:
    with serving(home) as owner:
        told = read_owner(home)
        assert told is not None
        yield Pair(owner.store, RemoteStore(told))


STORES = {"embedded": embedded, "through-owner": through_owner}


@pytest.fixture(params=STORES)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """An empty store, in every way it can be reached."""
    with STORES[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture
def other_process(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """``other_process(home, *words)``: another program that holds the store of ``home``."""
    running: list[subprocess.Popen[str]] = []

    def start(home: Path, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.graph.owner_server", str(home), *words]
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline().strip() in ("serving", "held")
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def _small_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small case, loaded and synced; for copying only."""
    home = tmp_path_factory.mktemp("small") / "home"
    with small_case.make(home) as ledger:
        assert after_commit(ledger) == ledger.version()
    return home


@pytest.fixture
def small_home(_small_case: Path, tmp_path: Path) -> Path:
    """A home of its own with the small case, loaded and synced."""
    return shutil.copytree(_small_case, tmp_path / "home")
