"""Cuts a projection down to the neighbourhood of entities or of a case."""

from __future__ import annotations

import polars as pl

from graph.dataset import Dataset
from graph.projections import sides
from graph.projections.projection import Bounds


def within(dataset: Dataset, found: pl.DataFrame, bounds: Bounds) -> pl.DataFrame:
    """The edges between entities at most ``bounds.hops`` from the seeds; all without seeds."""
    if not bounds.seeds and not bounds.case_no:
        return found
    near = _seeds(dataset, found, bounds)
    for _ in range(bounds.hops):
        known = near.implode()
        out = found.filter(pl.col("source").is_in(known))["target"]
        into = found.filter(pl.col("target").is_in(known))["source"]
        grown = pl.concat([near, out.rename("id"), into.rename("id")]).unique()
        if len(grown) == len(near):
            break
        near = grown
    kept = near.implode()
    return found.filter(pl.col("source").is_in(kept), pl.col("target").is_in(kept))


def _seeds(dataset: Dataset, found: pl.DataFrame, bounds: Bounds) -> pl.Series:
    """Where to begin: the entities asked for, or what stands for them in the projection.

    A case stands for what is registered with it; a person for his numbers, a
    folded number for its user.
    """
    asked = pl.Series("id", list(bounds.seeds), dtype=pl.String)
    if bounds.case_no:
        asked = pl.concat([asked, _of_case(dataset, bounds.case_no)])
    nodes = pl.concat([found["source"], found["target"]]).unique()
    missing = asked.filter(~asked.is_in(nodes.implode())).implode()
    owners, users = sides.owned(dataset.relations), sides.only_user(dataset)
    numbers = owners.filter(pl.col("person").is_in(missing))["number"]
    people = users.filter(pl.col("number").is_in(missing))["person"]
    return pl.concat([asked, numbers.rename("id"), people.rename("id")]).unique()


def _of_case(dataset: Dataset, case_no: str) -> pl.Series:
    """Entities that carry the case number, and those registered with the case itself."""
    entities, ties = dataset.entities, dataset.relations
    of_case = pl.col("case_nos").list.contains(case_no)
    marked = entities.filter(of_case)["entity_id"]
    case = entities.filter(pl.col("type") == "Case", pl.col("key") == case_no)["entity_id"]
    out = ties.filter(pl.col("from_entity").is_in(case.implode()))["to_entity"]
    into = ties.filter(pl.col("to_entity").is_in(case.implode()))["from_entity"]
    parts = [marked.rename("id"), out.rename("id"), into.rename("id")]
    return pl.concat(parts).unique()
