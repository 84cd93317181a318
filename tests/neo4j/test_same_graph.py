"""The same graph and the same answers on a real Neo4j as in the embedded store."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graph import sync
from graph.ledger import Ledger
from graph.store import open_store
from graph.store.owner import after_commit, open_embedded
from tests.conftest import SampleHome
from tests.e2e.asking import contents, truth_of
from tests.graph.contents import content
from tests.neo4j.fixture import Running


def test_a_rebuild_holds_what_the_embedded_store_holds(
    small_home: Path, neo4j_store: Running
) -> None:
    with Ledger.open(small_home) as ledger:
        with open_embedded(small_home) as embedded:
            sync.sync(ledger, embedded)
            expected = content(embedded)
        assert after_commit(ledger, rebuild=True) == ledger.version()
        with open_store() as store:
            assert content(store) == expected
            assert store.applied_version(ledger.dataset_id()) == ledger.version()


@pytest.mark.parametrize("variant", ["complete", "gap", "decoy"])
def test_every_question_has_the_same_answer(
    variant: str,
    sample_home: Callable[[str, int], SampleHome],
    neo4j_store: Running,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sample = sample_home(variant, 1)
    truth = truth_of(sample)
    home = shutil.copytree(sample.home, tmp_path / "home")
    with Ledger.open(home) as ledger:
        after_commit(ledger)
    on_neo4j = contents(home, truth)
    monkeypatch.setenv("GRAYCHAIN_STORE", "embedded")
    assert on_neo4j == contents(home, truth)
