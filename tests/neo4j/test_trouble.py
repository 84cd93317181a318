"""A server that cannot be used is one clear line, never an empty answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import StoreUnavailable
from graph.store import open_store
from tests.conftest import run_module
from tests.neo4j.fixture import Running

WRONG = [
    ({"GRAYCHAIN_STORE": "bolt://127.0.0.1:1"}, "cannot be used"),
    ({"GRAYCHAIN_STORE_PASSWORD": "wrong"}, "sign-in"),
    ({"GRAYCHAIN_STORE_DATABASE": "nowhere"}, "cannot be used"),
]


@pytest.mark.parametrize(("settings", "said"), WRONG)
def test_one_line_and_exit_2(
    settings: dict[str, str],
    said: str,
    small_home: Path,
    neo4j_store: Running,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    for command in (("graph", "sync"), ("queries", "run", "shared-identifiers")):
        done = run_module(*command, home=small_home, check=False)
        assert done.returncode == 2
        assert said in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert "wrong" not in done.stderr.replace("wrong_", "")


def test_a_closed_store_says_so(neo4j_store: Running) -> None:
    store = open_store()
    store.close()
    with pytest.raises(StoreUnavailable):
        store.read("RETURN 1 AS n")
