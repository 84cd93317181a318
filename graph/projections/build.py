"""Makes a projection of a dataset version, every exclusion counted."""

from __future__ import annotations

import numpy as np
import polars as pl

from graph.dataset import Dataset
from graph.errors import BadInput
from graph.projections import edges, presence, scope, sides
from graph.projections.definitions import DEFINITIONS, Definition
from graph.projections.projection import Bounds, Projection

_NO_BOUNDS = Bounds()


def project(dataset: Dataset, name: str, bounds: Bounds = _NO_BOUNDS) -> Projection:
    """The projection called ``name`` within ``bounds``.

    Raises :class:`BadInput` for an unknown name, a window that ends before it
    begins, or negative weights. Cost: joins over the aggregated pairs; with a
    window, over the facts.
    """
    definition = _definition(name)
    if bounds.since is not None and bounds.until is not None and bounds.until <= bounds.since:
        raise BadInput("时间窗的终点须晚于起点。", "The window must end after it begins.")
    left_out: dict[str, int] = {}
    found, currency = _edges(dataset, definition, bounds, left_out)
    found = _of_types(dataset, found, definition)
    found = _without(dataset, found, bounds, left_out)
    found = _aggregated(found, _directed(definition, bounds), bounds.direction == "reverse")
    found = scope.within(dataset, found, bounds)
    return _arrays(dataset, definition, bounds, found, currency, left_out)


def _definition(name: str) -> Definition:
    if name not in DEFINITIONS:
        known = ", ".join(DEFINITIONS)
        raise BadInput(
            f"没有投影“{name}”；可用：{known}。", f"There is no projection '{name}'; use {known}."
        )
    return DEFINITIONS[name]


def _directed(definition: Definition, bounds: Bounds) -> bool:
    return definition.directed if bounds.direction == "auto" else bounds.direction != "none"


def _edges(
    dataset: Dataset, definition: Definition, bounds: Bounds, left_out: dict[str, int]
) -> tuple[pl.DataFrame, str]:
    """``source, target, weight`` and the currency of the weights (empty: no money)."""
    if definition.shape == "direct":
        found = _folded(dataset, edges.direct(dataset, definition, bounds), definition)
        currency = _currency(found, bounds) if definition.weight == "amount_minor" else ""
        if currency:
            left_out["other_currencies"] = found.filter(pl.col("currency") != currency).height
            found = found.filter(pl.col("currency") == currency)
        weight = pl.col(definition.weight).cast(pl.Float64)
        return found.select("source", "target", weight=weight), currency
    if definition.shape == "shared":
        members = edges.sharing(dataset, definition, bounds)
    else:
        members = presence.occasions(dataset, bounds)
    dropped = _left(dataset, bounds)
    members = _folded(dataset, members, definition)
    if "strong" not in members.columns:
        members = members.filter(~pl.col("anchor").is_in(dropped.implode()))
    met, crowds = presence.meetings(members)
    left_out["crowds"] = crowds
    return met.rename({"ties": "weight"}), ""


def _left(dataset: Dataset, bounds: Bounds) -> pl.Series:
    found = sides.hubs(dataset)
    return found.clear() if bounds.include_hubs else found


def _currency(found: pl.DataFrame, bounds: Bounds) -> str:
    """The currency asked for, else the one with most movements."""
    if bounds.currency:
        return bounds.currency.upper()
    sums = found.group_by("currency").agg(pl.col("count").sum())
    ordered = sums.sort(["count", "currency"], descending=[True, False])
    return str(ordered["currency"][0]) if ordered.height else "CNY"


def _folded(dataset: Dataset, frame: pl.DataFrame, definition: Definition) -> pl.DataFrame:
    """Numbers replaced by their only user, where the projection is of persons."""
    if not definition.fold:
        return frame
    users = sides.only_user(dataset)
    for end in [name for name in ("source", "target", "member") if name in frame.columns]:
        frame = (
            frame.join(users, left_on=end, right_on="number", how="left")
            .with_columns(pl.coalesce("person", end).alias(end))
            .drop("person")
        )
    return frame


def _of_types(dataset: Dataset, found: pl.DataFrame, definition: Definition) -> pl.DataFrame:
    if not definition.types:
        return found
    kinds = pl.col("type").is_in(definition.types)
    ids = dataset.entities.filter(kinds)["entity_id"].implode()
    return found.filter(pl.col("source").is_in(ids), pl.col("target").is_in(ids))


def _without(
    dataset: Dataset, found: pl.DataFrame, bounds: Bounds, left_out: dict[str, int]
) -> pl.DataFrame:
    """Edges of hubs, spoofed numbers and victims taken out, entities counted by reason."""
    reasons = [("hubs", _left(dataset, bounds))]
    if not bounds.include_spoofed:
        reasons.append(("spoofed", sides.spoofed(dataset)))
    if bounds.side == "offender":
        reasons.append(("victims", sides.victims(dataset)))
    for name, ids in reasons:
        gone = ids.implode()
        touched = pl.concat([found["source"], found["target"]]).unique()
        left_out[name] = touched.filter(touched.is_in(gone)).len()
        found = found.filter(~pl.col("source").is_in(gone), ~pl.col("target").is_in(gone))
    return found


def _aggregated(found: pl.DataFrame, directed: bool, reverse: bool) -> pl.DataFrame:
    """One row per pair, none to itself; raises :class:`BadInput` for a negative weight."""
    if found.filter(pl.col("weight") < 0).height:
        raise BadInput(
            "关系的权重不能为负；请检查导入的数据。",
            "The weight of a relation cannot be negative; check the imported data.",
        )
    found = found.filter(pl.col("source") != pl.col("target"), pl.col("weight") > 0)
    if reverse:
        found = found.rename({"source": "target", "target": "source"})
    if not directed:
        low, high = pl.min_horizontal("source", "target"), pl.max_horizontal("source", "target")
        found = found.with_columns(source=low, target=high)
    return found.group_by("source", "target").agg(pl.col("weight").sum()).sort("source", "target")


def _arrays(
    dataset: Dataset,
    definition: Definition,
    bounds: Bounds,
    found: pl.DataFrame,
    currency: str,
    left_out: dict[str, int],
) -> Projection:
    ids = pl.concat([found["source"], found["target"]]).unique().sort()
    names = ids.to_list()
    place = pl.DataFrame({"id": ids, "place": np.arange(len(ids), dtype=np.int64)})
    placed = found.join(
        place.rename({"place": "a"}), left_on="source", right_on="id", maintain_order="left"
    ).join(place.rename({"place": "b"}), left_on="target", right_on="id", maintain_order="left")
    kept = {name: count for name, count in left_out.items() if count}
    return Projection(
        definition=definition,
        bounds=bounds,
        version=dataset.version,
        directed=_directed(definition, bounds),
        ids=tuple(names),
        source=placed["a"].to_numpy(),
        target=placed["b"].to_numpy(),
        weight=placed["weight"].to_numpy(),
        victims=ids.is_in(sides.victims(dataset).implode()).to_numpy(),
        currency=currency,
        left_out=kept,
    )
