"""Properties of an entity with every row that says so, and relations counted by kind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from graph import schema
from graph.dataset import contents as sync_frames
from queries.context import Context
from queries.model import Row

#: methods from the surest to the least sure
_METHODS: Final = ("asserted", "manual", "extracted", "derived")

#: words of properties no entity type declares
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "name": ("名称", "Name"),
    "issues": ("校验问题", "Issues"),
    "note": ("备注", "Note"),
}


def property_rows(context: Context, own: pl.DataFrame, type_name: str) -> list[Row]:
    """A row per property and value: how it is known, from which rows, best confidence first.

    ``own`` are the ledger rows that make up the entity.
    """
    said: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in own.iter_rows(named=True):
        for name, value in _values(row, type_name):
            key = (name, json.dumps(value, ensure_ascii=False, sort_keys=True))
            said.setdefault(key, []).append(row)
    rows = [
        _property(context, type_name, name, json.loads(value), found)
        for (name, value), found in said.items()
    ]
    rank = {name: place for place, name in enumerate(schema.load().entities[type_name].properties)}
    return sorted(
        rows,
        key=lambda r: (
            rank.get(r["property"], len(rank)),
            r["property"],
            -r["confidence"],
            str(r["value"]),
        ),
    )


def _values(row: Mapping[str, Any], type_name: str) -> Iterable[tuple[str, Any]]:
    """What one row of the ledger says of its entity: number or name, properties, issues."""
    properties = json.loads(row["props"] or "{}")
    if "norm" in row:
        yield _first_property(type_name), row["norm"]
    elif row["name"]:
        yield "name", row["name"]
    for name, value in properties.items():
        named = name == "name" and "norm" not in row and row["name"]
        number = "norm" in row and name == _first_property(type_name)
        if value not in (None, "", []) and not named and not number:
            yield name, value
    for issue in json.loads(row["issues"] or "[]"):
        yield "issues", issue


def _first_property(type_name: str) -> str:
    return next(iter(schema.load().entities[type_name].properties), "number")


def _property(
    context: Context, type_name: str, name: str, value: Any, rows: list[Mapping[str, Any]]
) -> Row:
    best = max(rows, key=lambda r: (r["confidence"], -_METHODS.index(_method(r))))
    known = schema.load().entities[type_name].properties.get(name)
    zh, en = (known.zh, known.en) if known else _WORDS.get(name, (name, name))
    raws = sorted({str(r["raw"]) for r in rows if r.get("raw")}) if "norm" in best else []
    shown = name == _first_property(type_name)
    return {
        "property": name,
        "label_zh": zh,
        "label_en": en,
        "value": value,
        "raw": raws[0] if raws and shown else None,
        "method": _method(best),
        "confidence": best["confidence"],
        "case_no": ", ".join(sorted({r["case_no"] for r in rows if r["case_no"]})),
        "sources": [context.source(r["import_id"], r["sheet"], r["row"]) for r in rows],
    }


def _method(row: Mapping[str, Any]) -> str:
    return row["method"] if row["method"] in _METHODS else "extracted"


def relation_counts(context: Context, entity_id: str) -> list[Row]:
    """How many relations of each type, direction, other family and kind the entity has.

    Counted as they are drawn: registered rows of one type, pair and role are
    one relation, fact rows of one pair and currency are one.
    """
    drawn = sync_frames.edges(context.dataset).lazy()
    sides = (("out", "source", "target"), ("in", "target", "source"))
    ends = pl.concat(
        drawn.filter(pl.col(own) == entity_id).select(
            "type", "kind", "suppressed", direction=pl.lit(direction), other=pl.col(other)
        )
        for direction, own, other in sides
    )
    about = context.dataset.entities.lazy().select("entity_id", "family")
    keys = ("type", "direction", "family", "kind", "suppressed")
    counted = (
        ends.join(about, left_on="other", right_on="entity_id", how="left")
        .group_by(*keys)
        .agg(count=pl.len())
        .sort(*keys)
        .collect()
    )
    return [_count(row) for row in counted.iter_rows(named=True)]


def _count(row: Mapping[str, Any]) -> Row:
    kind = schema.load().relations.get(row["type"])
    return {
        "type": row["type"],
        "zh": kind.zh if kind else row["type"],
        "en": kind.en if kind else row["type"],
        "direction": row["direction"],
        "other_family": row["family"],
        "count": row["count"],
        "kind": row["kind"],
        "suppressed": row["suppressed"],
    }
