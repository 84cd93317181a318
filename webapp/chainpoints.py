"""The knots of a chain and the sum beside its completeness (domain.md §4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from webapp.i18n import both, t


def decimal(value: Any) -> str:
    """``0.4667`` → ``.47``; only a whole chain is shown as 1.00."""
    if not isinstance(value, int | float):
        return "—"
    return "1.00" if value >= 1 else f"{min(value, 0.99):.2f}".removeprefix("0")


def points(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The knots of a chain; ``span`` is how many steps a link passes (optional stages between)."""
    found = [_point(row) for row in rows]
    for here, knot in enumerate(found):
        after = next((i for i in range(here + 1, len(found)) if found[i]["required"]), here + 1)
        knot["span"] = after - here
    return found


def _point(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "stage": row["stage"],
        "status": row["status"],
        "required": bool(row["required"]),
        "link": row.get("link_to_next"),
    }


def score(points: list[dict[str, Any]]) -> dict[str, Any]:
    """Points as in domain.md §4.4, to be read beside the number the query gives."""
    needed = [point for point in points if point["required"]]
    stages = sum({"confirmed": 1.0, "inferred": 0.5}.get(p["status"], 0.0) for p in needed)
    links = sum({"evidenced": 1.0, "derived": 0.5}.get(p["link"] or "", 0.0) for p in needed)
    n = len(needed)
    return {
        "points": f"{stages + links:g}",
        "most": 2 * n - 1,
        "stages": f"{stages:g}",
        "n": n,
        "links": f"{links:g}",
        "m": n - 1,
    }


def words(points: list[dict[str, Any]]) -> str:
    """Which stages are confirmed, inferred and missing, as one line."""
    parts = []
    for status in ("confirmed", "inferred", "gap"):
        names = [p["stage"] for p in points if p["required"] and p["status"] == status]
        if names:
            parts.append(f"{t('stage.' + status)} {' '.join(names)}")
    return both("，", ", ").join(parts)
