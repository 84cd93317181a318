"""Loads one file whose mappings are known: into a draft of the ledger, or as a check."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import polars as pl

from graph import keys
from graph.errors import BadInput
from graph.ledger import AlreadyLoaded, ImportInfo, ImportSource, Ledger, LoadedOtherwise
from graph.tables import empty
from ingest import own_types, rejects
from ingest.cleaning_rules import RULE_SET
from ingest.collect import SheetRows, Sink
from ingest.occurrences import Known, Occurrences
from ingest.options import Options
from ingest.plan import FilePlan, SheetPlan
from ingest.report import LoadReport, SheetReport
from ingest.scope import Scope
from ingest.workers import mapped_chunks

_NO_KEY: Final = keys.SAMPLE_KEY


def load_file(item: FilePlan, ledger: Ledger | None, options: Options, report: LoadReport) -> None:
    """Load (or, without ``commit``, check) one file: all of it or nothing; adds to ``report``.

    Raises ``AlreadyLoaded``, ``LoadedOtherwise`` and ``LedgerError``.
    """
    if ledger is None or not options.commit:
        _check_file(item, ledger, options, report)
        return
    earlier = _earlier(item, ledger, options)
    source = ImportSource(
        item.source.sha256,
        item.found.name,
        item.source.size,
        item.source.encoding,
        item.presets,
        item.mapping_key,
        options.case,
        options.actor,
        item.synthetic,
        options.request.document,
        options.request.unit,
    )
    with ledger.begin_import(source, item.source.path) as draft:
        known = _known(ledger)
        made = [
            (sheet, _sheet_rows(item, sheet, draft.append, known, ledger.key, options))
            for sheet in item.sheets
        ]
        draft.append("types", own_types.declared(sheet.mapping for sheet in item.sheets))
        text = _rejects_text(item, made)
        waiting = rejects.write(ledger.home, f"{draft.import_id}", text) if text else None
        try:
            info = draft.commit(_counts(made), replace=earlier)
        except BaseException:
            if waiting is not None:
                waiting.unlink(missing_ok=True)
            raise
    _report(item, made, info, report)
    if waiting is not None:
        with suppress(OSError):
            waiting = waiting.replace(waiting.with_name(f"{info.number}.csv"))
        report.rejects.append(str(waiting))


def _earlier(item: FilePlan, ledger: Ledger, options: Options) -> int | None:
    """The import to replace; raises when the file is in already and may not be replaced."""
    for info in ledger.find_import(item.source.sha256):
        if (info.mapping_key, info.case_no) == (item.mapping_key, options.case):
            raise AlreadyLoaded(info)
        if not options.replace:
            raise LoadedOtherwise(info)
        return info.number
    return _other_content(item, ledger, options) if item.found.database else None


def _other_content(item: FilePlan, ledger: Ledger, options: Options) -> int | None:
    """The import of the same table of the same database, when it held something else then."""
    imports = ledger.imports().filter(~pl.col("retracted"), file_name=item.found.name)
    if imports.is_empty():
        return None
    number = int(imports["number"][-1])
    if options.replace:
        return number
    raise BadInput(
        f"{item.found.name} 自第 {number} 次导入后已有变化；如要以现状替换请加 --replace。",
        f"{item.found.name} has changed since import {number}; use --replace to put what it"
        " holds now in its place.",
    )


def _known(ledger: Ledger) -> Known:
    return lambda table: ledger.read(table, columns=["row_key", "occurrence"])


def _nothing_known(table: str) -> pl.DataFrame:
    return empty(table).select("row_key", "occurrence")


def _check_file(
    item: FilePlan, ledger: Ledger | None, options: Options, report: LoadReport
) -> None:
    if ledger is not None:
        _earlier(item, ledger, options)
    made = checked_sheets(item, ledger, options)
    _report(item, made, None, report)
    report.rejects += [text] if (text := _rejects_text(item, made)) else []


def checked_sheets(
    item: FilePlan, ledger: Ledger | None, options: Options
) -> list[tuple[SheetPlan, SheetRows]]:
    """Map every sheet of a file as a load would; nothing is written."""
    known = _nothing_known if ledger is None else _known(ledger)
    key = _NO_KEY if ledger is None else ledger.key
    return [
        (sheet, _sheet_rows(item, sheet, _nowhere, known, key, options)) for sheet in item.sheets
    ]


def _nowhere(table: str, frame: pl.DataFrame) -> None:
    """Where a check writes."""


def _sheet_rows(
    item: FilePlan, sheet: SheetPlan, sink: Sink, known: Known, key: bytes, options: Options
) -> SheetRows:
    scope = Scope(
        sheet.mapping,
        sheet.binding,
        key,
        item.source.sha256,
        sheet.table.name,
        sheet.header_row,
        options.case,
        sheet.given,
    )
    rows = SheetRows(scope, sink, Occurrences(known))
    read = 0
    for mapped in mapped_chunks(sheet.table, scope):
        rows.add(mapped)
        read += mapped.size
        if options.progress and mapped.size:
            options.progress(read, item.source.size, item.found.name)
    rows.finish()
    return rows


def _rejects_text(item: FilePlan, made: Sequence[tuple[SheetPlan, SheetRows]]) -> str:
    parts = [(sheet.table.name, frame) for sheet, rows in made for frame in rows.rejects]
    return rejects.as_csv(item.found.name, parts) if parts else ""


def _counts(made: Sequence[tuple[SheetPlan, SheetRows]]) -> list[dict[str, Any]]:
    return [
        {
            "sheet": sheet.table.name,
            "preset": sheet.mapping.preset,
            **rows.counts,
            "dropped_as": rows.dropped,
            **rejects.reasons_of(rows.rejects),
            "rule_set": RULE_SET,
        }
        for sheet, rows in made
    ]


def _report(
    item: FilePlan,
    made: Sequence[tuple[SheetPlan, SheetRows]],
    info: ImportInfo | None,
    report: LoadReport,
) -> None:
    for sheet, rows in made:
        number = None if info is None else info.number
        report.sheets.append(
            SheetReport(
                item.found.name,
                sheet.table.name,
                sheet.mapping.preset,
                rows.counts,
                rows.dropped,
                number,
                *_taken(sheet),
            )
        )


def _taken(sheet: SheetPlan) -> tuple[list[str], dict[str, str], list[str]]:
    """Headers left unused, columns guessed (header → column), columns given outside the table."""
    bound, mapping = sheet.binding, sheet.mapping
    guessed = {bound.header[bound.places[n]]: mapping.columns[n].header for n in bound.guessed}
    return bound.unused(mapping), guessed, [mapping.columns[n].header for n in sheet.given]
