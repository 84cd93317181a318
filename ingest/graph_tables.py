"""Which table of a property graph a mapping reads: a label's nodes, or one relationship type."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from graph.errors import BadInput
from graph.property_tables import nodes_name, relationships_name
from ingest.mapping import GraphTable, Mapping
from ingest.mapping_text import Section


def graph_table(top: Section) -> GraphTable | None:
    """What ``label`` or ``relationship`` of a mapping name; ``None`` for a mapping of files."""
    label, kind = top.maybe("label"), top.maybe("relationship")
    if label and kind:
        raise top.fail(
            "relationship",
            "label 与 relationship 只能写一个",
            "write one of 'label' and 'relationship', not both",
        )
    for key, name in (("label", label), ("relationship", kind)):
        if name and any(sign in name for sign in "`\\\n"):
            raise top.fail(key, f"不能读取名称“{name}”", f"a name such as '{name}' cannot be read")
    if label:
        return GraphTable(label, "", nodes_name(label))
    return GraphTable("", kind, relationships_name(kind)) if kind else None


def one_each(sections: Sequence[Section], mappings: Sequence[Mapping]) -> None:
    """Raise :class:`BadInput` where mappings of one file could not be told apart."""
    seen: set[str] = set()
    for section, mapping in zip(sections, mappings, strict=True):
        if len(mappings) > 1 and mapping.table is None:
            raise section.fail(
                None,
                "同一文件有多个映射时，每个都须写 label 或 relationship",
                "where a file holds several mappings each needs 'label' or 'relationship'",
            )
        for name in (mapping.preset, mapping.table.file if mapping.table else ""):
            if name in seen:
                raise section.fail("preset", f"“{name}”重复", f"'{name}' stands twice")
            seen.add(name)


def for_file(mapping: Mapping, name: str) -> Mapping:
    """The one of a file's mappings that reads the file ``name``; raises :class:`BadInput`."""
    part = PurePosixPath(name.replace("\\", "/")).name
    found = next((m for m in mapping.tables if m.table and m.table.file == part), None)
    if found is None and mapping.table is None:
        return mapping
    if found is None:
        raise BadInput(
            f"映射文件中没有读取 {part} 的映射。", f"The mapping file has no mapping for {part}."
        )
    return found
