"""Reads the decisions table: which decisions stand after undoing, in order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision as written; ``at`` is epoch µs UTC, ``stands`` false once undone."""

    decision_id: int
    kind: str
    payload: Mapping[str, Any]
    at: int
    actor: str
    why: str
    stands: bool


def decision_rows(decisions: pl.DataFrame) -> list[DecisionRow]:
    """Every decision, oldest first. An undo that is itself undone undoes nothing."""
    rows: list[tuple[Any, ...]] = [
        (*row[:2], json.loads(row[2]), *row[3:])
        for row in decisions.sort("decision_id")
        .select("decision_id", "kind", "payload", "at", "actor", "why")
        .iter_rows()
    ]
    gone: set[int] = set()
    for decision_id, kind, payload, *_ in reversed(rows):
        if kind == "undo" and decision_id not in gone:
            gone.add(int(payload["decision_id"]))
    return [_row(row, row[0] not in gone) for row in rows]


def _row(row: tuple[Any, ...], stands: bool) -> DecisionRow:
    decision_id, kind, payload, at, actor, why = row
    return DecisionRow(decision_id, kind, payload, at, actor, why, stands)


def standing(decisions: pl.DataFrame, *kinds: str) -> list[DecisionRow]:
    """The decisions of these kinds that are not undone, oldest first."""
    return [row for row in decision_rows(decisions) if row.stands and row.kind in kinds]
