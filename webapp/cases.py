"""The list of cases of the ledger, for the first page and as a place to begin."""

from __future__ import annotations

from typing import Any

import polars as pl

from queries import context as query_context
from queries.viewer import for_viewer
from webapp import context

MAX_CASES = 500


def listing() -> list[dict[str, Any]]:
    """``{id, key, label, name}`` of the newest cases by number, masked as the caller sees."""
    with query_context.opened("ledger", context.home(), MAX_CASES) as opened:
        frame = (
            opened.dataset.entities.lazy()
            .filter(pl.col("type") == "Case")
            .select("entity_id", "key", "label", "name")
            .sort("key")
            .head(MAX_CASES)
            .collect()
        )
    rows = [_case(row) for row in frame.iter_rows(named=True)]
    if context.caller().revealing:
        return rows
    masked: list[dict[str, Any]] = for_viewer({"rows": rows})["rows"]
    return masked


def _case(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["entity_id"],
        "type": "Case",
        "key": row["key"] or row["entity_id"],
        "label": row["label"] or "",
        "name": row["name"] or "",
    }
