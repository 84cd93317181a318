"""Every Cypher question runs pasted into Neo4j Browser, with its parameters as ``:param`` lines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver, GraphDatabase

from graph.ledger import Ledger
from graph.store.neo4j_engine import plain
from graph.store.owner import after_commit
from queries import registry, runner
from queries.__main__ import main
from queries.model import Param
from tests.graph.small_case import CARD_1, ID_1, ID_2, Writer
from tests.neo4j.fixture import Running

CYPHER = sorted(name for name, query in registry.load().items() if query.cypher)
#: a value for each kind of parameter that has no default
VALUES = {"entity": ID_1, "text": "张三", "int": "2", "float": "0.5", "date": "2023-11-15"}
_PARAM = re.compile(r":param (\w+) => (.+)")


def pasted(text: str, driver: Driver) -> list[dict[str, Any]]:
    """What Browser does with it: statements by ``;``, the right side of ``=>`` asked of the server.

    The texts in our questions hold no ``;`` followed by a line end.
    """
    params: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    for statement in filter(None, map(str.strip, text.split(";\n"))):
        if found := _PARAM.fullmatch(statement):
            asked = driver.execute_query(f"RETURN {found[2]} AS value")
            params[found[1]] = asked.records[0]["value"]
        else:
            rows = [plain(record.data()) for record in driver.execute_query(statement, params)[0]]
    return rows


def shared_card(ledger: Ledger) -> int:
    """李四 holds the card of 张三 too."""
    file = Writer(ledger)
    card = file.number("account", CARD_1, "BankCard")
    file.relation("HOLDS", file.record("Person", "李四", f"id:{ID_2}"), card)
    return file.commit()


@pytest.fixture
def home(small_home: Path, neo4j_store: Running, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRAYCHAIN_HOME", str(small_home))
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    with Ledger.open(small_home) as ledger:
        shared_card(ledger)
        after_commit(ledger)
    return small_home


def given(params: tuple[Param, ...]) -> dict[str, str]:
    return {
        p.name: p.choices[0] if p.kind == "choice" else VALUES[p.kind] for p in params if p.required
    }


@pytest.mark.parametrize("name", CYPHER)
def test_it_gives_the_same_rows(
    name: str, home: Path, neo4j_store: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    values = given(registry.get(name).params)
    flags = [word for key, value in values.items() for word in (f"--{key}", value)]
    assert main(["show", name, "--browser", *flags]) == 0
    text = capsys.readouterr().out
    settings = neo4j_store.settings
    login = (settings["GRAYCHAIN_STORE_USER"], settings["GRAYCHAIN_STORE_PASSWORD"])
    with GraphDatabase.driver(neo4j_store.url, auth=login) as driver:
        rows = pasted(text, driver)
    answer = runner.run(name, values, home=home, actor="x", role="admin", reveal="test")
    assert len(rows) == len(answer["rows"]) > 0
    for mine, theirs in zip(answer["rows"], rows, strict=True):
        assert _ids(mine) == _ids(theirs)


def _ids(row: dict[str, Any]) -> list[str]:
    return sorted(re.findall(r"[a-z]-[0-9a-hjkmnp-tv-z]{26}", str(row)))


def test_parameters_are_given_like_those_of_run(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["show", "shared-identifiers", "--browser", "--min-people", "3", "--limit", "7"]
    assert main([*words, "--types", "HOLDS"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        ":param min_people => 3;", ':param types => ["HOLDS"];', ":param include_hubs => false;",
        ":param max_rows => 7;",
    ]  # fmt: skip
    assert lines[-1] == "LIMIT $max_rows;"
    for wrong, said in (
        (["show", "fund-trace", "--browser"], "shared-identifiers"),
        ([*words, "--min-peopel", "2"], "--min-peopel"),
        ([*words, "--types", "HOLDZ"], "HOLDZ"),
    ):
        assert main(wrong) == 2
        complaint = capsys.readouterr().err
        assert said in complaint and len(complaint.splitlines()) == 1
