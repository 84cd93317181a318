"""GraphML 1.0, written row by row: a directed graph with typed attributes and our own ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import polars as pl

from graph.dataset.difference import Frames
from graph.export.columns import spread

_NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
#: characters XML 1.0 cannot hold, not even as a reference
_FORBIDDEN: Final = r"[^\t\n\r\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]"
#: columns that are attributes of the element itself; the rest are data
_NODE: Final = ("id",)
_EDGE: Final = ("id", "source", "target")
#: rows turned into dictionaries at a time
_SLICE: Final = 20_000


def write(content: Frames, place: Path) -> None:
    """Make the file ``place``. Memory is that of the frames, whatever the size."""
    nodes, edges = _clean(spread(content.nodes)), _clean(spread(content.edges))
    with place.open("wb") as file:
        out = XMLGenerator(file, "utf-8", short_empty_elements=True)
        out.startDocument()
        _start(out, "graphml", xmlns=_NAMESPACE)
        for kind, frame, fixed in (("node", nodes, _NODE), ("edge", edges, _EDGE)):
            _keys(out, kind, frame, fixed)
        _start(out, "graph", id="graychain", edgedefault="directed")
        for kind, frame, fixed in (("node", nodes, _NODE), ("edge", edges, _EDGE)):
            _elements(out, kind, frame, fixed)
        out.endElement("graph")
        out.endElement("graphml")
        out.endDocument()


def _start(out: XMLGenerator, element: str, **attributes: str) -> None:
    out.startElement(element, AttributesImpl(attributes))


def _clean(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.String).str.replace_all(_FORBIDDEN, "\ufffd"))


def _type_of(kind: pl.DataType) -> str:
    if kind == pl.Boolean:
        return "boolean"
    if kind.is_float():
        return "double"
    return "long" if kind.is_integer() else "string"


def _keys(out: XMLGenerator, kind: str, frame: pl.DataFrame, fixed: Sequence[str]) -> None:
    for place, (name, dtype) in enumerate(frame.schema.items()):
        if name not in fixed:
            about = {"id": f"{kind[0]}{place}", "for": kind, "attr.name": name}
            _start(out, "key", **about, **{"attr.type": _type_of(dtype)})
            out.endElement("key")


def _elements(out: XMLGenerator, kind: str, frame: pl.DataFrame, fixed: Sequence[str]) -> None:
    keys = {name: f"{kind[0]}{place}" for place, name in enumerate(frame.columns)}
    for part in frame.iter_slices(_SLICE):
        for row in part.iter_rows(named=True):
            _start(out, kind, **{name: row[name] for name in fixed})
            _data(out, {keys[n]: v for n, v in row.items() if n not in fixed})
            out.endElement(kind)


def _data(out: XMLGenerator, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if value is None or value == "":
            continue
        _start(out, "data", key=key)
        out.characters(str(value).lower() if isinstance(value, bool) else str(value))
        out.endElement("data")
