"""What remains to be done after an offline import, and how a database says so.

``neo4j-admin database import`` makes no constraint and knows no empty list. Till
the rest is done the marker holds ``imported_version`` instead of
``applied_version``, so no question is answered from an unfinished store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graph.store.subgraph import quoted

_VERSION: Final = "imported_version"
_LISTS: Final = "imported_lists"
#: nodes of one transaction, which the server divides itself
_PART: Final = 10_000


def as_imported(marker: Mapping[str, Any], lists: Sequence[str]) -> dict[str, Any]:
    """The marker of an import; ``lists`` are the properties every entity has, if only empty."""
    values = {name: value for name, value in marker.items() if name != "applied_version"}
    return {"name": "graychain", **values, _VERSION: marker["applied_version"], _LISTS: [*lists]}


def imported_version(meta: Mapping[str, Any]) -> int | None:
    """The dataset version of an import that waits to be settled; ``None`` for none."""
    version = meta.get(_VERSION)
    return None if version is None else int(version)


def statements(meta: Mapping[str, Any]) -> Iterator[str]:
    """The Cypher that settles it; each may be run again. About 100,000 entities a second."""
    for name in meta.get(_LISTS, []):
        place = f"n.{quoted(str(name))}"
        yield (
            f"MATCH (n:Graychain) WHERE {place} IS NULL"
            f" CALL {{ WITH n SET {place} = [] }} IN TRANSACTIONS OF {_PART} ROWS"
        )


def settled(meta: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the marker from then on."""
    return {"applied_version": imported_version(meta), _VERSION: None, _LISTS: None}
