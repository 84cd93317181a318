"""The presets that come with the product, and what they know of headers."""

from __future__ import annotations

import difflib
from functools import lru_cache
from pathlib import Path
from typing import Final

from graph.errors import BadInput
from ingest.headers import fold_header
from ingest.mapping import Mapping
from ingest.mapping_parse import load_file

FOLDER: Final = Path(__file__).with_name("presets")


@lru_cache(maxsize=1)
def presets() -> dict[str, Mapping]:
    """All presets by name, in the order they are loaded in."""
    found = [load_file(path, builtin=True) for path in sorted(FOLDER.glob("*.yml"))]
    return {item.preset: item for item in sorted(found, key=lambda m: (m.order, m.preset))}


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


@lru_cache(maxsize=1)
def known_headers() -> frozenset[str]:
    """Folded header words of all presets: what a header row is recognised by."""
    return frozenset(word for mapping in presets().values() for word in header_words(mapping))


def header_words(mapping: Mapping) -> frozenset[str]:
    """Folded header words of one mapping, those it leaves out on purpose included."""
    words = [header for column in mapping.columns.values() for header in column.headers]
    return frozenset(map(fold_header, [*words, *mapping.ignore]))
