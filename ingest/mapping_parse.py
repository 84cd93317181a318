"""Checks a mapping's YAML against the schema and turns it into a :class:`Mapping`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Final

from graph import schema
from ingest import mapping_text
from ingest.graph_tables import graph_table, one_each
from ingest.mapping import (
    Computed,
    Condition,
    Coordinates,
    EntityRule,
    FactRule,
    Mapping,
    RelationRule,
)
from ingest.mapping_columns import COMPUTED, WAYS, column, computed, one_of
from ingest.mapping_text import Section
from ingest.own_types import own_types
from ingest.slots import SLOTS

_TOP: Final = (
    *("preset", "version", "title", "order", "rows", "method", "confidence", "required", "case"),
    *("files", "label", "relationship"),
    *("columns", "computed", "coordinates", "ignore", "entities", "relations", "facts", "types"),
)
_ENTITY: Final = (
    *("type", "type_from", "number", "namespace", "role", "name", "keys", "text", "props"),
    *("since", "until", "when"),
)
_RELATION: Final = (
    *("type", "type_from", "from", "to", "role", "role_from", "since", "until", "amount"),
    *("currency", "count", "props", "when", "method", "confidence"),
)
_METHODS: Final = ("asserted", "extracted", "manual")


def load_file(path: Path, builtin: bool = False) -> Mapping:
    """The mapping in a file; raises :class:`graph.errors.BadInput` naming file and line.

    A preset's key is its name and version; one of the user's own also has its content.
    Where several are parted by ``---`` it is the first, with the rest as ``others``.
    """
    sections, text = mapping_text.read_file(path)
    digest = "" if builtin else "#" + hashlib.sha256(text.encode()).hexdigest()[:16]
    first, *others = (parse(section, digest) for section in sections)
    one_each(sections, (first, *others))
    return replace(first, others=tuple(others)) if others else first


def parse(top: Section, digest: str = "") -> Mapping:
    """A checked mapping; raises :class:`graph.errors.BadInput` naming the line."""
    return _Parser(top.only(_TOP)).mapping(digest)


class _Parser:
    def __init__(self, top: Section) -> None:
        self.top = top
        self.schema = schema.load()
        self.own_entities, self.own_relations = own_types(top.section("types"))
        self.columns = {name: column(name, part) for name, part in top.named("columns")}
        self.names = set(self.columns)
        self.entities: dict[str, EntityRule] = {}

    def mapping(self, digest: str) -> Mapping:
        top = self.top
        preset, version = top.text("preset"), int(top.number("version", 1))
        rows = one_of(top, "rows", "register", ("facts", "register"))
        facts = rows == "facts"
        title = top.section("title").only(["zh", "en"])
        made = tuple(self._computed(name, part) for name, part in top.named("computed"))
        coordinates = tuple(self._coordinates(part) for part in top.sections("coordinates"))
        for name, part in top.named("entities"):
            self.entities[name] = self._entity(name, part)
        return Mapping(
            preset=preset,
            version=version,
            key=f"{preset}@{version}{digest}",
            zh=title.text("zh", preset),
            en=title.text("en", preset),
            order=int(top.number("order", 40)),
            rows=rows,
            method=one_of(top, "method", "extracted" if facts else "asserted", _METHODS),
            confidence=top.number("confidence", 0.9 if facts else 1.0),
            required=self._required(),
            case=self._use(top, "case"),
            columns=self.columns,
            computed=made,
            coordinates=coordinates,
            ignore=top.texts("ignore"),
            entities=self.entities,
            relations=tuple(self._relation(part) for part in top.sections("relations")),
            facts=tuple(self._fact(part) for part in top.sections("facts")),
            own_entities=self.own_entities,
            own_relations=self.own_relations,
            table=graph_table(top),
            files=top.texts("files"),
        )

    # --- columns ----------------------------------------------------------------------

    def _computed(self, name: str, part: Section) -> Computed:
        part.only(COMPUTED)
        ways = [way for way in WAYS if way in part]
        if len(ways) != 1 or name in self.columns:
            listed = "、".join(WAYS), ", ".join(WAYS)
            raise part.fail(None, f"应为 {listed[0]} 之一", f"needs one of {listed[1]}")
        parts = part.texts(ways[0])
        if ways[0] not in ("constant", "source"):
            parts = tuple(self._known(part, ways[0], item) for item in parts)
        self.names.add(name)
        return computed(name, ways[0], parts, part)

    def _coordinates(self, part: Section) -> Coordinates:
        part.only(["lon", "lat", "crs"])
        return Coordinates(self._use(part, "lon"), self._use(part, "lat"), part.text("crs", ""))

    def _required(self) -> tuple[tuple[str, ...], ...]:
        value = self.top.get("required", [])
        groups = [item if isinstance(item, list) else [item] for item in value]
        return tuple(tuple(self._known(self.top, "required", n) for n in g) for g in groups)

    def _known(self, part: Section, key: str, name: str) -> str:
        if name not in self.names:
            raise part.fail(key, f"没有列“{name}”", f"there is no column '{name}'")
        return name

    def _use(self, part: Section, key: str) -> str:
        name = part.text(key, "")
        return self._known(part, key, name) if name else ""

    def _when(self, part: Section) -> tuple[Condition, ...]:
        below = part.section("when")
        return tuple(test for name in below for test in self._conditions(below, name))

    def _conditions(self, part: Section, name: str) -> list[Condition]:
        self._known(part, name, name)
        value = part[name]
        if isinstance(value, Section):
            value.only(["not", "same", "differs", "like", "unlike"])
            return [self._compared(name, value, test) for test in value]
        return [self._condition(part, name, value)]

    def _condition(self, part: Section, name: str, value: object) -> Condition:
        if value in ("present", "absent"):
            return Condition(name, str(value))
        return Condition(name, "in", part.texts(name))

    def _compared(self, name: str, value: Section, test: str) -> Condition:
        if test in ("same", "differs"):
            return Condition(name, test, (self._use(value, test),))
        return Condition(name, test, value.texts(test))

    # --- entities, relations, facts ----------------------------------------------------

    def _entity(self, name: str, part: Section) -> EntityRule:
        part.only(_ENTITY)
        rule = EntityRule(
            name,
            part.text("type", ""),
            self._use(part, "type_from"),
            self._use(part, "number"),
            part.text("namespace", ""),
            part.text("role", ""),
            self._use(part, "name"),
            tuple((k, self._key_columns(part, k)) for k in part.section("keys")),
            self._use(part, "text"),
            {k: self._use(part.section("props"), k) for k in part.section("props")},
            self._use(part, "since"),
            self._use(part, "until"),
            self._when(part),
        )
        self._check_entity(rule, part)
        return rule

    def _key_columns(self, part: Section, key: str) -> tuple[str, ...]:
        return tuple(self._known(part, "keys", n) for n in part.section("keys").texts(key))

    def _check_entity(self, rule: EntityRule, part: Section) -> None:
        if rule.type_from:
            if not rule.text:
                raise part.fail("type_from", "type_from 需要 text", "type_from needs text")
            return
        kind = self.own_entities.get(rule.type) or self.schema.entities.get(rule.type)
        if kind is None:
            raise part.fail("type", f"没有实体类型“{rule.type}”", f"no entity type '{rule.type}'")
        if kind.kind == "number" and not (rule.number or rule.text):
            raise part.fail(None, "号码类实体需要 number", "a number type needs 'number'")
        if kind.kind == "record" and not (rule.role and (rule.name or rule.keys or rule.text)):
            raise part.fail(
                None, "记录类实体需要 role 及 name、keys 或 text",
                "a record type needs 'role' and one of name, keys, text",
            )  # fmt: skip
        for prop in rule.props:
            if prop not in kind.properties:
                raise part.section("props").fail(
                    prop, f"{rule.type} 没有属性“{prop}”", f"{rule.type} has no property '{prop}'"
                )

    def _relation(self, part: Section) -> RelationRule:
        part.only(_RELATION)
        kind = part.text("type", "")
        known = kind in self.schema.relations or kind in self.own_relations
        if not known and not part.maybe("type_from"):
            raise part.fail("type", f"没有关系类型“{kind}”", f"no relation type '{kind}'")
        confidence = part.number("confidence", -1)
        return RelationRule(
            self._end(part, "from"),
            self._end(part, "to"),
            kind,
            self._use(part, "type_from"),
            part.text("role", ""),
            self._use(part, "role_from"),
            self._use(part, "since"),
            self._use(part, "until"),
            self._use(part, "amount"),
            self._use(part, "currency"),
            self._use(part, "count"),
            {k: self._use(part.section("props"), k) for k in part.section("props")},
            self._when(part),
            part.text("method", ""),
            None if confidence < 0 else confidence,
        )

    def _end(self, part: Section, key: str) -> str:
        name = part.text(key)
        if name not in self.entities:
            raise part.fail(key, f"没有实体“{name}”", f"there is no entity '{name}'")
        return name

    def _fact(self, part: Section) -> FactRule:
        table = part.text("table")
        if table not in SLOTS:
            raise part.fail("table", f"没有明细表“{table}”", f"there is no fact table '{table}'")
        spec = SLOTS[table]
        part.only(["table", "when", "optional", *spec.columns, *spec.entities, *spec.constants])
        slots = {}
        for key in part:
            if key in spec.columns:
                slots[key] = self._use(part, key)
            elif key in spec.entities:
                slots[key] = self._end(part, key)
            elif key in spec.constants:
                slots[key] = one_of(part, key, "", spec.constants[key])
        return FactRule(table, slots, self._when(part), part.flag("optional"))
