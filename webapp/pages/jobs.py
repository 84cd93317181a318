"""Jobs without scripts: cancel by a form, then back to the page that asked."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from graph import audit
from webapp import context, jobs
from webapp.pages.signin import inside

blueprint = Blueprint("jobs", __name__)


@blueprint.post("/jobs/<job_id>/cancel")
def cancel(job_id: str) -> ResponseReturnValue:
    """End a job and go to the ``next`` of the form, which must be a page of ours."""
    job = jobs.find(job_id)
    if not job.ended:
        audit.append(context.home(), context.caller().name, "cancel", job.id)
        jobs.cancel(job)
    return redirect(inside(request.form.get("next", "/")))
