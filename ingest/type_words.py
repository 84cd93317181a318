"""Types and relations that a register names in words, row by row."""

from __future__ import annotations

import polars as pl

from graph import schema
from ingest import values
from ingest.identifiers.cleaning import clean
from ingest.mapping import Mapping, RelationRule


def with_types(frame: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Add ``type_of.<entity>`` and, for relations, ``relation_of.<column>`` and ``ends_of.…``."""
    for rule in mapping.entities.values():
        if rule.type_from:
            named = _types(frame[f"{rule.type_from}.raw"], mapping, relation=False)
            frame = frame.with_columns(named.alias(f"type_of.{rule.rule}"))
    for relation in mapping.relations:
        if relation.type_from:
            named = _types(frame[f"{relation.type_from}.raw"], mapping, relation=True)
            frame = frame.with_columns(named.alias(f"relation_of.{relation.type_from}"))
            frame = frame.with_columns(_fitting(relation, frame, mapping))
    return frame


def _types(words: pl.Series, mapping: Mapping, relation: bool) -> pl.Series:
    """The type each word names (zh, en or its own name); null for none."""
    known = schema.load()
    own = mapping.own_relations if relation else mapping.own_entities
    found = {}
    for word in words.unique().drop_nulls():
        text = clean(word)
        mine = next((t.name for t in own.values() if text in (t.name, t.zh, t.en)), None)
        if relation:
            other = values.word("relation_type", text)
            theirs = known.find_relation_type(text) or known.relations.get(other or "")
            theirs = None if theirs is not None and theirs.derived else theirs
            found[word] = mine or (theirs.name if theirs else None)
        else:
            other = values.word("entity_type", text)
            type_ = known.find_entity_type(text) or known.entities.get(other or "")
            found[word] = mine or (type_.name if type_ else None)
    return words.replace_strict(found, default=None, return_dtype=pl.String)


def _fitting(rule: RelationRule, frame: pl.DataFrame, mapping: Mapping) -> pl.Series:
    """Whether the relation of each row may join the two types of its row."""
    ends = [
        pl.col(f"type_of.{name}") if mapping.entities[name].type_from else pl.lit(known)
        for name in (rule.source, rule.target)
        for known in [mapping.entities[name].type]
    ]
    columns = [pl.col(f"relation_of.{rule.type_from}"), *ends]
    rows = frame.select(column.alias(str(n)) for n, column in enumerate(columns)).rows()
    found = {row: _may_join(row[0], row[1], row[2], mapping) for row in set(rows)}
    return pl.Series(f"ends_of.{rule.type_from}", [found[row] for row in rows], dtype=pl.Boolean)


def _may_join(
    relation: str | None, source: str | None, target: str | None, mapping: Mapping
) -> bool:
    """Whether the schema lets the relation go from one type to the other; so if one is unknown."""
    known = schema.load()
    if relation is None or source is None or target is None:
        return True
    type_ = mapping.own_relations.get(relation) or known.relations[relation]

    def among(name: str, allowed: tuple[str, ...]) -> bool:
        if "any" in allowed or name in allowed:
            return True
        parent = known.entities[name].parent if name in known.entities else ""
        children = [item.name for item in known.entities.values() if item.parent == name]
        return parent in allowed or any(child in allowed for child in children)

    return among(source, type_.sources) and among(target, type_.targets)
