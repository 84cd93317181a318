"""A Cypher question as text to paste into Neo4j Browser: ``:param`` lines, then the Cypher."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graph.errors import BadInput
from queries import params as parameters
from queries.context import opened
from queries.model import Query
from queries.registry import load
from queries.runner import limit_of


def text(query: Query, given: Mapping[str, Any], home: Path, limit: int | None = None) -> str:
    """The lines for ``query`` with the parameters ``given``, defaults filled in.

    They run in one go, parted by ``;``. An entity may be named by its number or
    name: the ledger in ``home`` tells its id. Raises :class:`BadInput` for a
    question that is no Cypher and as :func:`queries.params.check` does.
    """
    if not query.cypher:
        names = ", ".join(name for name, other in load().items() if other.cypher)
        raise BadInput(
            f"查询 {query.name} 不是一条 Cypher，不能在 Neo4j Browser 中运行；可以的有：{names}。",
            f"Query {query.name} is no Cypher query and cannot run in Neo4j Browser; these can:"
            f" {names}.",
        )
    values = parameters.check(query, given)
    for param in query.params:
        if param.kind == "entity" and values[param.name] is not None:
            with opened("ledger", home, 1, None) as context:
                values[param.name] = context.resolve(values[param.name]).id
    values["max_rows"] = limit_of(limit)
    lines = [f":param {name} => {_literal(value)};" for name, value in values.items()]
    return "\n".join([*lines, query.cypher.rstrip().removesuffix(";") + ";", ""])


def _literal(value: Any) -> str:
    """A value as Cypher writes it: JSON is, for texts, numbers, truth values and their lists."""
    listed = list(value) if isinstance(value, tuple) else value
    return json.dumps(listed, ensure_ascii=False)
