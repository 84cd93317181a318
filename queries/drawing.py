"""Store entities and relations as rows and as a picture: one form for every graph answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.model import Entity, Relation
from queries.model import Row
from queries.references import of_entity

#: what a drawn entity has besides its reference
_NODE: Final = ("case_nos", "roles", "hub", "degree", "first_seen", "last_seen", "confidence")

#: what a row or a drawn relation has besides its id, type and ends
EDGE: Final = (
    "role", "count", "amount_minor", "currency", "total_s", "first", "last", "method", "kind",
    "confidence", "case_nos", "suppressed", "evidence_count",
)  # fmt: skip


def node(entity: Entity) -> Row:
    """A drawn entity: its reference, cases, roles, whether it is a hub, when it was seen."""
    properties = entity.properties
    return {
        **of_entity(entity),
        **{name: properties.get(name) for name in _NODE},
        "hub": bool(properties.get("hub")),
        "roles": list(properties.get("roles") or ()),
        "case_nos": list(properties.get("case_nos") or ()),
        "synthetic": bool(properties.get("synthetic")),
    }


def edge(relation: Relation, ends: Mapping[str, Any] | None = None) -> Row:
    """A relation as a row; ``ends`` gives its ends as references, else they are ids."""
    properties = relation.properties
    source, target = relation.source, relation.target
    return {
        "id": relation.id,
        "type": relation.type,
        "from": ends[source] if ends else source,
        "to": ends[target] if ends else target,
        **{name: properties.get(name) for name in EDGE},
        "suppressed": bool(properties.get("suppressed")),
        "case_nos": list(properties.get("case_nos") or ()),
    }


def picture(entities: Iterable[Entity], relations: Iterable[Relation]) -> dict[str, list[Row]]:
    """``{nodes, edges}`` of an envelope; the ends of edges are ids."""
    return {"nodes": [node(e) for e in entities], "edges": [edge(r) for r in relations]}
