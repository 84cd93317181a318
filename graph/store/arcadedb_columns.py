"""Relations from columns into an ArcadeDB batch: JSON text written by column, not by row.

The engine's batch takes JSON text; making that text in Python costs as much as
the engine's own work. Rows with further properties of their own (``props``)
are given one by one, as objects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import polars as pl

from graph.errors import BadInput
from graph.store.relation_frame import RelationFrame

#: rows of one text, as many as the package itself sends at once
_PART: Final = 10_000
_ENDS: Final = ("source", "target")


def sender() -> Callable[[Any, str, str], None] | None:
    """What hands a text to an engine's batch: ``send(batch, type, text)``.

    The package offers this only row by row, so its own call is used;
    ``None`` for a release whose inside is another: then rows are objects.
    """
    try:
        from arcadedb._native import extras
    except ImportError:
        return None
    if not (hasattr(extras, "_call") and hasattr(extras.NativeGraphBatch, "_op")):
        return None

    def send(batch: Any, kind: str, text: str) -> None:
        place = f"Failed to buffer batch edges '{kind}'"
        extras._call(place, "arcadedb_n_gb", batch._gb, b"new_edges", text.encode())

    return send


def plain_parts(relations: RelationFrame, places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """``(type, JSON text)`` of the relations without ``props``, part by part.

    ``places`` are the engine's own names of the ends. Raises :class:`BadInput`
    for an end that is not among them.
    """
    known = pl.DataFrame({"end": list(places.keys()), "place": list(places.values())})
    for part in relations.frame.filter(_plain()).iter_slices(_PART):
        for end in _ENDS:
            part = part.join(
                known.rename({"place": f"_{end}"}), left_on=end, right_on="end", how="left",
                maintain_order="left",
            )  # fmt: skip
            _all_known(part, end)
        yield from _texts(part.drop(*_ENDS, "props"))


def with_props(relations: RelationFrame) -> RelationFrame:
    """The relations that have further properties of their own."""
    return RelationFrame(relations.frame.filter(~_plain()), relations.relations)


def _plain() -> pl.Expr:
    return pl.col("props").fill_null("") == ""


def _all_known(part: pl.DataFrame, end: str) -> None:
    lost = part.filter(pl.col(f"_{end}").is_null())
    if lost.height:
        kind, entity = lost.row(0, named=True)["type"], lost[end][0]
        raise BadInput(
            f"关系 {kind} 的一端不在图库中：{entity}",
            f"An end of a relation {kind} is not in the store: {entity}",
        )


def _texts(part: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """One text per type and set of properties: a property without value is left out."""
    nulls = pl.concat_str(pl.all().is_null().cast(pl.Int8)).alias("_nulls")
    groups = part.with_columns(nulls).partition_by("type", "_nulls", maintain_order=True)
    for same in groups:
        kind = str(same["type"][0])
        present = [name for name in part.columns if same[name].null_count() == 0]
        sources, targets = (_listed(same[f"_{end}"]) for end in _ENDS)
        props = same.select(n for n in present if n not in ("type", "_source", "_target"))
        text = f'"src":{sources},"type":{json.dumps(kind)},"dst":{targets}'
        yield kind, f'{{{text},"props":{props.write_json()}}}'


def _listed(places: pl.Series) -> str:
    """A JSON list of the engine's names, which hold no sign that JSON would escape."""
    return '["' + '","'.join(places) + '"]'
