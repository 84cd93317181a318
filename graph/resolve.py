"""Which entity a person means on the command line: an id, a whole number, key or name."""

from __future__ import annotations

import polars as pl

from graph.dataset import Dataset
from graph.errors import Ambiguous, UnknownEntity
from graph.identity import folded
from graph.model import Entity
from graph.text import compact, squeeze


def resolve(dataset: Dataset, text: str) -> Entity:
    """The one entity ``text`` names: by id, else by key, else by name; never a guess.

    Raises :class:`UnknownEntity`, or :class:`Ambiguous` listing the ids.
    """
    found = dataset.entity(text)
    if found is not None:
        return found
    table = dataset.entities
    digits = squeeze(text)
    keys = [text, digits, f"+86{digits}"]
    for rows in (
        table.filter(pl.col("key").is_in(keys)),
        table.filter((folded(table["name"]) == compact(text)) & (table["name"] != "")),
    ):
        ids = rows["entity_id"].to_list()
        if len(ids) > 1:
            listed = ", ".join(ids[:5])
            raise Ambiguous(
                f"“{text}”对应 {len(ids)} 个实体：{listed}",
                f"'{text}' means {len(ids)} entities: {listed}",
                candidates=ids,
            )
        entity = dataset.entity(ids[0]) if ids else None
        if entity is not None:
            return entity
    raise UnknownEntity(f"没有实体“{text}”。", f"No entity is called '{text}'.")
