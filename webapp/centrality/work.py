"""The job of the page: the ranking, the other metrics beside it, and what removal leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graph.errors import BadInput, LimitReached
from queries import runner
from queries.model import Text
from webapp.jobs.kinds import Report
from webapp.jobs.table import Job

#: ranked entities the page lists
LISTED = 100


def run(home: Path, job: Job, report: Report) -> dict[str, Any]:
    """``{main, beside, removal}`` for ``job.request``: ``{asked, beside, top, lang}``.

    A metric beside the main one that cannot be computed here is ``null`` with its reason.
    """
    asked, others = job.request["asked"], job.request["beside"]
    steps = 2 + len(others)
    done = 0

    def envelope(name: str, params: dict[str, Any], limit: int | None = None) -> dict[str, Any]:
        def progress(part: float | None, words: Text) -> None:
            told = f"{done + 1} / {steps} "
            report((done + (part or 0.0)) / steps, told + words.zh, told + words.en)

        return runner.run(
            name,
            params,
            home=home,
            actor=job.actor,
            role=job.role,
            reveal=job.reveal or None,
            limit=limit,
            lang=job.request["lang"],
            progress=progress,
        )

    main = envelope("centrality", asked, LISTED)
    wanted = {row["id"] for row in main["rows"]}
    beside: dict[str, Any] = {}
    for metric in others:
        done += 1
        beside[metric] = _ranks(envelope, {**asked, "metric": metric}, wanted)
    done += 1
    removal = envelope("disruption", {**asked, "top": job.request["top"]})
    return {"main": main, "beside": beside, "removal": removal}


def _ranks(envelope: Any, asked: dict[str, Any], wanted: set[str]) -> dict[str, Any]:
    """Rank and value by the other metric for the entities listed; or why there are none."""
    try:
        found = envelope("centrality", asked)
    except (BadInput, LimitReached) as error:
        return {"error": {"zh": error.zh, "en": error.en}}
    rows = {row["id"]: [row["rank"], row["value"]] for row in found["rows"] if row["id"] in wanted}
    exact = found["computation"].get("exact", True)
    return {"rows": rows, "exact": exact, "shown": len(found["rows"])}
