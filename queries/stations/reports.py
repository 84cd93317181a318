"""Reported messages with their places, and where else numbers were seen, of one dataset."""

from __future__ import annotations

import json
from typing import Any, Final

import polars as pl

from graph.dataset import Dataset
from queries.stations.track import Point

_ROW: Final = ("import_id", "sheet", "row")


def reports(dataset: Dataset) -> pl.DataFrame:
    """A row per dated message and source row: time, receiver, cell, template, lat, lon.

    The place is that of the same source row (``SEEN_AT`` a location), the template that
    the receiver got there (``RECEIVED``); either may be null. Cost: one scan of messages.
    """
    rows = dataset.messages.filter(
        pl.col("time").is_not_null(), pl.col("time_precision") == "second"
    ).select("time", "receiver_entity", "cell", "text", "evidence")
    rows = rows.explode("evidence").unnest("evidence")
    relations = dataset.relations
    seen = relations.filter(pl.col("type") == "SEEN_AT", pl.col("to_kind") == "record")
    places = seen.join(_record_places(dataset), left_on="to_id", right_on="record_id")
    got = relations.filter(pl.col("type") == "RECEIVED").select(*_ROW, template="to_entity")
    return (
        rows.join(places.select(*_ROW, "lat", "lon").unique(_ROW), on=_ROW, how="left")
        .join(got.unique(_ROW), on=_ROW, how="left")
        .sort("time", *_ROW)
    )


def _record_places(dataset: Dataset) -> pl.DataFrame:
    records = dataset.records.filter(pl.col("type") == "Location").select("record_id", "props")
    return _with_places(records)


def _with_places(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``lat`` and ``lon`` out of ``props``; rows without both are left out."""
    read: list[dict[str, Any]] = [json.loads(text or "{}") for text in frame["props"]]
    return frame.with_columns(
        pl.Series(name, [_number(props.get(name)) for props in read], dtype=pl.Float64)
        for name in ("lat", "lon")
    ).drop_nulls(["lat", "lon"])


def _number(value: Any) -> float | None:
    return None if value in (None, "") else float(value)


def cell_key(dataset: Dataset, lac: str, cell: str) -> int:
    """The number key of the cell ``lac``-``cell``; 0 when no row names it.

    A part is decimal when it is all digits, else hexadecimal, as cells are read from files.
    """
    try:
        norm = "-".join(str(int(part, 10 if part.isdigit() else 16)) for part in (lac, cell))
    except ValueError:
        return 0
    cells = dataset.numbers.filter(pl.col("namespace") == "cell", pl.col("norm") == norm)
    return int(cells["number_key"][0]) if cells.height else 0


def points_of(frame: pl.DataFrame) -> list[Point]:
    """The rows of :func:`reports` that have a place."""
    return [
        Point(
            row["time"],
            row["lat"],
            row["lon"],
            row["receiver_entity"],
            (row["import_id"], row["sheet"], row["row"]),
        )
        for row in frame.drop_nulls(["lat", "lon", "receiver_entity"]).iter_rows(named=True)
    ]


def sightings(dataset: Dataset, first: int, last: int) -> list[Point]:
    """Numbers served by a cell of known place, between two times (µs).

    The place is the cell's own: somebody there may have stood anywhere in its range.
    """
    numbers = dataset.ledger.read("numbers", dataset.version)
    cells = _with_places(
        numbers.filter(pl.col("type") == "CellTower").select("number_key", "props")
    ).unique("number_key", keep="last", maintain_order=True)
    rows = (
        dataset.presences.filter(pl.col("time").is_between(first, last))
        .join(cells.select(place="number_key", lat="lat", lon="lon"), on="place")
        .with_columns(pl.col("evidence").list.first())
        .unnest("evidence")
        .sort("time", *_ROW)
    )
    return [
        Point(
            row["time"],
            row["lat"],
            row["lon"],
            row["number_entity"],
            (row["import_id"], row["sheet"], row["row"]),
        )
        for row in rows.drop_nulls("number_entity").iter_rows(named=True)
    ]
