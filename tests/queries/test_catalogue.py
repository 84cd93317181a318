"""Every question describes itself in both languages, and the catalogue is as it says."""

from pathlib import Path

import pytest

from queries import catalogue, registry
from queries.cypher_file import BadQueryFile
from queries.model import GROUPS, Param, Query, Result, Text
from queries.params import RESERVED

ALL = list(registry.load().values())
NAMED_BY_THE_DESIGN = {
    "search", "entity", "entity-network", "shortest-path", "paths", "shared-identifiers",
    "gang-profile", "edge-rows", "crime-chain",
}  # fmt: skip


def test_all_questions_are_there() -> None:
    assert set(registry.load()) >= NAMED_BY_THE_DESIGN


@pytest.mark.parametrize("query", ALL, ids=lambda q: q.name)
def test_words_exist_in_chinese_and_english(query: Query) -> None:
    texts = [query.title, query.question, query.caveat, query.order, GROUPS[query.group]]
    texts += [param.help for param in query.params] + [column.label for column in query.returns]
    for text in texts:
        assert any("\u4e00" <= char <= "\u9fff" for char in text.zh)
        assert text.en.isascii()
        assert text.en
    assert RESERVED.isdisjoint(param.name for param in query.params)
    assert "of" in [param.name for param in query.params if param.name in ("of", "entity")] or (
        not any(param.name == "entity" for param in query.params)
    )


@pytest.mark.parametrize("query", ALL, ids=lambda q: q.name)
@pytest.mark.parametrize("form", ["table", "md", "json"])
def test_a_page_shows_every_parameter_and_column(query: Query, form: str) -> None:
    page = catalogue.page(query, form, "en")
    for param in query.params:
        assert param.flag in page
    for column in query.returns:
        assert column.name in page


def test_the_catalogue_is_fresh() -> None:
    file = Path(registry.__file__).with_name("catalogue.md")
    assert file.read_text(encoding="utf-8") == catalogue.listing("md", "zh")


def _query(name: str = "x", group: str = "find", param: str = "of", en: str = "word") -> Query:
    words = Text("词", en)
    params = (Param(param, "entity", words),)
    column = ALL[0].returns
    return Query(name, words, words, group, params, column, words, lambda c: Result([]), words)


@pytest.mark.parametrize(
    "bad",
    [_query("y"), _query(group="nothing"), _query(param="limit"), _query(en=""), "no query"],
)
def test_an_algorithm_without_its_words_stops_the_program(bad: object) -> None:
    registry.check(_query(), Path("x.py"))
    with pytest.raises(BadQueryFile, match=r"x\.py"):
        registry.check(bad, Path("x.py"))
