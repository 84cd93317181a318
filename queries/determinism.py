"""The same answer everywhere: sorted lists, floats of 12 significant digits, plain values."""

from __future__ import annotations

import json
import math
from typing import Any


def stable(value: Any) -> Any:
    """``value`` with plain types: floats rounded to 12 significant digits, NaN as ``None``."""
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        return float(f"{value:.12g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): stable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [stable(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted_lists([stable(item) for item in value])
    return stable(value.as_dict()) if hasattr(value, "as_dict") else str(value)


def sorted_lists(value: Any) -> Any:
    """``value`` with every list in it sorted (entities by their id): collecting has no order."""
    if isinstance(value, dict):
        return {key: sorted_lists(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return sorted((sorted_lists(item) for item in value), key=_rank)
    return value


def _rank(value: Any) -> tuple[str, str]:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return (str(value.get("id", "")) if isinstance(value, dict) else "", text)
