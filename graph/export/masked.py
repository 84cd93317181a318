"""A copy of the graph as a viewer may see it."""

from __future__ import annotations

import json

import polars as pl

from graph.dataset.difference import Frames
from graph.entity_masks import mask_key, mask_label, mask_property
from graph.masks import mask_name, mask_numbers


def masked(content: Frames) -> Frames:
    """``content`` with keys, labels, names and properties masked; ids, types and sums stay.

    The names of people are hidden wherever they stand in other texts too.
    """
    people = content.nodes.filter(pl.col("type") == "Person", pl.col("name").str.len_chars() > 1)
    names = people["name"].unique().sort().to_list()
    return Frames(_nodes(content.nodes, names), _edges(content.edges, names))


def _nodes(nodes: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    rows = zip(*(nodes[name] for name in ("type", "key", "label", "name", "props")), strict=True)
    done = [
        (
            mask_key(kind, key),
            mask_label(kind, label, key),
            mask_label(kind, name, key),
            _props(kind, props),
        )
        for kind, key, label, name, props in rows
    ]
    changed = pl.DataFrame(done, schema=["key", "label", "name", "props"], orient="row")
    return nodes.with_columns(_without(changed[name], names) for name in changed.columns)


def _props(kind: str, text: str) -> str:
    values = json.loads(text) if text else {}
    hidden = {
        name: mask_property(kind, name, value) if isinstance(value, str) else value
        for name, value in values.items()
    }
    return json.dumps(hidden, ensure_ascii=False) if hidden else ""


def _edges(edges: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    texts = [mask_numbers(text) if text else "" for text in edges["props"]]
    return edges.with_columns(_without(pl.Series("props", texts, pl.String), names))


def _without(column: pl.Series, names: list[str]) -> pl.Series:
    if not names:
        return column
    return column.str.replace_many(names, [mask_name(name) for name in names], leftmost=True)
