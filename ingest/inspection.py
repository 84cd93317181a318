"""Looks at one file before anything is loaded: what it is, its columns, a preview, its issues."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

import polars as pl

from graph.errors import GraychainError
from graph.ledger import AlreadyLoaded, Ledger, LoadedOtherwise
from ingest import archives, preset_files, rejects
from ingest.archives import Found
from ingest.mapping import Mapping
from ingest.one_file import checked_sheets
from ingest.options import Options, Progress
from ingest.plan import FilePlan, SheetPlan, plan

#: rows of a preview, and how many of them are rows with an issue
PREVIEW_ROWS: Final = 20
_WITH_ISSUES: Final = 8
#: rows listed of one issue
_LISTED: Final = 5


def inspect(
    path: Path,
    ledger: Ledger | None,
    mapping: Mapping | None = None,
    case: str = "",
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """One description for each file behind ``path`` (a folder or zip holds several)."""
    with tempfile.TemporaryDirectory(prefix="graychain-") as scratch:
        found = archives.find([path], Path(scratch))
        return [inspect_found(item, ledger, mapping, case, progress) for item in found]


def inspect_found(
    item: Found,
    ledger: Ledger | None,
    mapping: Mapping | None = None,
    case: str = "",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """What one file is; nothing is written.

    ``state``: ``ready``, ``already`` (with the number of the import), ``otherwise`` (loaded
    with another mapping or case), ``unknown`` (with the nearest presets and what each
    lacks) or ``unreadable`` (with the reason). Values are as in the file: mask what is shown.
    Cost: the whole file is read and mapped.
    """
    about: dict[str, Any] = {"file": item.name, "bytes": item.path.stat().st_size}
    try:
        if item.error is not None:
            raise item.error
        planned = plan(item, mapping)
    except GraychainError as error:
        return {**about, "state": "unreadable", "zh": error.zh, "en": error.en}
    about |= {"encoding": planned.source.encoding, "sha256": planned.source.sha256}
    if not planned.sheets:
        return {**about, "state": "unknown", "nearest": _nearest(planned)}
    about |= _state(planned, ledger, case)
    if about["state"] == "already":
        return about
    made = checked_sheets(planned, ledger, Options(mapping, case, progress=progress))
    sheets = [_sheet(sheet, rows.counts, rows.dropped, rows.rejects) for sheet, rows in made]
    return {**about, "sheets": sheets, "left_out": [sheet for sheet, _ in planned.unknown]}


def _state(planned: FilePlan, ledger: Ledger | None, case: str) -> dict[str, Any]:
    for info in ledger.find_import(planned.source.sha256) if ledger is not None else []:
        if (info.mapping_key, info.case_no) == (planned.mapping_key, case):
            error: AlreadyLoaded | LoadedOtherwise = AlreadyLoaded(info)
            return {"state": "already", "import": info.number, "zh": error.zh, "en": error.en}
        error = LoadedOtherwise(info)
        return {"state": "otherwise", "import": info.number, "zh": error.zh, "en": error.en}
    return {"state": "ready"}


def _nearest(planned: FilePlan) -> list[dict[str, Any]]:
    """The presets that come closest to any sheet, each with the columns it misses."""
    mappings = preset_files.presets()
    return [
        {"preset": name, "zh": mappings[name].zh, "en": mappings[name].en, "lacks": list(lacks)}
        for _, near in planned.unknown
        for name, lacks in near.items()
    ][:3]


def _sheet(
    sheet: SheetPlan,
    counts: dict[str, int],
    dropped: dict[str, int],
    refused: list[pl.DataFrame],
) -> dict[str, Any]:
    issues = pl.concat(refused) if refused else pl.DataFrame(schema=_ISSUE)
    by_column = Counter(issues["column"].to_list())
    return {
        "sheet": sheet.table.name,
        "preset": sheet.mapping.preset,
        "version": sheet.mapping.version,
        "zh": sheet.mapping.zh,
        "en": sheet.mapping.en,
        "header_row": sheet.header_row,
        "counts": counts,
        "dropped_as": dropped,
        "columns": _columns(sheet, by_column),
        "choices": [
            {"name": name, "header": column.header, "required": name in _needed(sheet.mapping)}
            for name, column in sheet.mapping.columns.items()
        ],
        "preview": _preview(sheet, issues),
        "issues": _issues(sheet, issues),
    }


_ISSUE: Final = {
    "row": pl.Int64, "column": pl.String, "value": pl.String, "reason": pl.String,
    "scope": pl.String,
}  # fmt: skip


def _needed(mapping: Mapping) -> set[str]:
    alone = {group[0] for group in mapping.required if len(group) == 1}
    return alone | {column.name for column in mapping.columns.values() if column.required}


def _columns(sheet: SheetPlan, issues: Counter[str]) -> list[dict[str, Any]]:
    """Each column of the file: its header, the mapping's column it is, how many issues."""
    used = {place: name for name, place in sheet.binding.places.items()}
    unused = set(sheet.binding.unused(sheet.mapping))
    return [
        {
            "header": header,
            "column": used.get(place, ""),
            "unused": header in unused,
            "guessed": used.get(place, "") in sheet.binding.guessed,
            "issues": sum(issues.get(name, 0) for name in {header, used.get(place, header)}),
        }
        for place, header in enumerate(sheet.binding.header)
    ]


def _preview(sheet: SheetPlan, issues: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows below the header as they stand in the file: some with an issue, the first others."""
    width = max(len(sheet.binding.header), 1)
    wanted = issues["row"].unique(maintain_order=True).head(_WITH_ISSUES)
    marked: dict[int, set[str]] = {}
    for row, column in issues.select("row", "column").iter_rows():
        if row in wanted:
            marked.setdefault(row, set()).add(column or "")
    rows: list[dict[str, Any]] = []
    for frame in sheet.table.chunks(width):
        below = frame.filter(pl.col("row") > sheet.header_row)
        plain = PREVIEW_ROWS - len(wanted)
        hit = below.filter(pl.col("row").is_in(wanted.cast(pl.Int64).implode()))
        taken = sum(not row["marks"] for row in rows)
        rest = below.join(hit.select("row"), on="row", how="anti").head(max(plain - taken, 0))
        for cells in pl.concat([hit, rest]).drop("extra").iter_rows():
            number, *values = cells
            rows.append(
                {
                    "row": int(number),
                    "cells": [value or "" for value in values],
                    "marks": sorted(marked.get(int(number), ())),
                }
            )
        if len(rows) >= PREVIEW_ROWS:
            break
    return sorted(rows, key=lambda row: int(row["row"]))[:PREVIEW_ROWS]


def _issues(sheet: SheetPlan, issues: pl.DataFrame) -> list[dict[str, Any]]:
    """Issues by column and reason, most frequent first, with a few of their rows."""
    grouped = (
        issues.group_by("column", "reason", "scope")
        .agg(pl.len().alias("n"), pl.col("row").sort().head(_LISTED), pl.col("value").first())
        .sort("n", "column", "reason", descending=[True, False, False])
    )
    columns = sheet.mapping.columns
    found = []
    for row in grouped.iter_rows(named=True):
        zh, en = rejects.REASONS.get(row["reason"], (row["reason"], row["reason"]))
        name = row["column"] or ""
        header = columns[name].header if name in columns else name
        found.append(
            {"column": header, "scope": row["scope"], "n": row["n"], "rows": row["row"],
             "value": row["value"] or "", "zh": zh, "en": en}
        )  # fmt: skip
    return found
