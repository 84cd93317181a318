"""A GraSS style file for Neo4j Browser: our colours for our labels and relationship types.

Browser applies every rule whose labels a node has, in the order of the file; so
a general type stands before its kinds. Strings are in single quotes, its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from graph import schema
from graph.dataset.difference import Frames

#: relations are grey on our own pages too: colour belongs to the kinds of things
_GREY: Final = "#7d7f82"
_DERIVED: Final = "#b8bbbf"
_WHITE: Final = "#ffffff"
_BLACK: Final = "#000000"
_CAPTION: Final = "'{label}'"
#: what a type that only a mapping declares looks like
_OTHER: Final = "material"

_NODE: Final = {
    "diameter": "50px", "color": _GREY, "border-color": _GREY, "border-width": "2px",
    "text-color-internal": _WHITE, "font-size": "10px", "caption": _CAPTION,
}  # fmt: skip
_RELATIONSHIP: Final = {
    "color": _GREY, "shaft-width": "1px", "font-size": "8px", "padding": "3px",
    "text-color-external": _BLACK, "text-color-internal": _WHITE, "caption": "'<type>'",
}  # fmt: skip


def write(content: Frames, place: Path) -> None:
    """Make the file ``place``: every type of the schema, and those the data have besides."""
    others = set(content.nodes["type"].unique()) - schema.load().entities.keys()
    rules = [*_rules(sorted(others))]
    place.write_text("\n".join(rules) + "\n", encoding="utf-8", newline="\n")


def next_step(place: Path) -> tuple[str, str]:
    """How it is used, in zh and en."""
    return (
        "把文件拖入 Neo4j Browser 窗口，或在其中运行 :style 后粘贴内容。",
        "Drop the file on the window of Neo4j Browser, or run :style there and paste it.",
    )


def _rules(others: list[str]) -> Iterator[str]:
    table = schema.load()
    yield _rule("node", _NODE)
    for kind in sorted(table.entities.values(), key=lambda kind: bool(kind.parent)):
        yield _coloured(kind.name, kind.family)
    for name in others:
        yield _coloured(name, _OTHER)
    yield _rule("relationship", _RELATIONSHIP)
    for relation in table.relations.values():
        colour = _DERIVED if relation.derived else _GREY
        yield _rule(f"relationship.{relation.name}", {"color": colour, "caption": "'<type>'"})


def _coloured(name: str, family: str) -> str:
    colour = schema.load().families[family].light
    text = _BLACK if _is_light(colour) else _WHITE
    values = {"color": colour, "border-color": colour, "text-color-internal": text}
    return _rule(f"node.{name}", {**values, "caption": _CAPTION})


def _is_light(colour: str) -> bool:
    """Whether black is easier to read on it than white (relative luminance, WCAG 2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179


def _rule(selector: str, values: Mapping[str, str]) -> str:
    lines = "".join(f"  {name}: {value};\n" for name, value in values.items())
    return f"{selector} {{\n{lines}}}\n"
