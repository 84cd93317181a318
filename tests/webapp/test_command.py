"""``python -m webapp``: demo, serve, link, token, users."""

from __future__ import annotations

import re
import subprocess
import urllib.request
from pathlib import Path

import pytest

from graph import audit, keys
from graph.ledger import Ledger
from tests.conftest import run_module
from tests.webapp.browser import command, free_port
from webapp import sessions
from webapp.__main__ import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRAYCHAIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    return tmp_path / "home"


@pytest.mark.parametrize("words", [[], ["demo"], ["serve"], ["link"], ["token"], ["users"]])
def test_every_command_has_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([*words, "--help"])
    assert stop.value.code == 0
    assert "python -m webapp" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["fly"], ["link", "--role", "chief"], ["users", "add", "x"]])
def test_wrong_use_is_exit_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2


@pytest.mark.parametrize(
    "words",
    [["serve"], ["token", "--days", "0"], ["users", "disable", "nobody"], ["demo", "--port", "0"]],
)
def test_bad_input_is_one_line_and_exit_2(
    home: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_link_and_a_token_work_and_are_audited(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["link", "--role", "analyst", "--actor", "li"]) == 0
    link = capsys.readouterr().out.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:5000/enter#[\w-]{32}", link)
    assert sessions.use_link(home, link.split("#")[1]) == ("li", "analyst")
    assert main(["token", "--role", "viewer", "--label", "nightly"]) == 0
    found = sessions.find_token(home, capsys.readouterr().out.strip())
    assert found and found.role == "viewer"
    assert {"link-made", "token-made"} <= {entry.action for entry in audit.entries(home)}


def test_users_are_added_listed_and_closed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["users", "add", "wang", "--role", "analyst"]) == 0
    assert main(["users", "list"]) == 0
    assert "wang\tanalyst" in capsys.readouterr().out
    assert main(["users", "disable", "wang"]) == 0
    main(["users", "list"])
    assert "wang\tanalyst\tdisabled" in capsys.readouterr().out


@pytest.mark.slow
def test_the_demo_loads_once_and_a_second_one_joins_the_first(tmp_path: Path) -> None:
    home = tmp_path / "home"
    flags = ("--no-browser", "--port", str(free_port()))
    first = run_module("webapp", "demo", *flags, "--exit-when-ready", home=home, timeout=600)
    assert re.search(r"T2 decoy {2}seed 1 {2}1 cases {2}loaded as imports \d+–\d+", first.stdout)
    demo = home / "demo"
    assert keys.load_key(demo) == keys.SAMPLE_KEY
    with Ledger.open(demo, create=False) as ledger:
        version = ledger.version()
    running = command(home, "demo", *flags)
    try:
        assert running.stdout
        lines = [running.stdout.readline(), running.stdout.readline()]
        assert f"版本 {version}" in lines[0]  # nothing was loaded again
        second = run_module("webapp", "demo", *flags, home=home)
        assert "already running" in second.stdout
        address = re.search(r"http://127\.0\.0\.1:\d+", second.stdout)
        assert address and address[0] in lines[0]
        with urllib.request.urlopen(f"{address[0]}/signin", timeout=30) as answer:
            assert answer.status == 200
        asked = run_module("queries", "run", "crime-chain", "--all", "--format", "json", home=demo)
        assert '"verdict": "broken"' in asked.stdout
    finally:
        running.terminate()
        running.communicate(timeout=60)
    assert not isinstance(running.returncode, type(None))


def test_the_demo_never_writes_into_other_data(home: Path) -> None:
    keys.write_key(home / "demo", b"x" * 32)
    done: subprocess.CompletedProcess[str] = run_module(
        "webapp", "demo", "--exit-when-ready", home=home, check=False
    )
    assert done.returncode == 2
    assert "other data" in done.stderr
    assert sorted(path.name for path in (home / "demo").iterdir()) == ["id.key"]
