"""One small case for all tests of the questions; tests only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from queries import context
from tests.queries import small_gang


@pytest.fixture(scope="session")
def gang_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """HOME of the small case, synced."""
    home = tmp_path_factory.mktemp("gang")
    small_gang.make(home)
    return home


@pytest.fixture(scope="session", autouse=True)
def _closed() -> Iterator[None]:
    """Nothing stays open after the last test."""
    yield
    context.close_all()
