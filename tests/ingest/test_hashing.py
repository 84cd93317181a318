"""Keys and ids over columns are those of graph.keys, value for value."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from graph import keys
from ingest.hashing import hash63_many, mixed, number_keys, public_ids, text_codes

KEY = bytes(range(32))
TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=8)


@given(TEXTS)
def test_keys_and_ids_equal_those_made_one_by_one(texts: list[str]) -> None:
    column = pl.Series(texts, dtype=pl.String)
    one_by_one = [keys.number_key(KEY, "account", text) for text in texts]
    assert number_keys(KEY, "account", column).to_list() == one_by_one
    assert hash63_many(KEY, ["number", "account"], column).to_list() == one_by_one
    shown = [keys.public_id(KEY, "a", "number", "account", text) for text in texts]
    assert public_ids(KEY, "a", ["number", "account"], column).to_list() == shown


@given(TEXTS)
def test_text_codes_tell_texts_apart_and_do_not_depend_on_their_neighbours(
    texts: list[str],
) -> None:
    together = text_codes(pl.Series(texts, dtype=pl.String)).tolist()
    alone = [text_codes(pl.Series([text], dtype=pl.String)).tolist()[0] for text in texts]
    assert together == alone
    assert len(set(together)) == len(set(texts))


def test_text_codes_are_the_same_for_a_column_of_few_words() -> None:
    many = pl.Series(["成功"] * 500 + ["失败"])
    assert text_codes(many)[-1] == text_codes(pl.Series(["失败"]))[0]
    assert text_codes(pl.Series([None, ""], dtype=pl.String)).tolist() == [0, 0]


def test_stored_hashes_never_change() -> None:
    assert mixed([pl.Series([1, None]), pl.Series([2, 2])]).to_list() == [
        6422034521767081036,
        4260467890120345181,
    ]
    assert text_codes(pl.Series(["SN000000178486", "李四"])).tolist() == [
        8103900719946695683,
        8565951683827259877,
    ]
