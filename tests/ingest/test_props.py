"""Properties as JSON text: whole columns give what ``json.dumps`` gives row by row."""

from __future__ import annotations

import json

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from ingest import props

TEXTS = st.lists(st.tuples(*[st.none() | st.text(max_size=6)] * 2), min_size=1, max_size=8)


@given(TEXTS)
@example([("张三", None), ("", '"\\\n'), (None, None)])
def test_json_is_the_same_by_columns_and_by_rows(rows: list[tuple[str | None, str | None]]) -> None:
    frame = pl.DataFrame(
        rows, schema={'p.户"名': pl.String, "p.bank": pl.String}, orient="row", strict=False
    )
    expected = [
        json.dumps({k: v for k, v in zip(('户"名', "bank"), row, strict=True) if v is not None},
                   ensure_ascii=False)
        for row in rows
    ]  # fmt: skip
    assert props.to_json(frame).to_list() == expected


def test_figures_and_flags_stay_what_they_are() -> None:
    frame = pl.DataFrame({"p.floor": [3, None], "p.share": [0.5, 1.0], "p.seen": [True, False]})
    assert props.to_json(frame).to_list() == [
        '{"floor": 3, "share": 0.5, "seen": true}',
        '{"share": 1.0, "seen": false}',
    ]
