"""Rows by key, whatever the key is made of."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from queries.chains.keyed import Keyed


@pytest.mark.parametrize(
    ("keys", "wanted", "found"),
    [
        ([3, 1, 2, 1], [1, 9], [1, 3]),
        (["p-b", "p-a", "p-c", "p-a"], ["p-a", "p-x"], [1, 3]),
        (["p-b", "p-a", "p-c", "p-a"], ["张三", "p-a\x00b"], []),
        (["ann", "bo", "ann", "张三"], ["ann", "张三"], [0, 2, 3]),
        (["ann", "bo", None, "ann"], ["ann"], [0, 3]),
        ([], ["p-a"], []),
        (["p-b"], [], []),
    ],
)
def test_rows_of_a_few_keys(keys: list[Any], wanted: list[Any], found: list[int]) -> None:
    kind = pl.Int64 if keys and isinstance(keys[0], int) else pl.String
    frame = pl.DataFrame({"key": pl.Series(keys, dtype=kind), "place": range(len(keys))})
    rows = Keyed(frame, "key").rows(wanted)
    assert rows["place"].to_list() == found
    assert rows.columns == ["key", "place"]
