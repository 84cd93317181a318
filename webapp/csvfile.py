"""CSV downloads that a spreadsheet shows as text: no cell can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Response

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe(value: str) -> str:
    """``value`` with a quote in front when a spreadsheet would calculate it; numbers stay."""
    if not value.startswith(_FORMULA):
        return value
    try:
        float(value)
    except ValueError:
        return "'" + value
    return value


def plain(value: Any) -> str:
    """One cell: a reference by its label, a list joined, nothing as an empty cell."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        if "label" in value:
            return str(value["label"])
        if "file_name" in value:
            return f"{value['file_name']} {value.get('sheet') or ''} {value.get('row')}"
        return "; ".join(f"{key}={plain(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(plain(item) for item in value)
    return str(value)


def cells(envelope: Mapping[str, Any]) -> Iterable[list[str]]:
    """The rows of an envelope as texts, in the order of its columns."""
    columns = envelope["columns"]
    return ([plain(row.get(column)) for column in columns] for row in envelope["rows"])


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """A CSV with BOM, as Chinese Excel expects; every cell passes :func:`safe`."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([safe(cell) for cell in header])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    response = Response("\ufeff" + text.getvalue(), mimetype="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
