"""The command line: formats, exit codes, one clear line instead of a traceback."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from queries.__main__ import main
from queries.chains import template_files
from tests.conftest import run_module
from tests.queries.small_gang import C1, P1


@pytest.fixture
def command(
    gang_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> "Command":
    monkeypatch.setenv("GRAYCHAIN_HOME", str(gang_home))
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    return Command(capsys)


class Command:
    """Runs the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str, code: int = 0) -> tuple[str, str]:
        assert main(words) == code
        caught = self._capsys.readouterr()
        return caught.out, caught.err


def test_list_and_show(command: Command) -> None:
    out, err = command("list")
    assert "entity-network" in out
    assert err == ""
    assert {q["name"] for q in json.loads(command("list", "--format", "json")[0])} >= {"search"}
    assert "--of" in command("show", "entity")[0]
    assert command("list", "--format", "csv")[0].startswith("Name,Group,Question")


def test_run_in_every_format(command: Command) -> None:
    table, _ = command("run", "entity", "--of", C1)
    assert "622202******0001" in table
    assert "dataset version" in table
    envelope = json.loads(command("run", "entity", "--of", C1, "--format", "json")[0])
    assert envelope["rows"][0]["value"] == "622202******0001"
    out, err = command("run", "entity", "--of", C1, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0]["Value"] == "622202******0001"
    assert "dataset version" in err
    assert "| 622202******0001 |" in command("run", "entity", "--of", C1, "--format", "md")[
        0
    ].replace("\\*", "*")


def test_reveal_shows_and_a_phone_is_no_formula(command: Command) -> None:
    words = ("run", "entity", "--of", P1, "--reveal", "case 12")
    assert P1 in command(*words)[0]
    assert f"'{P1}" in command(*words, "--format", "csv")[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "nope"), "no query 'nope'"),
        (("run", "entyti"), "entity"),
        (("run", "entity"), "--of is missing"),
        (("run", "entity", "--of", "nobody"), "Nothing is called 'nobody'"),
        (("run", "entity", "--of", "赵六"), "2 entities"),
        (("run", "entity", "--of"), "--of"),
        (("run", "entity", "--off", C1), "--off"),
        (("run", "entity-network", "--of", C1, "--hops", "9"), "from 1 to 4"),
        (("run", "entity-network", "--of", C1, "--types", "NOPE"), "relation types"),
        (("run", "entity-network", "--of", C1, "--since", "soon"), "--since"),
        (("run", "entity", "--of", C1, "--as-of", "999999"), "version 999999"),
        (("run", "entity", "--of", C1, "--as-of", "x"), "--as-of"),
        (("run", "entity", "--of", C1, "--limit", "0"), "--limit"),
        (("run", "entity", "--of", C1, "--reveal", " "), "reason"),
        (("run", "entity", "--of", C1, "--format", "pdf"), "--format"),
        (("run", "entity-network", "--of", C1, "--store", "mysql://x"), "mysql"),
        (("run",), "name"),
        (("report", "entity"), "report"),
        ((), "command"),
        (("list", "more"), "more"),
        (("show", "nope"), "no query 'nope'"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(
    command: Command, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAYCHAIN_STORE", "embedded")
    out, err = command(*words, code=2)
    assert out == ""
    assert err.count("\n") == 1
    assert said in err
    monkeypatch.setenv("GRAYCHAIN_LANG", "zh")
    out, err = command(*words, code=2)
    assert any("\u4e00" <= char <= "\u9fff" for char in err)


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["run", "entity", "--help"]])
def test_every_command_has_help(command: Command, words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command(*words)
    assert caught.value.code == 0


def test_as_a_process(gang_home: Path, tmp_path: Path) -> None:
    words = ("queries", "run", "search", "--format", "json", "--text")
    done = run_module(*words, "zs", home=gang_home)
    assert [row["label"] for row in json.loads(done.stdout)["rows"]] == ["张*"]
    assert done.stderr == ""
    missing = run_module(*words, "x", home=tmp_path, check=False)
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)
    assert "Traceback" not in missing.stderr


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ((), "Give either --of ENTITY or --all."),
        (("--of", P1, "--all"), "Give either --of ENTITY or --all."),
        (("--all", "no"), "Give either --of ENTITY or --all."),
        (("--all", "maybe"), "Parameter --all must be true or false, it is 'maybe'."),
        (("--all", "--template", "T99"), "--template"),
        (("--of", ""), "Give either --of ENTITY or --all."),
    ],
)
def test_crime_chain_takes_an_entity_or_all(
    command: Command, words: tuple[str, ...], wrong: str
) -> None:
    out, err = command("run", "crime-chain", *words, code=2)
    assert out == ""
    assert wrong in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("word", [(), ("yes",), ("是",), ("TRUE",)])
def test_crime_chain_of_every_case(command: Command, word: tuple[str, ...]) -> None:
    out, _ = command("run", "crime-chain", "--all", *word, "--format", "json")
    assert json.loads(out)["params"]["all"] is True


def test_a_units_own_template_is_named_like_ours_or_refused_in_one_line(
    command: Command, gang_home: Path
) -> None:
    folder = gang_home / "templates"
    folder.mkdir()
    ours = (template_files.FOLDER / "templates" / "T2.yml").read_text("utf-8")
    try:
        (folder / "OWN.yml").write_text(ours.replace("template: T2", "template: OWN"), "utf-8")
        out, _ = command("run", "crime-chain", "--all", "--template", "OWN", "--format", "json")
        assert json.loads(out)["params"]["template"] == "OWN"
        (folder / "OWN.yml").write_text("template: OWN\nzh: [", "utf-8")
        out, err = command("run", "crime-chain", "--all", code=2)
        assert (out, err.count("\n")) == ("", 1)
        assert "OWN.yml" in err
    finally:
        shutil.rmtree(folder)
