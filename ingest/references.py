"""Cells that hold a key or a name of something: which of the two, and its key."""

from __future__ import annotations

from typing import Final

import polars as pl

from graph import schema
from graph.schema import EntityType
from graph.text import fold
from ingest import reading
from ingest.hashing import number_keys
from ingest.mapping import READINGS
from ingest.names import clean_names

#: letters, digits and dashes with a digit among them: a number somebody gave out
_CODE: Final = r"^[A-Za-z0-9][A-Za-z0-9._/\-()\[\]〔〕#]*$"
_DIGIT: Final = r"\d"
#: types whose every text is a key
_ALWAYS_KEY: Final = {"Case": "case", "PoliceReport": "report", "Location": "place"}


def reference_parts(
    frame: pl.DataFrame, source: str, kind: str, key: bytes, type_: EntityType | None = None
) -> pl.DataFrame:
    """The frame with ``id value hint remark`` for a number (``kind`` is its namespace), or
    ``value`` (a name) and ``strong`` (a strong key) for a record type (``kind`` is the type).
    """
    raw = frame[f"{source}.raw"]
    if type_ is None:
        return frame.with_columns(_number(frame, source, kind, key))
    if kind == "Person":
        return frame.with_columns(_person(raw, key))
    return frame.with_columns(_record(reading.text(raw), kind, type_, raw, key))


def _number(frame: pl.DataFrame, source: str, namespace: str, key: bytes) -> list[pl.Series]:
    if namespace in READINGS:
        found = reading.read(READINGS[namespace], frame[f"{source}.raw"], key)
        picked = found.select("value", "hint", "remark", pl.col("key").alias("id"))
        return picked.get_columns()
    value = frame[source].cast(pl.String).str.replace_all(r"\s", "")
    unique = value.unique().drop_nulls()
    keys = number_keys(key, namespace, unique)
    ids = value.replace_strict(unique, keys, default=None, return_dtype=pl.Int64)
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    hint = nothing.fill_null("")
    return [value.alias("value"), hint.alias("hint"), nothing.alias("remark"), ids.alias("id")]


def _person(raw: pl.Series, key: bytes) -> list[pl.Series]:
    """An ID number or passport is a key; the rest is a name."""
    found = reading.read("id", raw, key)
    strong = found["strong"]
    name = clean_names(raw).zip_with(
        strong.is_null(), pl.Series([None], dtype=pl.String).new_from_index(0, len(raw))
    )
    return [name.alias("value"), strong.alias("strong")]


def _record(
    text: pl.Series, kind: str, type_: EntityType, raw: pl.Series, key: bytes
) -> list[pl.Series]:
    prefix = _ALWAYS_KEY.get(kind, type_.key[0])
    frame = pl.DataFrame({"text": text})
    bare = pl.col("text").str.replace_all(r"\s", "")
    coded = bare.str.contains(_CODE) & bare.str.contains(_DIGIT)
    if kind in _ALWAYS_KEY or kind not in schema.load().entities:
        coded = pl.lit(True)
    frame = frame.with_columns(
        pl.when(coded).then(prefix + ":" + bare).alias("strong"),
        pl.when(~coded).then(pl.col("text")).alias("value"),
    )
    if kind == "Organization":
        unit = reading.read("uscc", raw, key)
        folded = {name: "org:" + fold(name) for name in text.unique().drop_nulls()}
        named = text.replace_strict(folded, default=None, return_dtype=pl.String)
        frame = frame.with_columns(
            text.alias("value"), unit["strong"].fill_null(named).alias("strong")
        )
    return [frame["value"], frame["strong"]]
