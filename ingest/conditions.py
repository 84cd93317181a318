"""The ``when`` of a mapping as a polars expression over typed columns."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ingest.mapping import Condition


def holds(conditions: Iterable[Condition]) -> pl.Expr:
    """True where all conditions hold; never null."""
    tests = [_test(condition).fill_null(False) for condition in conditions]
    return pl.all_horizontal(tests) if tests else pl.lit(True)


def named_in(conditions: Iterable[Condition]) -> list[str]:
    """The columns the conditions speak of."""
    pairs = [
        (c.column, *(c.words[:1] if c.test in ("same", "differs") else ())) for c in conditions
    ]
    return [name for pair in pairs for name in pair]


def _test(condition: Condition) -> pl.Expr:
    column = pl.col(condition.column)
    match condition.test:
        case "present":
            return column.is_not_null()
        case "absent":
            return column.is_null()
        case "not":
            return column.is_null() | ~column.cast(pl.String).is_in(list(condition.words))
        case "same":
            return column == pl.col(condition.words[0])
        case "differs":
            return column != pl.col(condition.words[0])
        case "like":
            return column.cast(pl.String).str.contains(condition.words[0])
        case "unlike":
            return ~column.cast(pl.String).str.contains(condition.words[0])
    return column.cast(pl.String).is_in(list(condition.words))
