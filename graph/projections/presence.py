"""Who was at one place at one time: cells by quarter hour, hotel rooms by night, trips by day."""

from __future__ import annotations

from typing import Final

import polars as pl

from graph import settings
from graph.dataset import Dataset
from graph.projections.edges import inside
from graph.projections.projection import Bounds

#: "at the same time" in a cell: the same quarter of an hour (domain.md §5.4: 10 to 15 min)
SLOT_US: Final = 15 * 60 * 1_000_000
_DAY_US: Final = 24 * 3600 * 1_000_000
#: chance meetings in a cell count from the second on; a room or a trip counts at once
WEAK_TIMES: Final = 2


def occasions(dataset: Dataset, bounds: Bounds) -> pl.DataFrame:
    """``member, anchor, strong``: who was at which occasion (place and slot)."""
    calls, seen = dataset.calls, dataset.presences
    cells = [
        (calls, "caller_entity", "caller_cell_entity"),
        (calls, "callee_entity", "callee_cell_entity"),
        (seen, "number_entity", "place_entity"),
    ]
    parts = [
        _slots(frame, member, pl.col(place), SLOT_US, bounds).with_columns(strong=False)
        for frame, member, place in cells
    ]
    room = pl.concat_str("hotel", "room", separator="|")
    stays = dataset.fact("stays").filter(pl.col("room") != "")
    trips = dataset.fact("trips").filter(pl.col("trip_no") != "")
    trip = pl.concat_str("kind", "trip_no", separator="|")
    parts += [
        _slots(_nights(stays), "person_entity", room, _DAY_US, bounds).with_columns(strong=True),
        _slots(trips, "person_entity", trip, _DAY_US, bounds).with_columns(strong=True),
    ]
    return pl.concat(parts).unique()


def _nights(stays: pl.DataFrame) -> pl.DataFrame:
    """A row per night of each stay; an unknown end is one night."""
    last = pl.max_horizontal(pl.col("time"), pl.col("until").fill_null(0) - 1)
    days = pl.int_ranges(pl.col("time") // _DAY_US, last // _DAY_US + 1)
    return (
        stays.filter(pl.col("time").is_not_null())
        .with_columns(time=days)
        .explode("time")
        .with_columns(pl.col("time") * _DAY_US)
    )


def _slots(
    frame: pl.DataFrame, member: str, place: pl.Expr, width: int, bounds: Bounds
) -> pl.DataFrame:
    slot = (pl.col("time") // width).cast(pl.String)
    return frame.filter(
        pl.col("time").is_not_null(), pl.col(member).is_not_null(), inside(bounds, "time", "time")
    ).select(
        member=pl.col(member), anchor=pl.concat_str(place.cast(pl.String), slot, separator="@")
    ).drop_nulls().unique()  # fmt: skip


def meetings(members: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """``source, target, ties``: pairs of members by shared anchors; and the crowds left out.

    An anchor of more members than the hub setting allows is a crowd and joins
    nobody. Memory: at most that many pairs per member of an anchor. With a
    column ``strong``, pairs of weak anchors only need :data:`WEAK_TIMES`.
    """
    most = settings.get_int("HUB_DEGREE")
    sizes = members.group_by("anchor").agg(size=pl.col("member").n_unique())
    crowds = sizes.filter(pl.col("size") > most)
    kept = members.join(sizes.filter(pl.col("size").is_between(2, most)), on="anchor")
    if "strong" not in kept.columns:
        kept = kept.with_columns(strong=True)
    other = kept.select("anchor", target="member")
    joined = kept.select("anchor", "strong", source="member").join(other, on="anchor")
    found = (
        joined.filter(pl.col("source") < pl.col("target"))
        .group_by("source", "target")
        .agg(ties=pl.col("anchor").n_unique().cast(pl.Float64), strong=pl.col("strong").any())
    )
    firm = found.filter(pl.col("strong") | (pl.col("ties") >= WEAK_TIMES))
    return firm.select("source", "target", "ties"), crowds.height
