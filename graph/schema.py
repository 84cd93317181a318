"""Reads ``schema.yml``: entity types, relation types, families and hubs by name.

A mapping file may declare types of its own. They are kept with the import
(:mod:`graph.own_types`) and laid over the table by :func:`declare` when a dataset
that holds them is opened, so whoever asks :func:`load` knows them too.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

_FILE = Path(__file__).with_name("schema.yml")


@dataclass(frozen=True, slots=True)
class Family:
    """What one shape and colour mean on screen; ``light`` and ``dark`` are ``#rrggbb``."""

    name: str
    zh: str
    en: str
    light: str
    dark: str
    shape: str


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an entity type; ``mask`` names how it is hidden, empty when it is not."""

    name: str
    zh: str
    en: str
    mask: str = ""


@dataclass(frozen=True, slots=True)
class EntityType:
    """A node type: ``kind`` is ``number`` (the value is the thing) or ``record``."""

    name: str
    zh: str
    en: str
    pole: str
    letter: str
    family: str
    kind: str
    key: tuple[str, ...]
    parent: str
    properties: Mapping[str, Property]

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels a node of this type carries in the store, besides ``Graychain``."""
        return (self.parent, self.name) if self.parent else (self.name,)


@dataclass(frozen=True, slots=True)
class RelationType:
    """An edge type; ``any`` in ``sources`` or ``targets`` means every entity type."""

    name: str
    zh: str
    en: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    kind: str

    @property
    def derived(self) -> bool:
        """Whether only a rule produces it (drawn dashed, never in the ledger)."""
        return self.kind == "derived"


@dataclass(frozen=True, slots=True)
class Schema:
    """The whole table; every lookup is a plain dictionary access."""

    version: int
    families: Mapping[str, Family]
    entities: Mapping[str, EntityType]
    relations: Mapping[str, RelationType]
    hubs: Mapping[str, frozenset[str]]

    def entity_type_of(self, namespace: str) -> EntityType:
        """The first type whose key lies in ``namespace``; raises ``KeyError`` for none."""
        for entity in self.entities.values():
            if namespace in entity.key:
                return entity
        raise KeyError(namespace)

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether type ``name`` is ``ancestor`` or a kind of it (BankCard is an Account)."""
        return name == ancestor or self.entities[name].parent == ancestor

    def find_entity_type(self, word: str) -> EntityType | None:
        """The type called ``word`` in zh, en or by its name, or ``None``."""
        return _find(self.entities, word)

    def find_relation_type(self, word: str) -> RelationType | None:
        """The relation called ``word`` in zh, en or by its name, or ``None``."""
        return _find(self.relations, word)


_Named = TypeVar("_Named", EntityType, RelationType)


def _find(table: Mapping[str, _Named], word: str) -> _Named | None:
    if word in table:
        return table[word]
    for item in table.values():
        if word in (item.en, item.zh) or word in item.zh.replace("(料)", "").split("/"):
            return item
    return None


def _entity(name: str, row: Mapping[str, Any]) -> EntityType:
    properties = {
        key: Property(key, value["zh"], value["en"], value.get("mask", ""))
        for key, value in row.get("properties", {}).items()
    }
    return EntityType(
        name,
        row["zh"],
        row["en"],
        row["pole"],
        row["letter"],
        row["family"],
        row["kind"],
        tuple(row["key"]),
        row.get("is", ""),
        properties,
    )


def load() -> Schema:
    """The schema with the types this process has met in its datasets."""
    return _known[0] if _known else base()


def declare(entities: Mapping[str, EntityType], relations: Mapping[str, RelationType]) -> None:
    """Lay these own types over the schema; those of ``schema.yml`` are never replaced.

    A word more does no harm to another dataset, so nothing is ever taken back.
    """
    fixed = base()
    more = {name: item for name, item in entities.items() if name not in fixed.entities}
    ties = {name: item for name, item in relations.items() if name not in fixed.relations}
    with _lock:
        now = load()
        _known[:] = [
            replace(now, entities={**now.entities, **more}, relations={**now.relations, **ties})
        ]


_known: list[Schema] = []
_lock = threading.Lock()


@lru_cache(maxsize=1)
def base() -> Schema:
    """The schema of ``schema.yml`` alone, read once per process."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C: 0.1 s instead of 1 s
    data = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)
    return Schema(
        version=data["version"],
        families={name: Family(name, **row) for name, row in data["families"].items()},
        entities={name: _entity(name, row) for name, row in data["entities"].items()},
        relations={
            name: RelationType(
                name, row["zh"], row["en"], tuple(row["from"]), tuple(row["to"]), row["kind"]
            )
            for name, row in data["relations"].items()
        },
        hubs={name: frozenset(map(str, row)) for name, row in data["hubs"].items()},
    )
