"""Which column of a sheet is which column of a mapping, and which mapping fits a sheet best."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from typing import Final

from graph.errors import BadInput
from ingest.headers import Cells, fold_header
from ingest.mapping import Mapping
from ingest.preset_files import header_words

#: a preset must explain at least this share of the header
MIN_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Binding:
    """Mapping column → place in the sheet, the printed header, and how well it fits.

    ``guessed`` are the columns bound by a like name and readable values (:mod:`ingest.guess`).
    """

    places: MappingOf[str, int]
    header: tuple[str, ...]
    explained: int
    missing: tuple[tuple[str, ...], ...]
    guessed: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Share of the header cells that the mapping knows."""
        return self.explained / max(sum(bool(cell) for cell in self.header), 1)

    @property
    def fits(self) -> bool:
        """Whether nothing required is missing and enough of the header is known."""
        return not self.missing and self.share >= MIN_SHARE

    def unused(self, mapping: Mapping) -> list[str]:
        """Headers of the sheet that the mapping does not know at all."""
        words, taken = header_words(mapping), set(self.places.values())
        cells = enumerate(self.header)
        return [c for at, c in cells if c and fold_header(c) not in words and at not in taken]


def bind(mapping: Mapping, header: Cells, given: Collection[str] = ()) -> Binding:
    """Find each column's place: its own header first, then its other names in their order.

    ``given`` are columns whose value stands outside the table: they are not missed.
    """
    cells = [cell.strip() if cell else "" for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    folded: dict[str, int] = {}
    printed: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if cell:
            folded.setdefault(fold_header(cell), place)
            printed.setdefault(cell, place)
    places = {}
    for name, column in mapping.columns.items():
        own = printed.get(column.header, folded.get(fold_header(column.header)))
        if own is not None:
            places[name] = own
    taken = set(places.values())
    for name, column in mapping.columns.items():
        found = [folded[w] for w in map(fold_header, column.also) if w in folded]
        free = [place for place in found if place not in taken]
        if name not in places and free:
            places[name] = free[0]
    words = header_words(mapping)
    explained = sum(fold_header(cell) in words for cell in cells if cell)
    return Binding(places, tuple(cells), explained, missing(mapping, {*places, *given}))


def missing(mapping: Mapping, found: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """The groups of required columns of which none is among ``found``."""
    computed = {item.name: item for item in mapping.computed}

    def there(name: str) -> bool:
        if name in mapping.columns:
            return name in found or mapping.columns[name].default is not None
        item = computed[name]
        if item.how == "join":
            return all(map(there, item.parts))
        return item.how in ("constant", "source") or any(map(there, item.parts))

    return tuple(group for group in mapping.required if not any(map(there, group)))


def near(mappings: Iterable[Mapping], header: Cells, count: int = 3) -> dict[str, list[str]]:
    """The mappings that come closest, best first, with the headers each lacks.

    Those that know nothing of the header are left out.
    """
    bound = [(mapping, bind(mapping, header)) for mapping in mappings]
    known = [pair for pair in bound if pair[1].explained]
    known.sort(key=lambda pair: (-pair[1].explained, len(pair[1].missing), pair[0].preset))
    return {m.preset: lacking(m, b) for m, b in known[:count]}


def lacking(mapping: Mapping, binding: Binding) -> list[str]:
    """The header of each required group that a sheet lacks, as the mapping prints it."""
    return ["/".join(_header(mapping, name) for name in group) for group in binding.missing]


def require(mapping: Mapping, binding: Binding, where: str) -> None:
    """Raise :class:`BadInput` naming the columns a sheet lacks for a mapping."""
    if not binding.missing:
        return
    named = [_header(mapping, group[0]) for group in binding.missing]
    raise BadInput(
        f"{where}：缺少预设 {mapping.preset} 必需的列：{'、'.join(named)}",
        f"{where}: the columns {', '.join(named)} that preset {mapping.preset} needs are missing",
    )


def _header(mapping: Mapping, name: str) -> str:
    if name in mapping.columns:
        return mapping.columns[name].header
    item = next(part for part in mapping.computed if part.name == name)
    return name if item.how in ("constant", "source") else _header(mapping, item.parts[0])
