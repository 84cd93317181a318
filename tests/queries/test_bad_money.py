"""Bad input of the money and measure questions: one sentence and exit 2, never a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from queries.__main__ import main
from tests.queries.small_gang import C1, CASE

WRONG = [
    (("fund-trace", "--of", CASE, "--window-hours", "0"), "from 1 to"),
    (("fund-trace", "--of", CASE, "--window-hours", "-3"), "from 1 to"),
    (("fund-trace", "--of", CASE, "--floor-minor", "-1"), "at least 0"),
    (("fund-trace", "--of", CASE, "--depth", "31"), "from 1 to 30"),
    (("fund-trace", "--of", CASE, "--method", "lifo"), "one of fifo, prorata"),
    (("fund-reach", "--of", CASE, "--depth", "0"), "from 1 to 30"),
    (("fund-reach", "--of", "红队", "--floor-minor", "x"), "whole number"),
    (("fund-trace", "--of", "6222029999999999"), "6222029999999999"),
    (("refund", "--of", C1, "--frozen-minor", "-5"), "at least 0"),
    (("refund", "--of", CASE), "frozen"),
    (("stop-payment-queue", "--of", CASE, "--at", "yesterday"), "a date such as"),
    (("centrality", "--metric", "fame"), "one of degree"),
    (("centrality", "--projection", "friends"), "one of communication"),
    (("centrality", "--since", "2026-05-02", "--until", "2026-05-01"), "end after it begins"),
    (("centrality", "--projection", "co-presence"), "no relation"),
    (("centrality", "--projection", "funds", "--currency", "USD"), "no relation"),
    (("disruption", "--top", "0"), "from 1 to 200"),
    (("communities", "--resolution", "0"), "from 0.01 to 100"),
    (("communities", "--projection", "co-presence"), "no relation"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=lambda value: " ".join(value)[:60])
def test_one_sentence_and_exit_2(
    gang_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.setenv("GRAYCHAIN_HOME", str(gang_home))
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    assert main(["run", *words, "--reveal", "test"]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert len(error.strip().splitlines()) == 1
    assert said in error
    assert "Traceback" not in error
