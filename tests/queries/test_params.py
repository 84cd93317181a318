"""Parameters: what is typed becomes checked values, or one sentence says what is wrong."""

from typing import Any

import pytest

from graph.errors import BadInput
from queries.model import Param, Query, Result, Text
from queries.params import check

HELP = Text("说明", "help")


def _query(*params: Param) -> Query:
    words = Text("词", "word")
    return Query("q", words, words, "find", params, (), words, lambda context: Result([]))


def _value(param: Param, given: Any) -> Any:
    return check(_query(param), {param.name: given})[param.name]


def test_defaults_fill_in_and_dashes_are_underscores() -> None:
    query = _query(
        Param("max_length", "int", HELP, default=4), Param("of", "entity", HELP, required=True)
    )
    assert check(query, {"of": "x"}) == {"max_length": 4, "of": "x"}
    assert check(query, {"of": "x", "max-length": "3"}) == {"max_length": 3, "of": "x"}


def test_unknown_missing_and_doubled_are_refused() -> None:
    query = _query(Param("of", "entity", HELP, required=True), Param("a_b", "int", HELP))
    for given, word in (
        ({"of": "x", "off": "y"}, "'off'"),
        ({}, "--of"),
        ({"of": "   "}, "--of"),
        ({"of": "x", "a_b": 1, "a-b": 2}, "twice"),
    ):
        with pytest.raises(BadInput) as caught:
            check(query, given)
        assert word in caught.value.en


@pytest.mark.parametrize("given", ["x", "1.5", "0", "7", True, "1e1", "", "９９"])
def test_int_has_bounds(given: Any) -> None:
    param = Param("hops", "int", HELP, required=True, minimum=1, maximum=6)
    with pytest.raises(BadInput, match="--hops"):
        _value(param, given)


def test_numbers() -> None:
    assert _value(Param("hops", "int", HELP, minimum=1, maximum=6), "6") == 6
    assert _value(Param("share", "float", HELP, minimum=0, maximum=1), "0.25") == 0.25
    for bad in ("nan", "inf", "x", "2"):
        with pytest.raises(BadInput):
            _value(Param("share", "float", HELP, minimum=0, maximum=1), bad)


def test_dates_are_local_days_and_until_includes_its_day() -> None:
    since, until = Param("since", "date", HELP), Param("until", "date", HELP)
    midnight = 1_793_808_000_000_000  # 2026-11-05 00:00 in China
    assert _value(since, "2026-11-05") == midnight
    assert _value(since, "2026/11/5") == midnight
    assert _value(until, "2026-11-05") == midnight + 86_400_000_000 - 1
    assert _value(since, "2026-11-05T11:05") == midnight + (11 * 60 + 5) * 60_000_000
    assert _value(since, "2026-11-04T16:00:00+00:00") == midnight
    for bad in ("2026-13-01", "yesterday", "05-11-2026", "9999-99-99"):
        with pytest.raises(BadInput, match="--since"):
            _value(since, bad)


def test_type_words_in_both_languages() -> None:
    relations, entities = Param("types", "relations", HELP), Param("kinds", "entities", HELP)
    assert _value(relations, "holds，转账") == ("HOLDS", "TRANSFERS_TO")
    assert _value(relations, ["USES"]) == ("USES",)
    assert _value(entities, "人员, Gang") == ("Gang", "Person")
    with pytest.raises(BadInput, match="NOPE"):
        _value(relations, "HOLDS,NOPE")


def test_bool_choice_and_text() -> None:
    assert _value(Param("all", "bool", HELP), "true") is True
    assert _value(Param("all", "bool", HELP), "") is False
    with pytest.raises(BadInput):
        _value(Param("all", "bool", HELP), "perhaps")
    direction = Param("direction", "choice", HELP, default="both", choices=("in", "out", "both"))
    assert _value(direction, "in") == "in"
    with pytest.raises(BadInput, match="in, out, both"):
        _value(direction, "sideways")
    for bad in ("x" * 501, "a\x00b", ["x"]):
        with pytest.raises(BadInput):
            _value(Param("text", "text", HELP), bad)


def test_messages_are_one_line_in_both_languages() -> None:
    with pytest.raises(BadInput) as caught:
        _value(Param("hops", "int", HELP, minimum=1, maximum=6), "9")
    assert caught.value.zh == "参数 --hops 应为 1 到 6 的整数，现为“9”。"
    assert caught.value.en == "Parameter --hops must be a whole number from 1 to 6, it is '9'."


def test_a_python_keyword_can_be_a_parameter() -> None:
    assert Param("from", "entity", HELP).argument == "from_"
    assert Param("max_length", "int", HELP).flag == "--max-length"
