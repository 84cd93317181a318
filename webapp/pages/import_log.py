"""One import: its cleaning log as page, xlsx and PDF, its refused rows, and its undo."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph import audit
from graph.errors import BadInput
from ingest import rejects
from ingest.cleaning_files import as_pdf, as_xlsx
from ingest.cleaning_log import cleaning_log
from ingest.corrections import rejected_rows
from ingest.undoing import consequences
from webapp import context, i18n

blueprint = Blueprint("import_log", __name__, url_prefix="/imports")
_FILES = {
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (as_pdf, "application/pdf"),
}


@blueprint.get("/<int:number>")
def page(number: int) -> str:
    """The cleaning log, and the ways to its files and its undo."""
    log = cleaning_log(context.ledger(), number)
    place = 1 if i18n.lang() == "en" else 0
    return render_template(
        "import_log.html",
        tab="import",
        log=log,
        place=place,
        refused=any(s.step[1] == "rejected" and s.reason[1] for s in log.steps),
        may_undo=context.caller().is_admin and not log.retracted,
        alerts=[] if log.retracted else context.run("import-alerts", {"import": number})["rows"],
    )


@blueprint.get("/<int:number>/log.<kind>")
def file(number: int, kind: str) -> ResponseReturnValue:
    """The log as a file; noted as an export."""
    if kind not in _FILES:
        raise BadInput("只有 xlsx 和 pdf。", "There are xlsx and pdf only.")
    write, mimetype = _FILES[kind]
    data = write(cleaning_log(context.ledger(), number), i18n.lang())
    return _download(data, f"cleaning-log-{number}.{kind}", mimetype)


@blueprint.get("/<int:number>/rejects.csv")
def refused(number: int) -> ResponseReturnValue:
    """What was left out with place and reason, as the rejects file has it; for admins."""
    context.require_admin("此项", "This")
    data = rejects.path_of(context.ledger(), number).read_bytes()
    return _download(data, f"rejects-{number}.csv", "text/csv")


@blueprint.get("/<int:number>/corrections.csv")
def corrections(number: int) -> ResponseReturnValue:
    """The refused rows under their own header, to correct and drop again; for admins."""
    context.require_admin("此项", "This")
    text = rejected_rows(context.ledger(), number)
    return _download(text.encode("utf-8-sig"), f"corrections-{number}.csv", "text/csv")


@blueprint.get("/<int:number>/undo")
def ask(number: int) -> str:
    """What an undo would take away, before it is done."""
    context.require_admin("此项", "This")
    return render_template(
        "import_undo.html",
        tab="import",
        number=number,
        told=[
            (i18n.both(*words), count) for words, count in consequences(context.ledger(), number)
        ],
    )


@blueprint.post("/<int:number>/undo")
def undo(number: int) -> ResponseReturnValue:
    """Undo it, with a reason."""
    context.require_admin("此项", "This")
    why = request.form.get("why", "").strip()[:500]
    if not why:
        raise BadInput("请说明理由。", "Say why.")
    context.ledger().undo_import(number, why, context.caller().name)
    return redirect(url_for("import_log.page", number=number))


def _download(data: bytes, name: str, mimetype: str) -> Response:
    audit.append(context.home(), context.caller().name, "export", name)
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
