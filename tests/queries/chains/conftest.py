"""A small ledger with the seed of one case, closed after the test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.ledger import Ledger
from tests.queries.chains.small_ledger import SmallLedger, seed_case


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A HOME with an empty ledger: making its tables takes longer than a test."""
    home = tmp_path_factory.mktemp("empty")
    Ledger.open(home).close()
    return home


@pytest.fixture
def made(empty_home: Path, tmp_path: Path) -> Iterator[SmallLedger]:
    home = tmp_path / "home"
    shutil.copytree(empty_home, home)
    ledger = SmallLedger(home)
    seed_case(ledger)
    yield ledger
    ledger.close()
