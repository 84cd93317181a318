"""The wires of the chain lanes: which member of a stage is related to which of the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph import settings
from graph.errors import GraychainError
from queries import context as query_context
from webapp import context

#: most relations looked at; beyond that a picture of wires says nothing
MAX_WIRES = 500
#: members of a lane; the rest is folded and has no place to draw to
_CYPHER = """
MATCH (a:Graychain)-[r]-(b:Graychain)
WHERE a.id IN $here AND b.id IN $after
RETURN DISTINCT a.id AS here, b.id AS after
ORDER BY here, after LIMIT $max_rows
"""


def between(
    stages: Mapping[str, Iterable[str]], links: Iterable[str]
) -> dict[str, list[list[str]]]:
    """Pairs of ids by link (``S6-S7``), joined by a relation of the graph.

    Empty where the graph holds none, and everywhere while it lags: a wire is a help to the
    eye, the evidence is the rows of the link. Cost: one bounded read a link, 10 ms.
    """
    try:
        with query_context.opened("store", context.home(), MAX_WIRES) as opened:
            return {link: _pairs(opened.store, stages, link) for link in links}
    except GraychainError:
        return {}


def _pairs(store: Any, stages: Mapping[str, Iterable[str]], link: str) -> list[list[str]]:
    first, second = link.split("-")
    here, after = sorted(set(stages.get(first, ()))), sorted(set(stages.get(second, ())))
    if not here or not after:
        return []
    asked = {"here": here, "after": after, "max_rows": MAX_WIRES}
    rows = store.read(_CYPHER, asked, max_rows=MAX_WIRES, timeout=settings.get_int("MAX_SECONDS"))
    return [[row["here"], row["after"]] for row in rows if row["here"] != row["after"]]
