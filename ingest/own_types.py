"""Entity and relation types that a mapping declares for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import polars as pl

from graph import own_types as types
from graph import schema
from graph.masks import MASKS
from graph.schema import EntityType, Property, RelationType
from ingest.mapping import Mapping
from ingest.mapping_text import Section

#: what a label, a relation type and a property may be called in any graph store
_ENTITY: Final = re.compile(r"[A-Z][A-Za-z0-9]{0,49}")
_RELATION: Final = re.compile(r"[A-Z][A-Z0-9_]{0,49}")
_PROPERTY: Final = re.compile(r"[a-z][a-z0-9_]{0,49}")
#: labels of the graph store itself
_TAKEN: Final = ("Graychain", "GraychainMeta")


def own_types(part: Section) -> tuple[dict[str, EntityType], dict[str, RelationType]]:
    """The ``types`` section; raises :class:`BadInput` naming the line."""
    part.only(["entities", "relations"])
    entities = {name: _own_entity(name, row) for name, row in part.named("entities")}
    known = {"any", *schema.base().entities, *entities}
    relations = {name: _own_relation(name, row, known) for name, row in part.named("relations")}
    return entities, relations


def declared(mappings: Iterable[Mapping]) -> pl.DataFrame:
    """Rows of the ledger's table ``types``: readers of the ledger know no mapping."""
    entities: dict[str, EntityType] = {}
    relations: dict[str, RelationType] = {}
    for mapping in mappings:
        entities |= mapping.own_entities
        relations |= mapping.own_relations
    return types.rows(entities.values(), relations.values())


def _own_entity(name: str, row: Section) -> EntityType:
    row.only(["zh", "en", "key", "properties"])
    if name in schema.base().entities or name in _TAKEN:
        raise row.fail(None, f"类型“{name}”已存在", f"the type '{name}' exists already")
    _check_name(row, name, _ENTITY, "Drone")
    properties = {key: _own_property(key, prop) for key, prop in row.named("properties")}
    return types.entity_type(name, row.text("zh"), row.text("en"), row.text("key"), properties)


def _own_property(name: str, row: Section) -> Property:
    row.only(["zh", "en", "mask"])
    _check_name(row, name, _PROPERTY, "serial_no")
    mask = row.text("mask", "")
    if mask not in MASKS:
        raise row.fail("mask", f"没有掩码“{mask}”", f"there is no mask '{mask}'")
    return Property(name, row.text("zh"), row.text("en"), mask)


def _own_relation(name: str, row: Section, known: set[str]) -> RelationType:
    row.only(["zh", "en", "from", "to"])
    if name in schema.base().relations:
        raise row.fail(None, f"关系“{name}”已存在", f"the relation '{name}' exists already")
    _check_name(row, name, _RELATION, "FLEW_OVER")
    for key in ("from", "to"):
        for end in row.texts(key):
            if end not in known:
                raise row.fail(key, f"没有实体类型“{end}”", f"no entity type '{end}'")
    return types.relation_type(
        name, row.text("zh"), row.text("en"), row.texts("from"), row.texts("to")
    )


def _check_name(row: Section, name: str, shape: re.Pattern[str], example: str) -> None:
    if not shape.fullmatch(name):
        raise row.fail(
            None, f"名称“{name}”应如 {example}", f"the name '{name}' must be like {example}"
        )
