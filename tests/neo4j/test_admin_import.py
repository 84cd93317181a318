"""A first load through ``neo4j-admin database import`` is the store a rebuild would have made."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph import audit
from graph.__main__ import main
from graph.export.neo4j_admin import ARGUMENTS
from graph.ledger import Ledger
from graph.store import neo4j_store as product
from graph.store import open_store
from graph.store.owner import after_commit
from tests.conftest import SampleHome
from tests.graph.contents import Rows, content
from tests.graph.small_case import Writer, gang_file
from tests.neo4j.fixture import Running, own_server
from tests.neo4j.server import Server
from tests.neo4j.test_claim import run

LOAD = product.Neo4jStore.load

HOSTILE = 'a "quoted", line\nand \\another; =1+1\x1e长'


def odd_file(ledger: Ledger) -> int:
    """Texts that CSV could tear, and a property that is a number here and a text there."""
    file = Writer(ledger)
    gang = file.record("Gang", HOSTILE, "gang:odd", props='{"note": 7, "empty": "", "x:y": true}')
    text = '{"note": "a \\"quoted\\", line\\nand \\\\another", "level": 1.5}'
    other = file.record("Gang", "甲;乙", "gang:other", props=text)
    card = file.number("account", "6222020200000077", "Account")
    relation = '{"what": "x,\\"y\\"", "share": 0.1, "basis": 3}'
    file.relation("CONTROLS", gang, card, role='r"1', props=relation)
    file.relation("CONTROLS", other, card, props='{"what": 5}')
    return file.commit()


@pytest.fixture
def home(
    sample_home: Callable[[str, int], SampleHome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    copy = shutil.copytree(sample_home("complete", 1).home, tmp_path / "home")
    monkeypatch.setenv("GRAYCHAIN_HOME", str(copy))
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    with Ledger.open(copy) as ledger:
        odd_file(ledger)
    return copy


@pytest.fixture
def server(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that was never started, and the settings that use it."""
    made = own_server(tmp_path / "neo4j", start=False)
    for name, value in made.settings.items():
        monkeypatch.setenv(name, value)
    yield made
    made.kill()


def no_load(*_: object) -> None:
    raise AssertionError("the store was loaded over Bolt")


def rebuilt(ledger: Ledger, other: Running) -> tuple[Rows, Rows]:
    """What a rebuild over Bolt makes of the ledger, on another server."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in other.settings.items():
            patch.setenv(name, value)
        after_commit(ledger, rebuild=True)
        with open_store() as store:
            return content(store)


def test_the_app_takes_an_import_as_its_own(
    neo4j_store: Running,
    home: Path,
    server: Server,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "files"
    assert main(["export", "--format", "neo4j-admin", "--out", str(out)]) == 0
    command = f"cd {out} && neo4j-admin database import full @{ARGUMENTS} neo4j"
    assert command in capsys.readouterr().out
    assert audit.entries(home)[0].action == "export"
    server.admin("database", "import", "full", f"@{ARGUMENTS}", "neo4j", folder=out)
    server.start()
    with Ledger.open(home) as ledger, open_store() as store:
        assert store.applied_version() == 0  # not to be asked before it is settled
        version, expected = ledger.version(), rebuilt(ledger, neo4j_store)
        monkeypatch.setattr(product.Neo4jStore, "load", no_load)
        assert main(["sync"]) == 0
        assert store.applied_version(ledger.dataset_id()) == version
        assert content(store) == expected
        assert run(server, "SHOW CONSTRAINTS YIELD labelsOrTypes AS l, properties AS p") == [
            {"l": ["Graychain"], "p": ["id"]}
        ]
        gang_file(ledger)
        assert main(["sync"]) == 0
        followed, marker = content(store), store.meta()
        assert marker["applied_version"] == ledger.version() > version
        assert not [name for name in marker if name.startswith("imported")]
        monkeypatch.setattr(product.Neo4jStore, "load", LOAD)
        assert followed == rebuilt(ledger, neo4j_store) != expected


def test_it_is_for_an_admin_and_needs_a_new_folder(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "there").mkdir()
    for place in (tmp_path / "there", tmp_path / "no" / "where"):
        assert main(["export", "--format", "neo4j-admin", "--out", str(place)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
