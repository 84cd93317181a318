"""Entity and relation types a mapping declared for itself, kept with the import that brought them.

They are rows of the ledger's table ``types``: after ``undo`` a version no longer
has them. They are records with one strong key; no chain stage asks for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from graph import schema
from graph.ledger import Ledger
from graph.schema import EntityType, Property, RelationType

#: pole, letter of the public id and family of every own entity type
_POLE, _LETTER, _FAMILY = "O", "f", "material"
_COLUMNS: Final = {"kind": pl.String(), "name": pl.String(), "about": pl.String()}


def entity_type(
    name: str, zh: str, en: str, key: str, properties: Mapping[str, Property]
) -> EntityType:
    """An own entity type whose strong keys have the prefix ``key``."""
    return EntityType(name, zh, en, _POLE, _LETTER, _FAMILY, "record", (key,), "", dict(properties))


def relation_type(
    name: str, zh: str, en: str, sources: Iterable[str], targets: Iterable[str]
) -> RelationType:
    """An own relation type."""
    return RelationType(name, zh, en, tuple(sources), tuple(targets), "asserted")


def rows(entities: Iterable[EntityType], relations: Iterable[RelationType]) -> pl.DataFrame:
    """Rows for the table ``types``."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    for kind in entities:
        properties = {p.name: [p.zh, p.en, p.mask] for p in kind.properties.values()}
        about = {"zh": kind.zh, "en": kind.en, "key": kind.key[0], "properties": properties}
        found.append(("entity", kind.name, about))
    for tie in relations:
        ends = {"from": list(tie.sources), "to": list(tie.targets)}
        found.append(("relation", tie.name, {"zh": tie.zh, "en": tie.en, **ends}))
    texts = [(kind, name, json.dumps(about, ensure_ascii=False)) for kind, name, about in found]
    return pl.DataFrame(texts, schema=_COLUMNS, orient="row")


def learn(ledger: Ledger, version: int) -> None:
    """Make the schema of this process know the own types of ``version``; the newest import wins."""
    found = ledger.read("types", version)
    if found.is_empty():
        return
    order = ledger.imports(version).select("import_id", "number")
    entities, relations = {}, {}
    for row in found.join(order, on="import_id").sort("number", "name").iter_rows(named=True):
        name, about = row["name"], json.loads(row["about"])
        if row["kind"] == "entity":
            properties = {n: Property(n, *words) for n, words in about["properties"].items()}
            entities[name] = entity_type(name, about["zh"], about["en"], about["key"], properties)
        else:
            ends = (about["from"], about["to"])
            relations[name] = relation_type(name, about["zh"], about["en"], *ends)
    schema.declare(entities, relations)
