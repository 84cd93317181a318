"""Loads evidence files into the ledger: one file, one import, all of it or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from pathlib import Path
from typing import Any, Final

import polars as pl

from graph import keys
from graph.actors import current
from graph.errors import BadInput, GraychainError, LedgerError
from graph.ledger import AlreadyLoaded, ImportInfo, ImportSource, Ledger, LoadedOtherwise
from graph.tables import empty
from ingest import archives, own_types, preset_files, rejects
from ingest.archives import Found
from ingest.collect import SheetRows, Sink
from ingest.following import store_follows
from ingest.mapping import Mapping
from ingest.mapping_parse import load_file
from ingest.occurrences import Known, Occurrences
from ingest.plan import FilePlan, SheetPlan, plan, unrecognised
from ingest.report import LoadReport, SheetReport
from ingest.scope import Scope
from ingest.workers import mapped_chunks

#: called with (bytes done, bytes in all, name of the file)
Progress = Callable[[int, int, str], None]
_NO_KEY: Final = keys.SAMPLE_KEY


@dataclass(frozen=True)
class Options:
    """How a load is done; ``commit`` is false for a check."""

    mapping: Mapping | None = None
    case: str = ""
    actor: str = ""
    replace: bool = False
    commit: bool = True
    progress: Progress | None = None


def load_paths(
    paths: Sequence[Path | str],
    ledger: Ledger,
    preset: str | None = None,
    mapping: Path | str | None = None,
    case: str | None = None,
    actor: str | None = None,
    progress: Progress | None = None,
    replace: bool = False,
) -> LoadReport:
    """Load files, folders and zips; the report says what became of every file.

    A file named directly that cannot be loaded raises its error (:class:`BadInput`, or
    ``LedgerError`` for a full disk); inside a folder or zip it is listed and the rest loads.
    Afterwards the store is brought up to date, also when all files were loaded already: a
    load killed after its commit has left it behind. Cost: about 10 µs a bank row.
    """
    chosen = chosen_mapping(preset, mapping)
    options = Options(chosen, case or "", actor or current(), replace, True, progress)
    report = run(paths, ledger, options)
    if report.sheets or report.already:
        version = store_follows(ledger, report)
        report.version = version if report.sheets else None
    return report


def run(paths: Sequence[Path | str], ledger: Ledger | None, options: Options) -> LoadReport:
    """Find, plan and load (or check) the files; the store is not touched."""
    try:
        return _run(paths, ledger, options)
    except OSError as error:
        raise LedgerError(
            f"读写失败，该文件未入库：{error.strerror or error}（{error.filename or ''}）",
            f"Reading or writing failed, the file was not loaded: {error.strerror or error}"
            f" ({error.filename or ''})",
        ) from error


def _run(paths: Sequence[Path | str], ledger: Ledger | None, options: Options) -> LoadReport:
    report = LoadReport()
    with tempfile.TemporaryDirectory(prefix="graychain-") as scratch:
        found = archives.find([Path(path).expanduser() for path in paths], Path(scratch))
        plans = _plans(found, options, report)
        total = sum(item.source.size for item in plans)
        done = 0
        for item in plans:
            if options.progress:
                options.progress(done, total, item.found.name)
            _load_or_note(item, ledger, _from(done, total, options), report)
            done += item.source.size
        if options.progress:
            options.progress(total, total, "")
    return report


def _from(done: int, total: int, options: Options) -> Options:
    """The options for one file: what it has read of itself is counted on from ``done``."""
    show = options.progress
    if show is None:
        return options
    return replace_fields(options, progress=lambda read, _, name: show(done + read, total, name))


def chosen_mapping(preset: str | None, mapping: Path | str | None) -> Mapping | None:
    """The one mapping named by the user, if any; raises :class:`BadInput` for a wrong one."""
    if preset and mapping:
        raise BadInput(
            "--preset 与 --mapping 只能用一个。", "Use one of --preset and --mapping, not both."
        )
    if mapping:
        return load_file(Path(mapping).expanduser())
    return preset_files.preset(preset) if preset else None


def _plans(found: Sequence[Found], options: Options, report: LoadReport) -> list[FilePlan]:
    plans = []
    for item in found:
        try:
            if item.error is not None:
                raise item.error
            planned = plan(item, options.mapping)
        except GraychainError as error:
            if item.direct:
                raise
            _note_unread(item, error, report)
            continue
        if planned.sheets:
            plans.append(planned)
            unknown = [pair for pair in planned.unknown if pair[1]]
        else:
            unknown = planned.unknown or [("", [])]
            if item.direct:
                raise unrecognised(item.name, unknown[0][1])
        for sheet, near in unknown:
            entry = {"file": item.name, "sheet": sheet, "nearest": near}
            report.unrecognised.append(entry)
    return sorted(plans, key=lambda p: (p.order, p.found.name))


def _note_unread(item: Found, error: GraychainError, report: LoadReport) -> None:
    entry = {"file": item.name, "sheet": "", "nearest": [], "zh": error.zh, "en": error.en}
    report.unrecognised.append(entry)


def _load_or_note(
    item: FilePlan, ledger: Ledger | None, options: Options, report: LoadReport
) -> None:
    """Load one file; inside a folder its error is listed and the others go on."""
    try:
        _load_file(item, ledger, options, report)
    except AlreadyLoaded as error:
        report.already.append({"file": item.found.name, "import": error.info.number})
    except LoadedOtherwise as error:
        if item.found.direct:
            raise
        report.failed.append({"file": item.found.name, "zh": error.zh, "en": error.en})


def _load_file(item: FilePlan, ledger: Ledger | None, options: Options, report: LoadReport) -> None:
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
    return None


def _known(ledger: Ledger) -> Known:
    return lambda table: ledger.read(table, columns=["row_key", "occurrence"])


def _nothing_known(table: str) -> pl.DataFrame:
    return empty(table).select("row_key", "occurrence")


def _check_file(
    item: FilePlan, ledger: Ledger | None, options: Options, report: LoadReport
) -> None:
    if ledger is not None:
        _earlier(item, ledger, options)
    known = _nothing_known if ledger is None else _known(ledger)
    key = _NO_KEY if ledger is None else ledger.key
    made = [
        (sheet, _sheet_rows(item, sheet, _nowhere, known, key, options)) for sheet in item.sheets
    ]
    _report(item, made, None, report)
    report.rejects += [text] if (text := _rejects_text(item, made)) else []


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
            )
        )
