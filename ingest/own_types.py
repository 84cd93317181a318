"""Entity and relation types that a mapping declares for itself."""

from __future__ import annotations

from graph import schema
from graph.schema import EntityType, Property, RelationType
from ingest.mapping_text import Section


def own_types(part: Section) -> tuple[dict[str, EntityType], dict[str, RelationType]]:
    """The ``types`` section; raises :class:`BadInput` naming the line."""
    part.only(["entities", "relations"])
    entities = {name: _own_entity(name, row) for name, row in part.named("entities")}
    relations = {}
    for name, row in part.named("relations"):
        row.only(["zh", "en", "from", "to"])
        relations[name] = RelationType(
            name, row.text("zh"), row.text("en"), row.texts("from"), row.texts("to"), "asserted"
        )
    return entities, relations


def _own_entity(name: str, row: Section) -> EntityType:
    row.only(["zh", "en", "key", "properties"])
    if name in schema.load().entities:
        raise row.fail(None, f"类型“{name}”已存在", f"the type '{name}' exists already")
    properties = {
        key: Property(key, prop.text("zh"), prop.text("en"))
        for key, prop in row.named("properties")
    }
    key = (row.text("key"),)
    return EntityType(
        name, row.text("zh"), row.text("en"), "O", "f", "material", "record", key, "", properties
    )
