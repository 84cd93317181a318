"""CSV files for ``neo4j-admin database import full``: a large first load, offline.

What it makes is a store of ours but for what CSV cannot say: an empty list, and
the constraint. The marker names that rest, and the first ``sync`` does it
(:mod:`graph.store.neo4j_settle`).
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import polars as pl

from graph import settings
from graph.dataset.contents import LIST, LISTS, entities_of, relation_frame
from graph.dataset.difference import Frames
from graph.model import Entity, Relation
from graph.store.cypher_write import edge_properties, labels_of, node_properties
from graph.store.neo4j_settle import as_imported

#: what the command reads: one option a line, files by their name in the folder
ARGUMENTS: Final = "import.args"
_OPTIONS: Final = ("--id-type=string", f"--array-delimiter=U+{ord(LIST):04X}")
#: entities or relations turned into rows at a time
_SLICE: Final = 200_000

Row = dict[str, Any]


def write(content: Frames, place: Path) -> None:
    """Make the folder ``place``. Cost: 10 µs an entity, 1 µs a relation without ``props``."""
    place.mkdir()
    files = _Files(place)
    marker = as_imported(content.marker, LISTS)
    files.write("nodes", _frame([{":ID": "marker", ":LABEL": "GraychainMeta", **marker}]))
    for same in content.nodes.partition_by("type"):
        for part in same.iter_slices(_SLICE):
            for rows in _alike(map(_node, entities_of(part))):
                files.write("nodes", _frame(rows))
    relations = relation_frame(content.edges)
    plain = pl.col("props").fill_null("") == ""
    files.write("relationships", _ends_first(relations.frame.filter(plain).drop("props")))
    for same in relations.frame.filter(~plain).partition_by("type"):
        for part in same.iter_slices(_SLICE):
            for rows in _alike(map(_edge, relations.relations(part))):
                files.write("relationships", _frame(rows))
    files.finish()


def next_step(place: Path) -> tuple[str, str]:
    """What to type next, in zh and en; ``place`` is the folder of the files."""
    database = shlex.quote(settings.get("STORE_DATABASE"))
    run = f"  cd {shlex.quote(str(place))} && neo4j-admin database import full @{ARGUMENTS}"
    return (
        f"停止 Neo4j，在其服务器上运行（空库若已建立，加 --overwrite-destination=true）：\n"
        f"{run} {database}\n启动 Neo4j 后运行 python -m graph sync。文件含全号全名，用后请删除。",
        "Stop Neo4j and run on its machine (with --overwrite-destination=true where the empty"
        f" database exists already):\n{run} {database}\nStart Neo4j, then run python -m graph"
        " sync. The files hold full numbers and names: delete them afterwards.",
    )


def _node(entity: Entity) -> Row:
    properties = node_properties(entity)
    return {"id:ID": properties.pop("id"), ":LABEL": LIST.join(labels_of(entity)), **properties}


def _edge(relation: Relation) -> Row:
    ends = {":START_ID": relation.source, ":END_ID": relation.target, ":TYPE": relation.type}
    return {**ends, **edge_properties(relation)}


def _ends_first(frame: pl.DataFrame) -> pl.DataFrame:
    ends = frame.select(
        pl.col("source").alias(":START_ID"),
        pl.col("target").alias(":END_ID"),
        pl.col("type").alias(":TYPE"),
    )
    return ends.hstack(frame.drop("source", "target", "type"))


def _alike(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in groups in which every property has values of one kind only."""
    held = list(rows)
    kinds: dict[str, set[type]] = defaultdict(set)
    for row in held:
        for name, value in row.items():
            kinds[name].add(type(value))
    mixed = [name for name, found in kinds.items() if len(found) > 1]
    groups: dict[tuple[type, ...], list[Row]] = defaultdict(list)
    for row in held:
        groups[tuple(type(row.get(name)) for name in mixed)].append(row)
    yield from groups.values()


def _frame(rows: list[Row]) -> pl.DataFrame:
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame([_column(name, [row.get(name) for row in rows]) for name in names])


def _column(name: str, values: list[Any]) -> pl.Series:
    listed = any(isinstance(value, list) for value in values)
    return pl.Series(name, values, pl.List(pl.String) if listed else None)


class _Files:
    """The CSV files of one folder, numbered, and the options that name them."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._options = list(_OPTIONS)
        self._several_lines = False

    def write(self, option: str, frame: pl.DataFrame) -> None:
        """One file of nodes or relationships; null is no value, ``""`` an empty text."""
        if frame.is_empty():
            return
        name = f"{option}-{len(self._options)}.csv"
        flat = frame.with_columns(pl.col(pl.List(pl.String)).list.join(LIST).replace("", None))
        texts = flat.select(pl.col(pl.String).str.contains("[\r\n]").any())
        self._several_lines |= any(texts.row(0)) if texts.width else False
        flat = flat.rename({name: _header(name, kind) for name, kind in frame.schema.items()})
        flat.write_csv(self._place / name, quote_style="non_numeric")
        self._options.append(f"--{option}={name}")

    def finish(self) -> None:
        """Write the file of options."""
        if self._several_lines:  # it makes the import slower: only where it is needed
            self._options.append("--multiline-fields=true")
        text = "".join(f"{option}\n" for option in self._options)
        (self._place / ARGUMENTS).write_text(text, encoding="utf-8", newline="\n")


def _header(name: str, kind: pl.DataType) -> str:
    """``name:type``, as the importer reads a header; its own columns have their name as type."""
    if name.startswith(":") or name == "id:ID":
        return name
    if kind == pl.List(pl.String):
        return f"{name}:string[]"
    if kind == pl.Boolean:
        return f"{name}:boolean"
    number = "double" if kind.is_float() else "long" if kind.is_integer() else "string"
    return f"{name}:{number}"
