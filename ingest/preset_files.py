"""The presets that come with the product and those kept in HOME/presets, and their headers."""

from __future__ import annotations

import difflib
from functools import lru_cache
from pathlib import Path
from typing import Final

from graph import settings
from graph.errors import BadInput
from graph.property_tables import MARKS
from ingest.headers import fold_header
from ingest.mapping import Mapping
from ingest.mapping_parse import load_file

FOLDER: Final = Path(__file__).with_name("presets")
#: file and its time of change, for each mapping kept in HOME
_Marks = tuple[tuple[Path, int], ...]


def own_folder() -> Path:
    """Where a unit's own mappings are kept: they are recognised as ours are."""
    return settings.home() / "presets"


def presets() -> dict[str, Mapping]:
    """All presets by name: a unit's own before ours, each in the order files are loaded in.

    Raises :class:`BadInput` for one of HOME that is wrong or has the name of one of ours.
    """
    return _presets(_own_files())


def _own_files() -> _Marks:
    found = sorted(own_folder().glob("*.yml"))
    return tuple((path, path.stat().st_mtime_ns) for path in found)


@lru_cache(maxsize=1)
def builtin() -> dict[str, Mapping]:
    """The presets that come with the product."""
    found = [load_file(path, builtin=True) for path in sorted(FOLDER.glob("*.yml"))]
    return {item.preset: item for item in sorted(found, key=lambda m: (m.order, m.preset))}


@lru_cache(maxsize=4)
def _presets(own: _Marks) -> dict[str, Mapping]:
    found: dict[str, Mapping] = {}
    for path, _ in own:
        mapping = load_file(path)
        if mapping.preset in builtin() or mapping.preset in found:
            raise BadInput(
                f"映射 {path.name}：名称“{mapping.preset}”已被占用。",
                f"Mapping {path.name}: the name '{mapping.preset}' is taken.",
            )
        found[mapping.preset] = mapping
    ordered = sorted(found.values(), key=lambda m: (m.order, m.preset))
    return {item.preset: item for item in ordered} | builtin()


def preset(name: str) -> Mapping:
    """The preset called ``name``; raises :class:`BadInput` naming the nearest ones."""
    found = presets().get(name)
    if found is not None:
        return found
    close = difflib.get_close_matches(name, presets(), n=3, cutoff=0.3)
    near = [one for one in presets() if name in one] or close or list(presets())
    raise BadInput(
        f"没有预设“{name}”，相近的有：{'、'.join(near)}。",
        f"There is no preset '{name}'; the nearest: {', '.join(near)}.",
    )


def known_headers() -> frozenset[str]:
    """Folded header words of all presets and of graph tables: how a header row is recognised."""
    return _headers(_own_files())


@lru_cache(maxsize=4)
def _headers(own: _Marks) -> frozenset[str]:
    words = {word for mapping in _presets(own).values() for word in header_words(mapping)}
    return frozenset(words | set(map(fold_header, MARKS)))


def header_words(mapping: Mapping) -> frozenset[str]:
    """Folded header words of one mapping, those it leaves out on purpose included."""
    words = [header for column in mapping.columns.values() for header in column.headers]
    return frozenset(map(fold_header, [*words, *mapping.ignore]))
