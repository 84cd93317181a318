"""Entities as rows show them: ``{id, type, key, label, family}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from graph import schema
from graph.dataset import Dataset
from graph.model import Entity
from queries.model import Row

_COLUMNS = ("entity_id", "type", "key", "label", "family")


def of_ids(dataset: Dataset, ids: Iterable[str]) -> dict[str, Row]:
    """The references of ``ids``; an id the version does not know is shown as itself."""
    wanted = sorted(set(ids))
    frame = dataset.entities.lazy().filter(pl.col("entity_id").is_in(wanted)).select(_COLUMNS)
    found = {row["entity_id"]: of_row(row) for row in frame.collect().iter_rows(named=True)}
    return {i: found.get(i) or _unknown(i) for i in wanted}


def entity(dataset: Dataset, entity_id: str) -> Entity | None:
    """The entity with its computed properties only; no row of the ledger is read for it."""
    found = dataset.entities.lazy().filter(pl.col("entity_id") == entity_id).collect()
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    plain = ("entity_id", "type", "key", "label")
    computed = {name: value for name, value in row.items() if name not in plain}
    return Entity(entity_id, row["type"], row["key"], row["label"], computed)


def of_row(row: Mapping[str, Any]) -> Row:
    """The reference of one row of ``Dataset.entities``."""
    return {
        "id": row["entity_id"],
        "type": row["type"],
        "key": row["key"] or "",
        "label": row["label"] or row["key"] or row["entity_id"],
        "family": row["family"] or family(row["type"]),
    }


def of_entity(entity: Entity) -> Row:
    """The reference of an entity the store or the dataset gave."""
    properties = entity.properties
    return {
        "id": entity.id,
        "type": entity.type,
        "key": entity.key or "",
        "label": entity.label or entity.key or entity.id,
        "family": properties.get("family") or family(entity.type),
    }


def _unknown(entity_id: str) -> Row:
    return {"id": entity_id, "type": "", "key": "", "label": entity_id, "family": ""}


def family(type_name: str) -> str:
    """The family of a type; a person's own family is in its row, made of the roles in cases."""
    kind = schema.load().entities.get(type_name)
    return kind.family if kind else "material"


def names_among(dataset: Dataset, words: set[str]) -> set[str]:
    """Which of ``words`` are names of people (or of account holders taken for a firm)."""
    people = pl.col("type").is_in(["Person", "Organization"])
    found = dataset.entities.lazy().filter(people, pl.col("name").is_in(sorted(words)))
    return set(found.select(pl.col("name").unique()).collect()["name"])
