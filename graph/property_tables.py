"""A property graph of any shape as CSV tables that ``ingest load`` reads through a mapping.

A table per label, ``LABEL.nodes.csv``, and per relationship type,
``TYPE.relationships.csv``. Besides the properties a node has ``/element`` (its
reference in its own database) and ``/labels``, a relationship ``/element`` and,
for both its nodes, ``start/element start/labels start/NAME`` and ``end/…``. No
property's own name can be taken for one of these.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

#: columns by which a header is known
MARKS: Final = ("/element", "/labels", "start/element", "start/labels", "end/element", "end/labels")
#: stands between the values of a list, as in a cell that somebody typed
_BETWEEN: Final = "；"
#: a row stays one line, so that every program counts the same rows
_BREAKS: Final = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_UNSAFE: Final = re.compile(r'[/\\:*?"<>|%\x00-\x1f]')
#: whole numbers up to here are exact in a float
_EXACT: Final = 2.0**53


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node: its reference, its labels, its properties."""

    element: str
    labels: Sequence[str]
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RelationshipRow:
    """A relationship: its reference, its nodes, its properties."""

    element: str
    start: NodeRow
    end: NodeRow
    properties: Mapping[str, Any]


def nodes_name(label: str) -> str:
    """The file name of the nodes with ``label``."""
    return f"{_safe(label)}.nodes.csv"


def relationships_name(kind: str) -> str:
    """The file name of the relationships of type ``kind``."""
    return f"{_safe(kind)}.relationships.csv"


def _safe(name: str) -> str:
    """A name every file system takes; two names never become one."""
    return _UNSAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", name)


def write_nodes(path: Path, names: Sequence[str], rows: Iterable[NodeRow]) -> int:
    """Write a table with the properties ``names``; how many rows. One row in memory at a time."""
    header = ["/element", "/labels", *names]
    return _write(path, header, (_node(row, names) for row in rows))


def write_relationships(
    path: Path,
    names: Sequence[str],
    start: Sequence[str],
    end: Sequence[str],
    rows: Iterable[RelationshipRow],
) -> int:
    """The same for relationships; ``start`` and ``end`` are properties of their nodes."""
    header = ["/element", *names]
    for prefix, below in (("start", start), ("end", end)):
        header += [f"{prefix}{name}" for name in ("/element", "/labels")]
        header += [f"{prefix}/{name}" for name in below]
    return _write(path, header, (_relationship(row, names, start, end) for row in rows))


def _node(row: NodeRow, names: Sequence[str]) -> list[str]:
    return [row.element, text_of(sorted(row.labels)), *_values(row.properties, names)]


def _relationship(
    row: RelationshipRow, names: Sequence[str], start: Sequence[str], end: Sequence[str]
) -> list[str]:
    own = [row.element, *_values(row.properties, names)]
    return [*own, *_node(row.start, start), *_node(row.end, end)]


def _values(properties: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    return [text_of(properties.get(name)) for name in names]


def _write(path: Path, header: list[str], rows: Iterable[list[str]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([text_of(name) for name in header])
        for row in rows:
            out.writerow(row)
            count += 1
    return count


def text_of(value: Any) -> str:
    """A property's value as a cell: lists joined by ``；``, times in ISO 8601, points ``x y``.

    A line break becomes ``⏎``, a sign no text file may hold ``␀``.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return _BREAKS.sub("⏎", value).replace("\x00", "␀")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, bytes | bytearray):
        return value.hex()
    if hasattr(value, "srid"):
        return " ".join(text_of(part) for part in value)
    if isinstance(value, list | tuple | set | frozenset):
        return _BETWEEN.join(text_of(item) for item in value)
    return str(value.iso_format() if hasattr(value, "iso_format") else value)
