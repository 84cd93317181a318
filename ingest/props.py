"""Properties of records, numbers and relations as JSON text."""

from __future__ import annotations

import json
from collections.abc import Mapping as MappingOf
from typing import Final

import polars as pl

from ingest.mapping import IDENTIFIERS, Mapping

_ZONE: Final = "Asia/Shanghai"


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
    keys = [name[2:] for name in names]
    texts = [
        json.dumps(
            {k: v for k, v in zip(keys, row, strict=True) if v is not None}, ensure_ascii=False
        )
        for row in frame.select(names).iter_rows()
    ]
    return pl.Series("props", texts, dtype=pl.String)
