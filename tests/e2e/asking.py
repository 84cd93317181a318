"""The questions an investigator asks of a sample case, on the command line, and their answers."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from queries import registry
from tests.conftest import SampleHome, run_module

Answer = dict[str, Any]
#: what may differ between two runs of the same question on the same data
VOLATILE = ("took_ms",)
#: what may differ besides, between two ledgers or stores of the same content
PLACE = ("dataset_version", "engine")


def ask(home: Path, name: str, *options: str) -> Answer:
    """The envelope of one question, asked with all values shown, without its timings."""
    done = run_module(
        *("queries", "run", name, *options, "--reveal", "test", "--format", "json"), home=home
    )
    answer: Answer = json.loads(done.stdout)
    return {key: value for key, value in answer.items() if key not in VOLATILE}


def truth_of(sample: SampleHome) -> Answer:
    """The truth file of a sample."""
    truth: Answer = json.loads(sample.truth.read_text(encoding="utf-8"))
    return truth


def key_of(truth: Answer, kind: str) -> str:
    """The natural key of the first truth entity of a type that has one; empty for none."""
    return next((e["key"] for e in truth["entities"] if e["type"] == kind and e["key"]), "")


def questions(truth: Answer) -> list[tuple[str, ...]]:
    """One call of every kind of question about the case of ``truth`` that it has keys for."""
    case, person = key_of(truth, "Case"), key_of(truth, "Person")
    if truth["payments"]:
        case, person = truth["payments"][0]["case"], truth["payments"][0]["victim"]
    gang, den = key_of(truth, "Gang"), key_of(truth, "Den")
    found = [
        ("search", "--text", person),
        ("search", "--text", gang),
        ("entity", "--of", person),
        ("entity", "--of", den),
        ("entity-network", "--of", case, "--hops", "2"),
        ("entity-network", "--of", gang, "--hops", "1"),
        ("shortest-path", "--from", person, "--to", gang),
        ("paths", "--from", person, "--to", gang),
        ("shared-identifiers",),
        ("gang-profile", "--of", gang),
        ("crime-chain", "--of", case),
        ("crime-chain", "--all"),
    ]
    return [question for question in found if all(question)]


def every_question(home: Path, truth: Answer) -> list[tuple[str, ...]]:
    """:func:`questions`, and one call of each other question the registry has.

    Whatever a question still needs besides the case is left out: then its complaint is the answer.
    """
    asked = questions(truth)
    case = key_of(truth, "Case")
    edge = ask(home, "entity-network", "--of", case)["rows"][0]["id"]
    asked.append(("edge-rows", "--edge", edge))
    asked.append(("stop-payment-queue", "--of", case, "--at", "2026-06-01"))  # else: now
    asked.append(("import-alerts", "--import", "1"))
    known = {question[0] for question in asked}
    for query in registry.load().values():
        if query.name not in known:
            takes_case = any(param.name == "of" for param in query.params)
            asked.append((query.name, *(("--of", case) if takes_case else ())))
    return asked


def answers(home: Path, asked: list[tuple[str, ...]]) -> dict[str, Answer]:
    """What the command line prints for each question, asked in one process."""
    done = run_module("tests.e2e.asking", json.dumps([list(q) for q in asked]), "all", home=home)
    printed: list[Answer] = json.loads(done.stdout)
    return {" ".join(question): answer for question, answer in zip(asked, printed, strict=True)}


def contents(home: Path, truth: Answer) -> list[Answer]:
    """What every question answers, without the version it was asked at, from one process."""
    done = run_module(
        "tests.e2e.asking", json.dumps([list(q) for q in questions(truth)]), home=home
    )
    found: list[Answer] = json.loads(done.stdout)
    return found


def _main(arguments: str, whole: bool) -> None:
    """Print the answers to the questions in ``arguments`` (JSON lists of words).

    ``whole`` keeps version and engine, and takes a complaint as an answer.
    """
    from queries import __main__ as command_line

    left_out = VOLATILE if whole else VOLATILE + PLACE
    printed = []
    for question in json.loads(arguments):
        words = ["run", *question, "--reveal", "test", "--format", "json"]
        with redirect_stdout(StringIO()) as output, redirect_stderr(StringIO()) as complaint:
            code = command_line.main(words)
        assert code == 0 or whole
        answer = json.loads(output.getvalue()) if code == 0 else {"error": complaint.getvalue()}
        printed.append({k: v for k, v in answer.items() if k not in left_out})
    print(json.dumps(printed))


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2:] == ["all"])
