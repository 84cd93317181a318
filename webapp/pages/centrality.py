"""Who stands where, and why: by question, with the metrics side by side and what removal leaves."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph import audit
from graph.errors import BadInput
from graph.projections import DEFINITIONS
from queries import params as parameters
from queries import registry
from queries.centrality.metrics import METRICS
from webapp import context, csvfile, i18n, jobs
from webapp.centrality import question, view
from webapp.centrality.question import Question
from webapp.centrality.questions import FIRST, QUESTIONS
from webapp.i18n import lang, t
from webapp.words import network_words

blueprint = Blueprint("centrality", __name__)
#: seconds a request waits before it shows how far the job is
_PATIENCE = 1.5


@blueprint.get("/centrality")
def page() -> ResponseReturnValue:
    """``?ask=`` a question of §5.6, with any parameter of ``centrality`` and ``top``.

    Work over a second shows its progress and reloads when it is done. Bad parameters show
    the form again with one sentence (400).
    """
    asked = question.read({"ask": FIRST})
    try:
        asked = question.read(request.args)
        check(asked)
    except BadInput as error:
        return _without(asked, error.text(lang())), 400
    name = request.args.get("job", "")
    job = jobs.find(name) if name else jobs.wait(start(asked), _PATIENCE)
    if job.status == "done":
        return _page(asked, **view.template(jobs.result(job), asked))
    if job.status == "failed":
        told = jobs.told(job)
        return _without(asked, told["error"]), int(job.error.get("http", 500))
    if job.status == "cancelled":
        return _without(asked, t("jobs.cancelled"))
    return _page(asked, job=jobs.told(job), again=url_for(".page", **asked.address()))


@blueprint.get("/centrality.csv")
def table() -> ResponseReturnValue:
    """The ranking as CSV, with the parameters in its first lines; noted in the audit log."""
    asked = question.read(request.args)
    check(asked)
    job = jobs.wait(start(asked), 10.0)
    if job.status != "done":
        return redirect(url_for(".page", **asked.address()))
    values = view.template(jobs.result(job), asked)
    who = context.caller()
    why = who.reveal_reason if who.revealing else ""
    audit.append(context.home(), who.name, "export", "centrality", why, {"kind": "csv"})
    names = ("rank", "entity", "type", "value", "raw", "reason")
    header = [t(f"centrality.col_{name}") for name in names]
    header += [f"{t('centrality.rank_by')} {head['word']}" for head in values["beside"]]
    rows = [_cells(row) for row in values["rows"]]
    rows += [[], [t("centrality.facts")], *([name, told] for name, told in values["facts"])]
    return csvfile.download("centrality.csv", header, rows)


def _cells(row: dict[str, Any]) -> list[str]:
    told = [row[name] for name in ("rank", "label", "type", "value", "raw", "reason")]
    return [str(cell) for cell in (*told, *(other["rank"] or "—" for other in row["others"]))]


def check(asked: Question) -> None:
    """Refuse bad parameters before any job begins; raises :class:`BadInput`."""
    parameters.check(registry.get("centrality"), asked.asked())
    parameters.check(registry.get("disruption"), {**asked.asked(), "top": asked.top})


def start(asked: Question) -> jobs.Job:
    """The job that answers, audited; the one of an earlier visit while the data are the same."""
    params = asked.asked()
    audit.append(
        context.home(), context.caller().name, "query", "centrality", detail={"params": params}
    )
    request_ = {"name": "centrality", "asked": params, "beside": list(asked.beside),
                "top": asked.top, "lang": i18n.lang()}  # fmt: skip
    return jobs.start("centrality", request_, same=context.ledger().version())


def _page(asked: Question, **values: Any) -> str:
    return render_template(
        "centrality.html",
        tab="centrality",
        **{"question": asked, **values},
        asks=list(QUESTIONS.values()),
        metrics={name: view.metric_word(name) for name in METRICS},
        projections={name: view.projection_word(name) for name in DEFINITIONS},
        words=network_words({name: view.projection_word(name) for name in DEFINITIONS}),
    )


def _without(asked: Question, failure: str) -> str:
    return _page(asked, failure=failure)
