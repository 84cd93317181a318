"""Properties of records, numbers and relations as JSON text."""

from __future__ import annotations

import json
from collections.abc import Mapping as MappingOf
from typing import Final

import polars as pl

from ingest.mapping import IDENTIFIERS, Mapping

_ZONE: Final = "Asia/Shanghai"
#: what JSON does not write as it is
_ESCAPED: Final = r'["\\\x00-\x1f]'


def columns(props: MappingOf[str, str], mapping: Mapping, frame: pl.DataFrame) -> list[pl.Expr]:
    """One expression for each property, named ``p.<property>``."""
    return [_value(source, mapping, frame).alias(f"p.{name}") for name, source in props.items()]


def _value(source: str, mapping: Mapping, frame: pl.DataFrame) -> pl.Expr:
    reading = mapping.reading(source).partition(":")[0]
    column = pl.col(source)
    if frame.schema[source].is_numeric() and reading == "time":
        moment = pl.from_epoch(column, time_unit="us").dt.replace_time_zone("UTC")
        local = moment.dt.convert_time_zone(_ZONE)
        day = pl.col(f"{source}.precision") == "day"
        written = local.dt.strftime("%Y-%m-%d %H:%M:%S")
        return pl.when(day).then(local.dt.strftime("%Y-%m-%d")).otherwise(written)
    if reading in IDENTIFIERS:
        raw = pl.col(f"{source}.raw").str.strip_chars()
        unread = pl.col(f"{source}.issue").is_not_null()
        return pl.coalesce(column, pl.when(unread).then(raw))
    return column


def to_json(frame: pl.DataFrame) -> pl.Series:
    """The ``p.…`` columns of each row as a JSON object, nulls left out."""
    names = [name for name in frame.columns if name.startswith("p.")]
    if not names:
        return pl.Series("props", ["{}"], dtype=pl.String).new_from_index(0, frame.height)
    values = frame.select(names)
    texts = [name for name, kind in values.schema.items() if kind == pl.String()]
    plain = len(texts) == len(names) and not _any_escaped(values)
    return _joined(values) if plain else _one_by_one(values)


def _any_escaped(values: pl.DataFrame) -> bool:
    return bool(values.select(pl.any_horizontal(pl.all().str.contains(_ESCAPED).any())).item())


def _joined(values: pl.DataFrame) -> pl.Series:
    """Texts without a sign JSON escapes: quotes around them are enough."""
    pairs = [
        pl.lit(json.dumps(name[2:], ensure_ascii=False) + ': "') + pl.col(name) + '"'
        for name in values.columns
    ]
    inner = pl.concat_str(pairs, separator=", ", ignore_nulls=True).fill_null("")
    return values.select(pl.concat_str(pl.lit("{"), inner, pl.lit("}")).alias("props"))["props"]


def _one_by_one(values: pl.DataFrame) -> pl.Series:
    keys = [name[2:] for name in values.columns]
    texts = [
        json.dumps(
            {k: v for k, v in zip(keys, row, strict=True) if v is not None}, ensure_ascii=False
        )
        for row in values.iter_rows()
    ]
    return pl.Series("props", texts, dtype=pl.String)
