"""Loads evidence files into the ledger: one file, one import, all of it or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace as replace_fields
from pathlib import Path

from graph.actors import current
from graph.errors import BadInput, GraychainError, LedgerError
from graph.ledger import AlreadyLoaded, Ledger, LoadedOtherwise
from ingest import archives, mapping_parse, preset_files
from ingest.archives import Found
from ingest.following import store_follows
from ingest.mapping import Mapping
from ingest.neo4j_source import is_address, read_tables
from ingest.one_file import load_file
from ingest.options import Options, Progress
from ingest.plan import FilePlan, plan, unrecognised
from ingest.report import LoadReport

__all__ = ["Options", "Progress", "chosen_mapping", "load_paths", "load_with", "run"]


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
    return load_with(paths, ledger, options)


def load_with(paths: Sequence[Path | str], ledger: Ledger, options: Options) -> LoadReport:
    """:func:`load_paths` with all options, the passwords of locked files among them."""
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
    with tempfile.TemporaryDirectory(prefix="graychain-") as scratch:
        named = [Path(path).expanduser() for path in paths if not is_address(path)]
        found = archives.find(named, Path(scratch), options.password)
        for address in filter(is_address, paths):
            found += _tables(str(address), scratch, options)
        return load_found(found, ledger, options)


def _tables(address: str, scratch: str, options: Options) -> list[Found]:
    """What the mapping reads of a database, as files."""
    show = options.progress
    tell = (lambda name: show(0, 0, name)) if show else (lambda name: None)
    return read_tables(address, options.mapping, Path(tempfile.mkdtemp(dir=scratch)), tell)


def load_found(found: Sequence[Found], ledger: Ledger | None, options: Options) -> LoadReport:
    """Plan and load (or check) files that are found already; the store is not touched."""
    report = LoadReport()
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
        return mapping_parse.load_file(Path(mapping).expanduser())
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
            unknown = planned.unknown or [("", {})]
            if item.direct:
                raise unrecognised(item.name, unknown[0][1])
        for sheet, near in unknown:
            entry = {"file": item.name, "sheet": sheet, "nearest": list(near), "lacks": near}
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
        load_file(item, ledger, options, report)
    except AlreadyLoaded as error:
        report.already.append({"file": item.found.name, "import": error.info.number})
    except LoadedOtherwise as error:
        if item.found.direct:
            raise
        report.failed.append({"file": item.found.name, "zh": error.zh, "en": error.en})
