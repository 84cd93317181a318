"""What a viewer sees of an entity's key, label and properties, by the masks of its type."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from graph import schema
from graph.masks import MASKS, mask_cell, mask_id, mask_name, mask_numbers, mask_story

#: ends of a transfer that are no account
PLAIN_ENDS: Final = frozenset({"CASH", "FEE", "MERCHANT", "INTEREST", "UNKNOWN", "UNKNOWN_SOURCE"})

#: types whose key is a file number, and whose name may begin with a victim's
_NUMBERED: Final = frozenset({"Case", "PoliceReport", "StopPayment", "Freeze", "Operation"})


@lru_cache(maxsize=256)
def key_mask(type_name: str) -> str:
    """The mask of a type's natural key: ``card``, ``phone``, ``id``, ``text`` or none."""
    kind = schema.load().entities.get(type_name)
    if kind is None:
        return ""
    if type_name == "Person":
        return "id"
    if kind.kind != "number" and type_name != "IdDocument":
        return ""
    # a name among the properties is somebody's (a site's registrant), not the key
    return next((p.mask for p in kind.properties.values() if p.mask not in ("", "name")), "")


@lru_cache(maxsize=16384)
def mask_key(type_name: str, key: str) -> str:
    """The natural key of an entity of this type, masked."""
    if key in PLAIN_ENDS:
        return key
    kind = key_mask(type_name)
    if kind == "id":
        return mask_id(key) if re.search(r"\d", key) else mask_name(key)
    if type_name == "VirtualIdentity" and ":" in key:
        platform, uid = key.split(":", 1)
        return f"{platform}:{MASKS['text'](uid)}"
    if kind:
        return MASKS[kind](key)
    return key if type_name in _NUMBERED else mask_numbers(key)


@lru_cache(maxsize=16384)
def mask_label(type_name: str, label: str, key: str = "") -> str:
    """What people read of an entity, masked; a label that holds the key holds its mask."""
    if label in PLAIN_ENDS:
        return label
    if key and len(key) >= 4 and key in label:
        return mask_key(type_name, key).join(
            mask_label(type_name, part) if part.strip() else part for part in label.split(key)
        )
    kind = key_mask(type_name)
    if type_name == "Organization":  # whoever holds an account may be a person after all
        return mask_numbers(mask_name(label))
    if not kind:
        return mask_story(label) if type_name in _NUMBERED else mask_numbers(label)
    if sum(c.isdigit() for c in label) >= 4:
        return mask_key(type_name, label)
    return mask_name(label)


def mask_property(type_name: str, name: str, value: str) -> str:
    """A property of an entity, by the schema's mask; what the schema does not know, by its name."""
    kind = schema.load().entities.get(type_name)
    prop = kind.properties.get(name) if kind else None
    if prop is None:
        return mask_cell(name, value)
    if prop.mask == "":
        return mask_story(value) if type_name in _NUMBERED else mask_numbers(value)
    if prop.mask == "name" and re.search(r"\d{6}", value):
        return mask_numbers(value)
    return MASKS[prop.mask](value)
