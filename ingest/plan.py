"""Decides what a file is: which mapping reads which of its sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.errors import BadInput
from ingest import binding, preset_files
from ingest.archives import Found
from ingest.binding import Binding
from ingest.mapping import Mapping
from ingest.sources import Source, Table, open_source

#: word that marks made-up data in a title, a bank's name or a file's name
_SYNTHETIC: Final = "合成"


@dataclass(frozen=True)
class SheetPlan:
    """One sheet and how it is read; ``header_row`` counts from 1."""

    table: Table
    mapping: Mapping
    binding: Binding
    header_row: int


@dataclass(frozen=True)
class FilePlan:
    """One file: its sheets to load, and those no mapping fits with the nearest presets."""

    found: Found
    source: Source
    sheets: list[SheetPlan]
    unknown: list[tuple[str, list[str]]]

    @property
    def order(self) -> int:
        """Its place among the files of one load."""
        return min((sheet.mapping.order for sheet in self.sheets), default=99)

    @property
    def presets(self) -> str:
        """The mappings in use, for people: ``bank-transactions@1, …``."""
        names = {f"{s.mapping.preset}@{s.mapping.version}" for s in self.sheets}
        return ", ".join(sorted(names))

    @property
    def mapping_key(self) -> str:
        """The mappings' part in the identity of the load."""
        used = ",".join(sorted({sheet.mapping.key for sheet in self.sheets}))
        return hashlib.sha256(used.encode()).hexdigest()

    @property
    def synthetic(self) -> bool:
        """Whether the file says that its data are made up."""
        cells = (cell for table in self.source.tables for row in table.head for cell in row)
        marked = any(cell is not None and _SYNTHETIC in cell for cell in cells)
        return self.found.synthetic or _SYNTHETIC in self.found.name or marked


def plan(found: Found, chosen: Mapping | None) -> FilePlan:
    """Open a file and find the mapping of each sheet (``chosen``: the only one allowed).

    Raises :class:`BadInput` when the file cannot be read, or lacks a column of ``chosen``.
    """
    source = open_source(found.path)
    sheets: list[SheetPlan] = []
    unknown: list[tuple[str, list[str]]] = []
    for table in source.tables:
        if not any(any(cell for cell in row) for row in table.head):
            continue
        planned = _sheet(table, chosen)
        if planned is not None:
            sheets.append(planned)
        else:
            unknown.append((table.name, _nearest(table)))
    if chosen is not None and not sheets:
        _explain(found, source, chosen)
    return FilePlan(found, source, sheets, unknown)


def _candidates(chosen: Mapping | None) -> Sequence[Mapping]:
    return [chosen] if chosen is not None else list(preset_files.presets().values())


def _known(chosen: Mapping | None) -> frozenset[str]:
    words = preset_files.known_headers()
    return words | preset_files.header_words(chosen) if chosen is not None else words


def _sheet(table: Table, chosen: Mapping | None) -> SheetPlan | None:
    row = table.header_at(_known(chosen))
    if row is None:
        return None
    if chosen is not None:
        bound = binding.bind(chosen, table.head[row - 1])
        return None if bound.missing else SheetPlan(table, chosen, bound, row)
    best = binding.best(_candidates(None), table.head[row - 1])
    return SheetPlan(table, best[0], best[1], row) if best else None


def _nearest(table: Table) -> list[str]:
    row = table.header_at(preset_files.known_headers())
    mappings = preset_files.presets().values()
    return binding.nearest(mappings, table.head[row - 1]) if row else []


def _explain(found: Found, source: Source, chosen: Mapping) -> None:
    """Raise the error that names what the chosen mapping misses in the file."""
    for table in source.tables:
        row = table.header_at(_known(chosen))
        if row is not None:
            bound = binding.bind(chosen, table.head[row - 1])
            binding.require(chosen, bound, f"{found.name} {table.name}".strip())
    raise BadInput(
        f"{found.name}：前20行内找不到表头。", f"{found.name}: no header in the first 20 rows."
    )


def unrecognised(name: str, near: Sequence[str]) -> BadInput:
    """The error for a file no preset fits."""
    zh = f"，相近的预设：{'、'.join(near)}" if near else ""
    en = f"; nearest presets: {', '.join(near)}" if near else ""
    return BadInput(
        f"无法识别文件 {name}{zh}。可用 --preset 或 --mapping 指定。",
        f"The file {name} is not recognised{en}. Name one with --preset or --mapping.",
    )
