"""Which column of a sheet is which column of a mapping, and which mapping fits a sheet best."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Mapping column → place in the sheet, the printed header, and how well it fits."""

    places: MappingOf[str, int]
    header: tuple[str, ...]
    explained: int
    missing: tuple[tuple[str, ...], ...]

    @property
    def share(self) -> float:
        """Share of the header cells that the mapping knows."""
        return self.explained / max(sum(bool(cell) for cell in self.header), 1)

    @property
    def fits(self) -> bool:
        """Whether nothing required is missing and enough of the header is known."""
        return not self.missing and self.share >= MIN_SHARE


def bind(mapping: Mapping, header: Cells) -> Binding:
    """Find each column's place: its own header first, then its other names in their order."""
    cells = [cell.strip() if cell else "" for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    folded: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if cell:
            folded.setdefault(fold_header(cell), place)
    places = {}
    for name, column in mapping.columns.items():
        if (own := folded.get(fold_header(column.header))) is not None:
            places[name] = own
    taken = set(places.values())
    for name, column in mapping.columns.items():
        found = [folded[w] for w in map(fold_header, column.also) if w in folded]
        free = [place for place in found if place not in taken]
        if name not in places and free:
            places[name] = free[0]
    words = header_words(mapping)
    explained = sum(fold_header(cell) in words for cell in cells if cell)
    return Binding(places, tuple(cells), explained, _missing(mapping, places))


def _missing(mapping: Mapping, places: MappingOf[str, int]) -> tuple[tuple[str, ...], ...]:
    computed = {item.name: item for item in mapping.computed}

    def there(name: str) -> bool:
        if name in mapping.columns:
            return name in places or mapping.columns[name].default is not None
        item = computed[name]
        if item.how == "join":
            return all(map(there, item.parts))
        return item.how == "constant" or any(map(there, item.parts))

    return tuple(group for group in mapping.required if not any(map(there, group)))


def best(mappings: Iterable[Mapping], header: Cells) -> tuple[Mapping, Binding] | None:
    """The mapping that explains most of a header, or ``None`` when none fits."""
    fitting = [(mapping, bind(mapping, header)) for mapping in mappings]
    fitting = [pair for pair in fitting if pair[1].fits]
    return max(fitting, key=lambda pair: _rank(*pair), default=None)


def _rank(mapping: Mapping, binding: Binding) -> tuple[int, float, int]:
    """Most header cells explained, then most of the mapping's columns in use."""
    used = len(binding.places) / max(len(mapping.columns), 1)
    return binding.explained, used, -mapping.order


def nearest(mappings: Iterable[Mapping], header: Cells, count: int = 3) -> list[str]:
    """Names of the mappings that come closest, best first; those that know nothing left out."""
    scored = [(bind(mapping, header).explained, mapping.preset) for mapping in mappings]
    return [name for score, name in sorted(scored, reverse=True)[:count] if score]


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
    return _header(mapping, item.parts[0]) if item.how != "constant" else name
