"""The long parts of an import, run in a worker process: looking at files, and loading them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph import actors
from graph.errors import GraychainError, Refused
from graph.ledger import Ledger
from graph.masks import mask_row
from ingest import own_presets, preset_files
from ingest.archives import Found
from ingest.following import store_follows
from ingest.inspection import inspect_found
from ingest.load import load_found
from ingest.mapping import Mapping
from ingest.options import Options, Request
from ingest.report import LoadReport
from webapp.imports import drops
from webapp.imports.drops import Drop
from webapp.jobs.kinds import Report
from webapp.jobs.table import Job


def check(home: Path, job: Job, report: Report) -> dict[str, Any]:
    """Look at the drops ``request["drops"]`` one by one; each is told as soon as it is known."""
    found = _drops(home, job)
    with Ledger.open(home) as ledger:
        for place, drop in enumerate(found):
            show = _progress(report, place, len(found))
            try:
                about = inspect_found(
                    _found(drop), ledger, chosen(drop), job.request.get("case", ""), show
                )
            except GraychainError as error:
                about = {"file": drop.name, "state": "unreadable", "zh": error.zh, "en": error.en}
            drops.update(home, drop.id, state="checked", about=_masked(about))
    return {"drops": [drop.id for drop in found]}


def load(home: Path, job: Job, report: Report) -> dict[str, Any]:
    """Load the drops one by one, each whole or not at all; then the store follows."""
    if not actors.at_least(job.role, "admin"):
        raise Refused("导入需要管理员角色。", "Importing needs the admin role.")
    asked, whole = job.request, LoadReport()
    found = _drops(home, job)
    request = Request(asked.get("document", ""), asked.get("unit", ""))
    with Ledger.open(home) as ledger:
        for place, drop in enumerate(found):
            show = _progress(report, place, len(found))
            options = Options(
                chosen(drop), asked.get("case", ""), job.actor, bool(asked.get("replace")), True,
                show, None, request,
            )  # fmt: skip
            drops.update(home, drop.id, **_loaded(drop, ledger, options, whole))
        if whole.sheets or whole.already:
            report(1.0, "图库正在跟上…", "The graph store is catching up …")
            whole.version = store_follows(ledger, whole)
    return {"drops": [drop.id for drop in found], "version": whole.version}


def _loaded(drop: Drop, ledger: Ledger, options: Options, whole: LoadReport) -> dict[str, Any]:
    """The new state of a drop; its sheets and earlier imports are added to ``whole``."""
    try:
        made = load_found([_found(drop)], ledger, options)
    except GraychainError as error:
        return {"state": "failed", "outcome": {"zh": error.zh, "en": error.en}}
    whole.sheets += made.sheets
    whole.already += made.already
    outcome: dict[str, Any] = {
        "imports": sorted({sheet.number for sheet in made.sheets if sheet.number is not None}),
        "already": [entry["import"] for entry in made.already],
        "counts": {name: made.total(name) for name in _TOTALS},
    }
    return {"state": "loaded", "outcome": outcome}


_TOTALS = ("lines", "accepted", "duplicate", "rejected", "dropped")


def chosen(drop: Drop) -> Mapping | None:
    """The mapping the user chose for a drop; ``None``: it is recognised by itself."""
    if drop.mapping:
        return own_presets.checked(drop.mapping)
    return preset_files.preset(drop.preset) if drop.preset else None


def _drops(home: Path, job: Job) -> list[Drop]:
    return [drops.find(home, str(name), job.actor) for name in job.request["drops"]]


def _found(drop: Drop) -> Found:
    return Found(drop.path, drop.name, True)


def _progress(report: Report, place: int, count: int) -> Callable[[int, int, str], None]:
    """How far the whole job is, from how far one of its files is."""

    def show(done: int, total: int, name: str) -> None:
        share = min(done / total, 1.0) if total else 0.0
        report(
            (place + share) / count, f"{place + 1}/{count} {name}", f"{place + 1}/{count} {name}"
        )

    return show


def _masked(about: dict[str, Any]) -> dict[str, Any]:
    """Cells of the preview and samples of issues as a viewer sees them: they are kept."""
    for sheet in about.get("sheets", []):
        headers = [column["header"] for column in sheet["columns"]]
        for row in sheet["preview"]:
            row["cells"] = mask_row(headers, row["cells"])
        for issue in sheet["issues"]:
            issue["value"] = mask_row([issue["column"]], [issue["value"]])[0]
    return about
