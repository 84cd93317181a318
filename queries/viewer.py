"""How an answer looks to a viewer: every surface masked, whatever the question returned."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, Final

from graph.entity_masks import key_mask, mask_key, mask_label, mask_property
from graph.masks import (
    hide_names,
    mask_cell,
    mask_numbers,
    shown_of_card,
    shown_of_id,
    shown_of_phone,
    shown_of_text,
)

_OURS: Final = """
id ids edge type types family query engine property chain case case_no case_nos template stage
section table sheet currency file_sha256 order status verdict direction kind method
link_to_next first_gap longest from to seed other_family synthetic dataset_version
"""
#: keys whose strings are ours (ids, words of the schema, hashes) or are never personal
_PLAIN_KEYS: Final = frozenset(_OURS.split())


#: our own words, and the caller's
_KEPT: Final = frozenset({"params", "columns", "column_labels", "caveat", "truncated"})
_HAN: Final = re.compile(r"[\u4e00-\u9fff·]{2,}")


def for_viewer(
    envelope: dict[str, Any], known: Callable[[set[str]], set[str]] | None = None
) -> dict[str, Any]:
    """A masked copy of an envelope; the echo of the caller's own parameters stays.

    ``known`` says which of some words are names of people: those are hidden
    wherever they still stand, in remarks, case names and stories.
    """
    entity = envelope.get("entity")
    subject = entity.get("type", "") if isinstance(entity, dict) else ""
    masked = {
        key: value if key in _KEPT else _walk(value, key, subject)
        for key, value in envelope.items()
    }
    words = set(_words(masked, "")) if known else set()
    names = known(words) if known and words else set()
    return {
        key: value if key in _KEPT or not names else _without(value, key, names)
        for key, value in masked.items()
    }


def _words(value: Any, key: str) -> Iterator[str]:
    """Every run of two to four Chinese characters that may be a name."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from () if name in _KEPT else _words(item, name)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _words(item, key)
    elif isinstance(value, str) and key not in _PLAIN_KEYS:
        for run in _HAN.findall(value):
            yield run
            for size in range(2, 5):
                yield from (run[at : at + size] for at in range(len(run) - size + 1))


def _without(value: Any, key: str, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(item, name, names) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without(item, key, names) for item in value]
    plain = not isinstance(value, str) or key in _PLAIN_KEYS
    return value if plain else hide_names(value, names)


def _walk(value: Any, key: str, subject: str) -> Any:
    if isinstance(value, dict):
        return _mask_mapping(value, subject)
    if isinstance(value, (list, tuple)):
        return [_walk(item, key, subject) for item in value]
    if isinstance(value, str) and key not in _PLAIN_KEYS:
        return mask_numbers(value)
    return value


def _mask_mapping(row: dict[str, Any], subject: str) -> dict[str, Any]:
    if "type" in row and "label" in row and isinstance(row["type"], str):
        return _mask_reference(row)
    if "property" in row and "value" in row:
        return _mask_property_row(row, subject)
    if "header" in row and "cells" in row:
        cells = [
            mask_cell(h, c) for h, c in zip(row["header"], map(str, row["cells"]), strict=False)
        ]
        rest = {k: v for k, v in row.items() if k not in ("header", "cells")}
        return {**_mask_mapping(rest, subject), "header": row["header"], "cells": cells}
    return {key: _walk(value, key, subject) for key, value in row.items()}


def _mask_reference(row: dict[str, Any]) -> dict[str, Any]:
    kind, key = str(row["type"]), str(row.get("key") or "")
    done: dict[str, Any] = {}
    for name, value in row.items():
        if name == "properties" and isinstance(value, dict):
            done[name] = {
                k: mask_property(kind, k, v) if isinstance(v, str) else _walk(v, k, kind)
                for k, v in value.items()
            }
        elif not isinstance(value, str):
            done[name] = _walk(value, name, kind)
        elif name == "key":
            done[name] = mask_key(kind, value)
        elif name == "matched" and re.search(r"\d{4}", value):
            own = is_own_number(kind, key, value)
            done[name] = mask_label(kind, value, key) if own else mask_numbers(value)
        elif name in ("label", "matched", "name"):
            done[name] = mask_label(kind, value, key)
        else:
            done[name] = _walk(value, name, kind)
    return done


def _mask_property_row(row: dict[str, Any], subject: str) -> dict[str, Any]:
    name = str(row["property"])
    kind = str(row.get("of_type") or subject)
    return {
        key: mask_property(kind, name, value)
        if key in ("value", "raw") and isinstance(value, str)
        else value
        if key in ("label_zh", "label_en")
        else _walk(value, key, subject)
        for key, value in row.items()
    }


def may_match(type_name: str, key: str, text: str) -> bool:
    """Whether a viewer's search ``text`` may find the number ``key``.

    Only the complete number does, or digits its mask shows: a longer prefix
    or suffix would read the hidden digits one by one.
    """
    number, asked = _significant(key), _significant(text)
    if key_mask(type_name) == "phone":
        number, asked = _national(number), _national(asked)
    if asked == number or not asked:
        return bool(asked)
    head, tail = _shown(type_name, len(number))
    if "*" in asked or "?" in asked:
        stars = re.split(r"[*?]+", asked)
        front, back = stars[0], stars[-1]
        inner = any(stars[1:-1])
        fits = number.startswith(front) and number.endswith(back)
        return fits and not inner and len(front) <= head and len(back) <= tail
    front = number.startswith(asked) and len(asked) <= head
    return front or (number.endswith(asked) and len(asked) <= tail)


def is_own_number(type_name: str, key: str, text: str) -> bool:
    """Whether ``text`` is the entity's own masked number, in whatever dress."""
    number, other = _significant(key), _significant(text)
    if key_mask(type_name) == "phone":
        number, other = _national(number), _national(other)
    return bool(key_mask(type_name)) and number == other


def _shown(type_name: str, length: int) -> tuple[int, int]:
    rules = {"card": shown_of_card, "id": shown_of_id, "phone": shown_of_phone}
    kind = key_mask(type_name)
    return rules.get(kind, shown_of_text)(length) if kind else (length, length)


def _significant(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if c.isalnum() or c in "*?:")


def _national(digits: str) -> str:
    short = re.sub(r"^(0086|86)(?=[0-9]{7})", "", digits)
    return short.lstrip("0") if short[:1] == "0" else short
