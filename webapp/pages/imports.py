"""The import page: drop files, see what each is, change its mapping, load, cancel."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph import audit, settings
from graph.errors import BadInput
from ingest import own_presets
from webapp import context, jobs
from webapp.imports import drops, view
from webapp.imports.drops import Drop
from webapp.imports.receive import receive

blueprint = Blueprint("imports", __name__, url_prefix="/import")


@blueprint.before_request
def _only_admins() -> None:
    context.require_admin("导入", "Importing")


@blueprint.get("")
def page() -> str:
    """Left the dropped files with their states, right the preview of the chosen one."""
    mine = drops.of_actor(context.home(), context.caller().name)
    lines = view.lines(mine)
    asked = request.args.get("file")
    place = next((i for i, drop in enumerate(mine) if drop.id == asked), 0)
    chosen = mine[place] if mine else None
    return render_template(
        "import.html",
        tab="import",
        lines=lines,
        totals=view.totals(lines),
        loadable=sum(line["loadable"] for line in lines),
        busy=any(line["busy"] for line in lines),
        chosen=chosen,
        chosen_line=lines[place] if mine else None,
        sheets=view.preview(chosen) if chosen else [],
        presets=view.presets(),
        most=settings.get_int("UPLOAD_BYTES"),
    )


@blueprint.post("/files")
def upload() -> ResponseReturnValue:
    """Keep the uploaded files and begin to look at them; to a script ``{job, files}``."""
    who = context.caller()
    made = receive(context.home(), who.name, request.files.getlist("file"))
    if not made:
        raise BadInput("没有收到文件。", "No file arrived.")
    audit.append(context.home(), who.name, "upload", ", ".join(d.name for d in made)[:500])
    job = _check(made)
    if "application/json" in request.headers.get("Accept", ""):
        return jsonify(job=job.id, files=[drop.id for drop in made]), 202
    return redirect(url_for("imports.page", file=made[0].id))


def _check(found: list[Drop]) -> jobs.Job:
    job = jobs.start("import-check", {"drops": [drop.id for drop in found]})
    for drop in found:
        drops.update(context.home(), drop.id, state="waiting", job=job.id)
    return job


@blueprint.get("/states")
def states() -> ResponseReturnValue:
    """Every file's state and the progress of the job that is busy, for the page's script."""
    mine = drops.of_actor(context.home(), context.caller().name)
    lines = view.lines(mine)
    told = [jobs.told(jobs.find(name)) for name in sorted(_busy(mine, lines))]
    return jsonify(files=lines, jobs=told)


def _busy(mine: list[Drop], lines: list[dict[str, Any]]) -> set[str]:
    """The jobs that are at work on the files."""
    return {drop.job for drop, line in zip(mine, lines, strict=True) if line["busy"]}


@blueprint.post("/<drop_id>/mapping")
def mapping(drop_id: str) -> ResponseReturnValue:
    """Read a file by another preset, or with other columns; it is looked at again.

    ``preset`` names the base; ``column.HEADER`` says which column of it a header is;
    ``keep`` is the name under which the mapping is kept for later files.
    """
    drop = drops.find(context.home(), drop_id, context.caller().name)
    base, keep = request.form.get("preset", ""), request.form.get("keep", "").strip()
    chosen = {
        key.removeprefix("column."): value
        for key, value in request.form.items()
        if key.startswith("column.")
    }
    text = ""
    if chosen or keep:
        text = own_presets.with_headers(base, _headers(chosen), keep or "changed-mapping")
        own_presets.checked(text)
    if keep:
        own_presets.keep(text)
        audit.append(context.home(), context.caller().name, "keep-mapping", keep)
    drops.update(context.home(), drop.id, preset="" if text else base, mapping="" if keep else text)
    _check([drops.find(context.home(), drop_id, context.caller().name)])
    return redirect(url_for("imports.page", file=drop.id))


def _headers(chosen: dict[str, str]) -> dict[str, str]:
    """Column of the preset → header; a column that two headers claim is an error."""
    found: dict[str, str] = {}
    for header, column in chosen.items():
        if column and column in found:
            raise BadInput(
                f"“{header}”与“{found[column]}”对应了同一列。",
                f"'{header}' and '{found[column]}' are given the same column.",
            )
        if column:
            found[column] = header
    return found


@blueprint.post("/<drop_id>/remove")
def remove(drop_id: str) -> ResponseReturnValue:
    """Take a file off the page; an import made of it stays."""
    drops.remove(context.home(), [drops.find(context.home(), drop_id, context.caller().name)])
    return redirect(url_for("imports.page"))


@blueprint.post("/load")
def load() -> ResponseReturnValue:
    """Load the files that are ready, each whole or not at all; a job that can be cancelled."""
    who = context.caller()
    given = request.form
    wanted = set(given.getlist("file"))
    mine = [d for d in drops.of_actor(context.home(), who.name) if d.id in wanted]
    lines = view.lines(mine)
    chosen = [drop for drop, line in zip(mine, lines, strict=True) if line["loadable"]]
    if not chosen:
        raise BadInput("没有可提交的文件。", "There is no file to load.")
    asked: dict[str, Any] = {name: given.get(name, "").strip()[:200] for name in _ASKED}
    asked |= {"drops": [d.id for d in chosen], "replace": given.get("replace") == "yes"}
    audit.append(context.home(), who.name, "import-asked", ", ".join(d.name for d in chosen)[:500])
    job = jobs.start("import-load", asked)
    for drop in chosen:
        drops.update(context.home(), drop.id, state="loading", job=job.id)
    return redirect(url_for("imports.page", file=chosen[0].id))


_ASKED = ("case", "document", "unit")


@blueprint.post("/cancel")
def cancel() -> ResponseReturnValue:
    """End what is going on: a file that is being loaded is not loaded, those before it are."""
    who = context.caller()
    mine = drops.of_actor(context.home(), who.name)
    for name in _busy(mine, view.lines(mine)):
        audit.append(context.home(), who.name, "cancel", name)
        jobs.wait(jobs.cancel(jobs.find(name)), 3.0)
    for drop in drops.of_actor(context.home(), who.name):
        if drop.state == "loading":
            drops.update(context.home(), drop.id, state="checked")
    return redirect(url_for("imports.page"))
