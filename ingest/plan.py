"""Decides what a file is: which mapping reads which of its sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Final

from graph.errors import BadInput
from ingest import binding, elsewhere, preset_files
from ingest.archives import Found
from ingest.binding import Binding
from ingest.graph_tables import for_file
from ingest.guess import readable, with_guesses
from ingest.mapping import Mapping
from ingest.sources import Source, Table, open_source

#: word that marks made-up data in a title, a bank's name or a file's name
_SYNTHETIC: Final = "合成"

#: preset → the headers a sheet lacks for it
Lacks = dict[str, list[str]]


@dataclass(frozen=True)
class SheetPlan:
    """One sheet and how it is read; ``header_row`` counts from 1.

    ``given`` are cells that stand outside the table: :mod:`ingest.elsewhere`.
    """

    table: Table
    mapping: Mapping
    binding: Binding
    header_row: int
    given: MappingOf[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FilePlan:
    """One file: its sheets to load, and those no mapping fits with the nearest presets."""

    found: Found
    source: Source
    sheets: list[SheetPlan]
    unknown: list[tuple[str, Lacks]]

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
        given = sorted({item for sheet in self.sheets for item in sheet.given.items()})
        used += f"|{given}" if given else ""
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
    chosen = None if chosen is None else for_file(chosen, found.name)
    source = open_source(found.path)
    sheets: list[SheetPlan] = []
    unknown: list[tuple[str, Lacks]] = []
    for table in source.tables:
        if not any(any(cell for cell in row) for row in table.head):
            continue
        planned = plan_sheet(table, found.name, chosen)
        if planned is not None:
            sheets.append(planned)
        else:
            unknown.append((table.name, _nearest(table)))
    if chosen is not None and not sheets:
        _explain(found, source, chosen)
    return FilePlan(found, source, sheets, unknown)


def _known(chosen: Mapping | None) -> frozenset[str]:
    words = preset_files.known_headers()
    return words | preset_files.header_words(chosen) if chosen is not None else words


def plan_sheet(table: Table, name: str, chosen: Mapping | None) -> SheetPlan | None:
    """The mapping that fits a sheet best, or ``None``; ``name`` is the file's.

    First by the known headers; where no mapping fits so, by like headers and readable cells.
    """
    row = table.header_at(_known(chosen))
    if row is None:
        return None
    mappings = [chosen] if chosen is not None else list(preset_files.presets().values())
    for guess in (False, True):
        plans = [_bound(table, row, name, mapping, guess) for mapping in mappings]
        fitting = [
            item
            for item in plans
            if (not item.binding.missing if chosen is not None else item.binding.fits)
        ]
        if fitting:
            return max(fitting, key=lambda item: _rank(item, name))
    return None


def _bound(table: Table, row: int, name: str, mapping: Mapping, guess: bool) -> SheetPlan:
    header, above, below = table.head[row - 1], table.head[: row - 1], table.head[row:]
    given = elsewhere.given(mapping, header, above, f"{name}/{table.name}")
    if guess:
        bound = with_guesses(mapping, header, below, given)
    else:
        bound = binding.bind(mapping, header, given)
    return SheetPlan(table, mapping, bound, row, given)


def _rank(item: SheetPlan, name: str) -> tuple[int, int, float, float, int]:
    """Most header cells explained, a telling name, readable cells, most columns in use."""
    bound, mapping = item.binding, item.mapping
    whole = f"{name} {item.table.name}"
    named = sum(word in whole for word in mapping.files)
    used = len(bound.places) / max(len(mapping.columns), 1)
    return bound.explained, named, _readable(item), used, -mapping.order


def _readable(item: SheetPlan) -> float:
    """Share of readable cells, averaged over the required columns of the sheet."""
    below = item.table.head[item.header_row :]
    names = {name for group in item.mapping.required for name in group}
    shares = [
        readable(item.mapping.columns[n], [row[at] if at < len(row) else None for row in below])
        for n, at in item.binding.places.items()
        if n in names
    ]
    return sum(shares) / len(shares) if shares else 0.0


def _nearest(table: Table) -> Lacks:
    row = table.header_at(preset_files.known_headers())
    mappings = preset_files.presets().values()
    return binding.near(mappings, table.head[row - 1]) if row else {}


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


def unrecognised(name: str, near: Lacks) -> BadInput:
    """The error for a file no preset fits: the nearest presets and what each lacks."""
    zh, en = nearest_text(near)
    zh, en = (f"，最接近的预设：{zh}", f"; nearest presets: {en}") if near else ("", "")
    return BadInput(
        f"无法识别文件 {name}{zh}。可用 --preset 或 --mapping 指定。",
        f"The file {name} is not recognised{en}. Name one with --preset or --mapping.",
    )


def nearest_text(near: Lacks) -> tuple[str, str]:
    """The nearest presets with what each lacks, in zh and en."""
    zh = [f"{name}（缺 {'、'.join(cells)}）" if cells else name for name, cells in near.items()]
    en = [f"{name} (lacks {', '.join(cells)})" if cells else name for name, cells in near.items()]
    return "、".join(zh), ", ".join(en)
