"""What a mapping says, as frozen values: columns, entities, relations and facts.

``ingest/presets/README.md`` describes the file; :mod:`ingest.mapping_parse` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Final

from graph.schema import EntityType, RelationType

#: identifier readings → the namespace of the number they give
NAMESPACES: Final[dict[str, str]] = {
    "card": "account",
    "account": "account",
    "payment": "account",
    "phone": "phone",
    "imei": "imei",
    "imsi": "imsi",
    "iccid": "iccid",
    "ip": "ip",
    "mac": "mac",
    "plate": "plate",
    "cell": "cell",
    "cell-hex": "cell",
    "url": "url",
    "app": "app",
    "wallet": "wallet",
    "virtual": "virtual",
}
#: namespace → the reading used when a register names such a number in words
READINGS: Final[dict[str, str]] = {
    "account": "account",
    **{n: n for n in NAMESPACES.values() if n != "account"},
}
IDENTIFIERS: Final = frozenset([*NAMESPACES, "id", "uscc"])
PLAIN: Final = frozenset(
    ["text", "name", "integer", "decimal", "amount", "time", "duration", "name_kind", *IDENTIFIERS]
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file; see the README for each field."""

    name: str
    header: str
    also: tuple[str, ...] = ()
    read: str = "text"
    required: bool = False
    default: str | None = None
    fill: bool = False
    many: bool = False
    quiet: bool = False
    currency: str = ""
    elsewhere: bool = False
    zone: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """All headers this column goes by."""
        return (self.header, *self.also)


@dataclass(frozen=True, slots=True)
class Computed:
    """A column made of others: ``how`` is first_of, join, list, constant, match or source.

    ``between`` is what stands between joined parts, or the pattern of a match.
    """

    name: str
    how: str
    parts: tuple[str, ...]
    between: str = ""
    read: str = "text"
    required: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Two columns that become WGS-84; ``crs`` is a column or a constant."""

    lon: str
    lat: str
    crs: str


@dataclass(frozen=True, slots=True)
class Condition:
    """``present absent in not same differs like unlike`` of one column."""

    column: str
    test: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityRule:
    """How a row makes an entity: a number, or a record, or a reference by key or name."""

    rule: str
    type: str = ""
    type_from: str = ""
    number: str = ""
    namespace: str = ""
    role: str = ""
    name: str = ""
    keys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    text: str = ""
    props: MappingOf[str, str] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationRule:
    """How a row joins two of its entities."""

    source: str
    target: str
    type: str = ""
    type_from: str = ""
    role: str = ""
    role_from: str = ""
    since: str = ""
    until: str = ""
    amount: str = ""
    currency: str = ""
    count: str = ""
    props: MappingOf[str, str] = field(default_factory=dict)
    when: tuple[Condition, ...] = ()
    method: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class FactRule:
    """How a row makes a row of a fact table: slot → column, entity or constant."""

    table: str
    slots: MappingOf[str, str]
    when: tuple[Condition, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GraphTable:
    """A table of a property graph: one of ``label`` and ``relationship``, and its file's name."""

    label: str
    relationship: str
    file: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping; ``key`` is its part in the identity of a load.

    ``table`` is the only table it reads, where it names one, and ``others`` are
    the mappings of further tables that stand in the same file.
    """

    preset: str
    version: int
    key: str
    zh: str
    en: str
    order: int
    rows: str
    method: str
    confidence: float
    required: tuple[tuple[str, ...], ...]
    case: str
    columns: MappingOf[str, Column]
    computed: tuple[Computed, ...]
    coordinates: tuple[Coordinates, ...]
    ignore: tuple[str, ...]
    entities: MappingOf[str, EntityRule]
    relations: tuple[RelationRule, ...]
    facts: tuple[FactRule, ...]
    own_entities: MappingOf[str, EntityType] = field(default_factory=dict)
    own_relations: MappingOf[str, RelationType] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    table: GraphTable | None = None
    others: tuple[Mapping, ...] = ()

    @property
    def tables(self) -> tuple[Mapping, ...]:
        """This mapping and the others of its file that name a table of a property graph."""
        return tuple(m for m in (self, *self.others) if m.table is not None)

    @property
    def is_facts(self) -> bool:
        """Whether rows are facts (records are kept once per distinct values)."""
        return self.rows == "facts"

    def title(self, lang: str) -> str:
        """The title in ``zh`` or ``en``."""
        return self.en if lang.startswith("en") else self.zh

    def reading(self, name: str) -> str:
        """How the column or computed column ``name`` is read."""
        if name in self.columns:
            return self.columns[name].read
        found = next(item for item in self.computed if item.name == name)
        return self.reading(found.parts[0]) if found.how == "first_of" else found.read


def namespace_of(rule: EntityRule, reading: str, kind: EntityType) -> str:
    """The namespace of a rule's number: named, else from its reading, else the type's first."""
    read = NAMESPACES.get(reading.partition(":")[0])
    return rule.namespace or (read if read in kind.key else None) or kind.key[0]
