"""Jobs as the pages see them: those of the caller of this request."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from flask import current_app

from graph.errors import BadInput, LimitReached, Refused, UnknownEntity
from webapp import context, i18n
from webapp.jobs import table
from webapp.jobs.kinds import KINDS
from webapp.jobs.pool import Pool
from webapp.jobs.table import Job


def start(kind: str, request: dict[str, Any], same: object = None) -> Job:
    """Put work of a kind in the queue for the caller; see the package for ``same``.

    Raises ``KeyError`` for an unknown kind and :class:`LimitReached` when the caller has
    too many open jobs. The caller of this function writes what the audit log shall say.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    who = context.caller()
    reveal = who.reveal_reason if who.revealing else ""
    job = Job("", kind, who.name, who.role, reveal, request)
    key = _key(job, same) if same is not None else ""
    opened = [each for each in table.of_actor(context.home(), who.name) if not each.ended]
    if len(opened) >= table.MOST_OPEN:
        raise LimitReached(
            f"您有 {len(opened)} 个任务在排队或运行；请等待或取消一些。",
            f"You have {len(opened)} jobs waiting or running; wait, or cancel some.",
        )
    job = table.create(context.home(), job, key)
    if not job.ended:
        pool().wake()
    return job


def _key(job: Job, same: object) -> str:
    told = [job.kind, job.actor, job.role, job.reveal, job.request, same]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def pool() -> Pool:
    """The workers of this application."""
    home: Path = context.home()
    found: Pool = current_app.extensions.setdefault("graychain-jobs", Pool(home))
    return found


def wait(job: Job, seconds: float) -> Job:
    """The job once it has ended, or as it is after ``seconds``."""
    until = time.monotonic() + seconds
    while not job.ended and time.monotonic() < until:
        time.sleep(0.03)
        job = table.find(context.home(), job.id) or job
    return job


def find(job_id: str) -> Job:
    """A job of the caller; an administrator sees all. Raises :class:`UnknownEntity`."""
    job = table.find(context.home(), job_id)
    who = context.caller()
    if job is None or (job.actor != who.name and who.role != "admin"):
        raise UnknownEntity("没有这个任务。", "There is no such job.")
    if job.status == "queued":
        pool().wake()
    return job


def listing() -> list[Job]:
    """The newest jobs of the caller."""
    return table.of_actor(context.home(), context.caller().name)


def cancel(job: Job) -> Job:
    """Ask for a job's end: a waiting one ends at once, a running one within a second."""
    table.ask_to_end(context.home(), job.id)
    return find(job.id)


def result(job: Job) -> Any:
    """What a done job returned.

    Raises :class:`BadInput` while it is not done, and :class:`Refused` when it was asked with
    a reveal that is over, or by somebody else with a reveal.
    """
    who = context.caller()
    if job.reveal and not (who.revealing and who.name == job.actor):
        raise Refused("未脱敏的结果须在显示明文期间查看。",
                      "An unmasked result can be seen only while a reveal is running.")  # fmt: skip
    if job.status != "done":
        raise BadInput("任务还没有结果。", "The job has no result.")
    return table.result(context.home(), job.id)


def told(job: Job) -> dict[str, Any]:
    """A job as the API tells it: words in the caller's language, seconds it has taken."""
    words = "zh" if i18n.lang() == "zh" else "en"
    end = job.ended_at or int(time.time())
    return {
        "id": job.id,
        "kind": job.kind,
        "name": str(job.request.get("name", "")),
        "status": job.status,
        "progress": job.progress,
        "message": job.message.get(words, ""),
        "error": job.error.get(words, "") if job.status == "failed" else "",
        "error_kind": str(job.error.get("kind", "")) if job.status == "failed" else "",
        "created_at": job.created_at,
        "started_at": job.started_at,
        "ended_at": job.ended_at,
        "seconds": max(0, end - job.started_at) if job.started_at else 0,
    }
