"""``/api/jobs``: long work with its progress, its end, its result."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from graph import audit
from graph.errors import BadInput
from queries import params as parameters
from queries import registry
from webapp import context, i18n, jobs

blueprint = Blueprint("api_jobs", __name__, url_prefix="/api")


@blueprint.get("/jobs")
def listing() -> ResponseReturnValue:
    """The caller's newest jobs."""
    return jsonify(jobs=[jobs.told(job) for job in jobs.listing()])


@blueprint.post("/jobs")
def begin() -> ResponseReturnValue:
    """Run a named query as a job: ``{query, params, limit?}`` → 202 and the job."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("params", {}), dict):
        raise BadInput("任务请求不完整。", "The job request is not complete.")
    name, params = str(body.get("query", "")), dict(body.get("params", {}))
    return jsonify(jobs.told(ask(name, params, body.get("limit")))), 202


@blueprint.get("/jobs/<job_id>")
def state(job_id: str) -> ResponseReturnValue:
    """Status (queued, running, done, failed, cancelled), progress from 0 to 1 or null, words."""
    return jsonify(jobs.told(jobs.find(job_id)))


@blueprint.post("/jobs/<job_id>/cancel")
def cancel(job_id: str) -> ResponseReturnValue:
    """End a job; one that has ended stays as it is."""
    job = jobs.find(job_id)
    if not job.ended:
        audit.append(context.home(), context.caller().name, "cancel", job.id)
    return jsonify(jobs.told(jobs.cancel(job)))


@blueprint.get("/jobs/<job_id>/result")
def result(job_id: str) -> ResponseReturnValue:
    """What the job gave: for a query its envelope."""
    return jsonify(jobs.result(jobs.find(job_id)))


def ask(name: str, params: dict[str, Any], limit: int | None = None) -> jobs.Job:
    """A named query as a job of the caller, audited; the same question once per version.

    Raises :class:`BadInput` for an unknown query or parameters, before anything starts.
    """
    parameters.check(registry.get(name), params)
    audit.append(context.home(), context.caller().name, "query", name, detail={"params": params})
    asked = {"name": name, "params": params, "limit": limit, "lang": i18n.lang()}
    return jobs.start("query", asked, same=context.ledger().version())
