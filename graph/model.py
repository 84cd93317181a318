"""The values that pass between the folders: frozen dataclasses, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SourceRef:
    """One row of one imported file: what a ``.src`` link opens.

    ``row`` is 1-based as the file's own program shows it (line number in a CSV
    counting physical records incl. the header lines, row number in a sheet).
    """

    file_sha256: str
    file_name: str
    sheet: str
    row: int
    import_number: int

    def as_dict(self) -> dict[str, Any]:
        """JSON form, the same keys."""
        return {
            "file_sha256": self.file_sha256,
            "file_name": self.file_name,
            "sheet": self.sheet,
            "row": self.row,
            "import": self.import_number,
        }


@dataclass(frozen=True, slots=True)
class Entity:
    """A node as the store, the search and the pages see it.

    ``id`` is the public id (``<letter>-<26 characters>``), ``key`` the natural
    key (account number, ID number, digits …), ``label`` what a person reads.
    """

    id: str
    type: str
    key: str
    label: str
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge between two entities; times are epoch µs UTC, amounts minor units."""

    id: str
    type: str
    source: str
    target: str
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """What a store writes in one go: upserts and deletions by id.

    ``meta`` are values of the marker that hold from the moment the batch is seen;
    an engine that cannot write both at once leaves them to ``set_meta``.
    """

    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    delete_entities: tuple[str, ...] = ()
    delete_relations: tuple[str, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A bounded piece of the graph; ``total_relations`` counts what the limits cut away."""

    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    total_relations: int
    order: str = "amount"
