"""What every step of mapping one sheet needs to know; small enough to send to a worker."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

from graph import schema
from graph.schema import EntityType
from ingest.binding import Binding
from ingest.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Scope:
    """One sheet of one file under one mapping; ``case_no`` is that of ``--case``, or empty.

    ``given`` are cells found outside the table: in its title or in the file's name.
    """

    mapping: Mapping
    binding: Binding
    key: bytes
    file_sha256: str
    sheet: str
    header_row: int
    case_no: str = ""
    given: MappingOf[str, str] = field(default_factory=dict)

    def entity_type(self, name: str) -> EntityType:
        """A type of the schema or of the mapping; raises ``KeyError`` for neither."""
        own = self.mapping.own_entities.get(name)
        return own if own is not None else schema.load().entities[name]
