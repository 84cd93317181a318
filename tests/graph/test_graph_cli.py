"""``python -m graph`` as a person types it: output, exit codes, one line for each mistake."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from graph import actors, appdb
from graph.__main__ import main
from graph.errors import BadInput, Refused
from graph.ledger import Ledger
from tests.conftest import run_module
from tests.graph.filing import Row, file, person

COMMANDS = [
    "status", "versions", "verify", "compact", "sync", "rebuild", "backup", "restore", "merge",
    "split", "assert", "retract", "annotate", "decisions", "undo-decision", "candidates", "export",
    "confirm", "reject", "review",
    "purge",
]  # fmt: skip


class Done(NamedTuple):
    """What one command said and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``run(home, *words)``: the command in this process, which saves its start each time."""

    def command(home: Path, *words: str) -> Done:
        monkeypatch.setenv("GRAYCHAIN_HOME", str(home))
        monkeypatch.setenv("GRAYCHAIN_LANG", "en")
        code = main(words)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return command


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """张三 in two rows, 李四, a gang."""
    folder = tmp_path_factory.mktemp("cli")
    with Ledger.open(folder) as ledger:
        people: list[Row] = [
            person(1, "张三", "id:1"),
            person(2, "张三"),
            person(3, "李四", "id:3"),
            {"record_id": 4, "entity_id": "g-1", "type": "Gang", "name": "红队",
             "strong_keys": ["gang:1"]},
        ]  # fmt: skip
        file(ledger, "a.csv", records=people)
    return folder


def test_every_command_explains_itself(home: Path) -> None:
    listed = run_module("graph", "--help", home=home).stdout
    assert all(command in listed for command in COMMANDS)
    assert "--why" in run_module("graph", "merge", "--help", home=home).stdout


def test_decisions_from_the_command_line(home: Path, run: Run) -> None:
    said = run(home, "merge", "p-id:1", "p-row2", "--why", "same").out
    assert said.startswith("Decision 1 is version ")
    listed = run(home, "split", "p-id:1", "--format", "json").out
    assert [row["record"] for row in json.loads(listed)] == [1, 2]
    run(home, "split", "p-id:1", "--records", "2", "--why", "two people")
    member = ["--type", "MEMBER_OF", "--role", "话务员", "--why", "statement"]
    run(home, "assert", "李四", "红队", *member)
    run(home, "annotate", "李四", "note")
    run(home, "undo-decision", "3", "--why", "mistake")
    rows = json.loads(run(home, "decisions", "--format", "json").out)
    assert [(row["kind"], row["stands"]) for row in rows] == [
        ("merge", "yes"), ("split", "yes"), ("assert", "undone"), ("annotate", "yes"),
        ("undo", "yes"),
    ]  # fmt: skip
    status = json.loads(run(home, "status", "--format", "json").out)
    values = {row["item"]: row["value"] for row in status}
    assert str(values["store version"]) == str(values["dataset version"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["merge", "p-id:1", "p-nobody", "--why", "x"],
        ["merge", "p-id:1", "p-id:3"],
        ["merge", "p-id:1"],
        ["retract", "1", "--why", "x"],
        ["undo-decision", "77", "--why", "x"],
        ["restore", "no-such-file"],
        ["no-such-command"],
        [],
    ],
)
def test_a_mistake_is_one_line_and_exit_2(home: Path, run: Run, arguments: list[str]) -> None:
    done = run(home, *arguments)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


def test_verify_says_so_and_exits_1_on_damage(tmp_path: Path, run: Run) -> None:
    with Ledger.open(tmp_path) as ledger:
        file(ledger, "a.csv", records=[person(1, "张三")])
    assert run(tmp_path, "verify").out == "Everything is in order.\n"
    next((tmp_path / "originals").iterdir()).unlink()
    done = run(tmp_path, "verify")
    assert (done.code, "damage" in done.out) == (1, True)


def test_backup_and_restore_by_command(home: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "all.tar"
    run(home, "backup", str(target))
    run(tmp_path / "other", "restore", str(target))
    again = run(tmp_path / "other", "versions").out
    assert again == run(home, "versions").out


def test_candidates_hide_names_until_revealed_with_a_reason(tmp_path: Path, run: Run) -> None:
    with Ledger.open(tmp_path) as ledger:
        people = [person(n, "张三", props='{"phone": "+8613800138000"}') for n in (1, 2)]
        file(ledger, "a.csv", records=people)
    hidden = run(tmp_path, "candidates").out
    assert "p-row1" in hidden
    assert "张三" not in hidden
    shown = run(tmp_path, "candidates", "--reveal", "review").out
    assert "张三" in shown


def test_the_owner_of_home_is_admin_and_others_are_what_their_account_says(home: Path) -> None:
    me = actors.current()
    assert actors.role_of(home, me) == "admin"
    assert actors.role_of(home, "guest") == "viewer"
    with appdb.transaction(home) as db:
        db.execute("INSERT INTO users (name, role, created_at) VALUES ('guest', 'analyst', 1)")
    assert actors.role_of(home, "guest") == "analyst"
    actors.require(home, "guest", "analyst")
    with pytest.raises(Refused):
        actors.require(home, "guest", "admin")
    with pytest.raises(BadInput):
        actors.at_least("king", "viewer")


def _twins(home: Path) -> None:
    """Three possible matches of six persons."""
    with Ledger.open(home) as ledger:
        people = [
            person(n, "张三", props=f'{{"phone": "+861380013800{n // 2}"}}') for n in range(6)
        ]
        file(ledger, "a.csv", records=people)


def test_a_pair_is_confirmed_or_rejected_by_its_ids(tmp_path: Path, run: Run) -> None:
    _twins(tmp_path)
    assert run(tmp_path, "confirm", "p-row0", "p-row1").err.count("\n") == 1  # no reason
    assert run(tmp_path, "confirm", "p-row0", "p-row1", "--why", "same").code == 0
    assert run(tmp_path, "reject", "p-row2", "p-row3", "--why", "not").code == 0
    left = json.loads(run(tmp_path, "candidates", "--format", "json").out)
    assert [(row["a"], row["b"], row["rule"]) for row in left] == [
        ("p-row4", "p-row5", "name_phone")
    ]
    log = json.loads(run(tmp_path, "decisions", "--format", "json").out)
    assert [row["kind"] for row in log] == ["confirm", "reject"]


def test_the_queue_is_reviewed_one_key_a_pair(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    _twins(tmp_path)
    assert run(tmp_path, "review").code == 2  # it shows names: a reason is needed
    monkeypatch.setattr("sys.stdin", io.StringIO("x\ny\ns\nn\n"))
    shown = run(tmp_path, "review", "--why", "weekly review")
    assert (shown.code, shown.out.count("张三")) == (0, 6)
    log = json.loads(run(tmp_path, "decisions", "--format", "json").out)
    assert [row["kind"] for row in log] == ["confirm", "reject"]
    assert run(tmp_path, "candidates", "--limit", "1").out.count("p-row2") == 1
