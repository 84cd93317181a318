"""A named query as a job: the envelope it answers, masked as for whoever asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from queries import runner
from queries.model import Text
from webapp.jobs.kinds import Report
from webapp.jobs.table import Job


def run(home: Path, job: Job, report: Report) -> dict[str, Any]:
    """Run ``job.request``: ``{name, params, limit, lang}``."""
    asked = job.request

    def progress(done: float | None, words: Text) -> None:
        report(done, words.zh, words.en)

    return runner.run(
        asked["name"],
        asked["params"],
        home=home,
        actor=job.actor,
        role=job.role,
        reveal=job.reveal or None,
        limit=asked.get("limit"),
        lang=asked.get("lang"),
        progress=progress,
    )
