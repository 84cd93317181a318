"""ID numbers that stand beside a name in one cell, or in the name's column instead of their own."""

from __future__ import annotations

import polars as pl

from ingest import reading
from ingest.mapping import Mapping

#: a cell of an ID column that holds nothing but a name
_BARE_NAME = r"^\s*[\p{Han}·]{2,15}\s*$"


def with_ids(frame: pl.DataFrame, mapping: Mapping, key: bytes) -> pl.DataFrame:
    """The typed frame with the ID numbers found in name cells put where they belong.

    Only sound numbers move, and only into blank or unreadable cells; each is remarked
    ``from_name``. Where the two columns are swapped the name moves as well.
    """
    for rule in mapping.entities.values():
        owners = [names[0] for prefix, names in rule.keys if prefix == "id" and len(names) == 1]
        found = f"{rule.name}.beside"
        if owners and found in frame.columns and f"{owners[0]}.list" not in frame.columns:
            frame = _filled(frame, rule.name, owners[0], key)
    return frame


def _filled(frame: pl.DataFrame, name: str, owner: str, key: bytes) -> pl.DataFrame:
    read = reading.read("id", frame[f"{name}.beside"], key)
    moves = (frame[owner].is_null() & read["strong"].is_not_null()).alias("moves")
    if not moves.any():
        return frame
    parts = {"value": owner, "strong": f"{owner}.strong", "hint": f"{owner}.hint"}
    swapped = pl.col("moves") & pl.col(name).is_null()
    bare = pl.col(f"{owner}.raw").str.contains(_BARE_NAME)
    frame = frame.with_columns(moves).with_columns(
        pl.when(swapped & bare)
        .then(pl.col(f"{owner}.raw").str.replace_all(r"\s", ""))
        .otherwise(name)
        .alias(name)
    )
    moved = [
        pl.when("moves").then(read[part]).otherwise(pl.col(column)).alias(column)
        for part, column in parts.items()
        if part in read.columns and column in frame.columns
    ]
    told = [
        pl.when("moves")
        .then(pl.col(f"{name}.beside"))
        .otherwise(f"{owner}.raw")
        .alias(f"{owner}.raw"),
        pl.when("moves").then(None).otherwise(f"{owner}.issue").alias(f"{owner}.issue"),
        pl.when("moves")
        .then(pl.lit("from_name"))
        .otherwise(f"{owner}.remark")
        .alias(f"{owner}.remark"),
    ]
    return frame.with_columns(*moved, *told).drop("moves")
