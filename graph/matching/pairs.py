"""Pairs of entities that agree in complete values: joins on equal keys, never all against all.

Every function returns ``rule, a, b, value`` (``value``: what they agree in). Cost: a
sort of the rows and the size of the groups; groups above eight entities are skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from graph.identity import MASK, folded
from graph.matching import spelling

#: a value shared by more persons than this proposes nothing: a hotline, a form's default
_MOST_IN_A_GROUP: Final = 8


def same_names(persons: pl.DataFrame) -> list[pl.DataFrame]:
    """Equal names (traditional or simplified) with equal phone or birth date."""
    return [
        _equal(persons, "name_phone", ["name", "phone"]),
        _equal(persons, "name_birth", ["name", "birth"]),
    ]


def same_nicknames(persons: pl.DataFrame) -> pl.DataFrame:
    """A nickname, or the part before ``·``, that is the other's nickname or name; same phone."""
    kept = ["entity", "ids", "phone"]
    separate = pl.col("alias").str.replace_all(r"[、，,;；/\s]+", "、").str.split("、")
    told = persons.select(*kept, name=separate).explode("name", keep_nulls=False)
    part = pl.col("raw_name").str.extract(r"^([^·•・]+)[·•・]").fill_null("")
    nicks = pl.concat([told, persons.select(*kept, name=part)])
    nicks = nicks.filter(pl.col("name") != "")
    rows = pl.concat(
        [
            nicks.with_columns(name=folded(nicks["name"]), nick=pl.lit(True)),
            persons.select(*kept, "name", nick=pl.lit(False)),
        ]
    )
    either = pl.col("nick") | pl.col("nick_b")
    return _equal(rows, "nick_phone", ["name", "phone"], "nick", either)


def alike_names(persons: pl.DataFrame) -> list[pl.DataFrame]:
    """Unequal names with a common reading, and one of phone, birth date, registered county."""
    sounded = persons.join(spelling.spellings(persons["raw_name"]), on="raw_name")
    counties = sounded.explode("divisions", keep_nulls=False, empty_as_null=False)
    counties = counties.rename({"divisions": "division"})
    short = persons.join(spelling.initials(persons["raw_name"]), on="raw_name")
    return [
        _equal(sounded, "sound_phone", ["spelling", "phone"], "name"),
        _equal(sounded, "sound_birth", ["spelling", "birth"], "name"),
        _equal(counties, "sound_division", ["spelling", "division"], "name"),
        _equal(short, "initials_phone", ["initials", "phone"], "latin"),
    ]


def _equal(
    rows: pl.DataFrame,
    rule: str,
    keys: Sequence[str],
    beside: str | None = None,
    where: pl.Expr | None = None,
) -> pl.DataFrame:
    """Entities with equal, complete values in all ``keys``.

    ``beside``: a further column for ``where`` (of ``beside`` and ``beside_b``); without
    ``where`` it must differ.
    """
    complete = pl.all_horizontal(
        (pl.col(key) != "") & ~pl.col(key).str.contains(MASK) for key in keys
    )
    kept = [*keys, *([beside] if beside else [])]
    rows = rows.filter(complete).select("entity", "ids", *kept).unique(["entity", *kept])
    several = pl.col("entity").n_unique().over(keys)
    rows = rows.filter(several.is_between(2, _MOST_IN_A_GROUP))
    pairs = rows.join(rows, on=list(keys), suffix="_b").filter(
        pl.col("entity") < pl.col("entity_b"), ids_allow()
    )
    if beside:
        differ = pl.col(beside) != pl.col(f"{beside}_b")
        pairs = pairs.filter(differ if where is None else where)
    value = pl.concat_str(keys, separator=" ")
    return pairs.select(rule=pl.lit(rule), a="entity", b="entity_b", value=value)


def ids_allow() -> pl.Expr:
    """No two different ID numbers stand against the pair (``ids``, ``ids_b``)."""
    ours, theirs = pl.col("ids"), pl.col("ids_b")
    either_open = (ours.list.len() == 0) | (theirs.list.len() == 0)
    return either_open | (ours.list.set_intersection(theirs).list.len() > 0)
