"""What the top bar says about the data: version, time, synthetic or not, a lagging graph."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, g

from graph.errors import GraychainError
from graph.ledger import Ledger
from webapp import context


@dataclass(frozen=True, slots=True)
class Version:
    """The dataset version a page was made from; ``lag`` is the graph's when it is behind."""

    number: int
    at: int | None = None
    synthetic: bool = False
    lag: int | None = None


def current() -> Version | None:
    """The ledger's newest version; ``None`` when there is no readable ledger yet.

    Read once a request. An error page must still be drawn when the ledger is not readable,
    therefore its errors end here.
    """
    if "version" not in g:
        try:
            g.version = _read()
        except GraychainError:
            g.version = None
    found: Version | None = g.version
    return found


def _read() -> Version:
    ledger = context.ledger()
    number = ledger.version()
    kept: dict[int, Version] = current_app.extensions.setdefault("graychain-version", {})
    if number not in kept:
        kept.clear()
        kept[number] = _of(ledger, number)
    return replace(kept[number], lag=_lag(number))


def _of(ledger: Ledger, number: int) -> Version:
    """What a version says of itself: read once, for it never changes (40 ms)."""
    last = max(ledger.versions(), key=lambda version: version.version, default=None)
    synthetic = False
    if number:
        loaded = ledger.imports()
        synthetic = bool(len(loaded)) and bool(loaded["synthetic"].all())
    return Version(number, last.at if last else None, synthetic)


def _lag(number: int) -> int | None:
    """The version the graph is at, when that is not the ledger's."""
    owner = current_app.config["GRAYCHAIN_OWNER"]
    reached = owner.store.applied_version() if owner is not None else number
    return reached if reached != number else None


def imports() -> list[dict[str, Any]]:
    """The imports that count, newest first, with the sums of their sheets."""
    rows = context.ledger().imports().sort("number", descending=True).to_dicts()
    return [_summed(row) for row in rows if not row.get("retracted")]


def _summed(row: dict[str, Any]) -> dict[str, Any]:
    sheets = json.loads(row["counts"] or "[]")
    names = ("lines", "accepted", "duplicate", "rejected", "dropped")
    return {**row, **{name: sum(sheet.get(name) or 0 for sheet in sheets) for name in names}}
