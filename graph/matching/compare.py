"""Both sides of a possible match, property by property, for the person who decides."""

from __future__ import annotations

import json
from dataclasses import dataclass

import polars as pl

from graph import schema
from graph.dataset import Dataset

_SIDES = ("a", "b")


@dataclass(frozen=True, slots=True)
class Line:
    """One property of the two: words in zh and en, and the values either side has."""

    name: str
    zh: str
    en: str
    a: tuple[str, ...]
    b: tuple[str, ...]

    @property
    def agrees(self) -> bool | None:
        """Whether a value is common; ``None`` where one side has none."""
        return bool(set(self.a) & set(self.b)) if self.a and self.b else None


def compare(dataset: Dataset, a: str, b: str) -> list[Line]:
    """Every property either entity has, in the schema's order; each value once, unmasked."""
    values = {side: _values(dataset, entity) for side, entity in zip(_SIDES, (a, b), strict=True)}
    types = dataset.entities.filter(pl.col("entity_id").is_in([a, b]))["type"].to_list()
    known = schema.load().entities.get(types[0]) if types else None
    properties = known.properties if known else {}
    names = [*properties, *sorted({*values["a"], *values["b"]} - set(properties))]
    lines = []
    for name in names:
        left, right = values["a"].get(name, ()), values["b"].get(name, ())
        if left or right:
            words = properties.get(name)
            zh, en = (words.zh, words.en) if words else (name, name)
            lines.append(Line(name, zh, en, tuple(left), tuple(right)))
    return lines


def _values(dataset: Dataset, entity: str) -> dict[str, list[str]]:
    """Property → distinct texts, oldest record first; names and strong keys among them."""
    found: dict[str, dict[str, None]] = {}
    rows = dataset.records.filter(pl.col("cluster") == entity).sort("import_number", "row")
    for row in rows.iter_rows(named=True):
        said = {"name": row["name"], **json.loads(row["props"] or "{}")}
        for key in row["strong_keys"] or ():
            kind, _, value = key.partition(":")
            said.setdefault("id_number" if kind == "id" else kind, value)
        for name, value in said.items():
            if value not in ("", None):
                found.setdefault(name, {})[str(value)] = None
    return {name: list(values) for name, values in found.items()}
