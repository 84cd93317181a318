"""The worker process: ``python -m webapp.jobs.worker HOME``, a job id on each line of stdin.

It ends with its stdin, so never outlives the server that started it by more than one job.
"""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

from graph.errors import GraychainError
from webapp.jobs import table
from webapp.jobs.kinds import Report, work_of

_LOG = logging.getLogger("graychain.jobs")
#: seconds between two writes of progress
_PAUSE = 0.2


def main(home: Path) -> None:
    """Do one job after the other until stdin ends."""
    for line in sys.stdin:
        job = table.find(home, line.strip())
        if job is not None and job.status == "running":
            do(home, job)


def do(home: Path, job: table.Job) -> None:
    """Do a job and write how it ended."""
    try:
        answer = work_of(job.kind)(home, job, _reporter(home, job.id))
    except GraychainError as error:
        told = {"kind": type(error).__name__, "zh": error.zh, "en": error.en}
        details = {name: value for name, value in error.details.items() if name == "candidates"}
        table.end(home, job.id, "failed", **told, http=type(error).status, details=details)
    except Exception:
        _LOG.exception("job %s (%s)", job.id, job.kind)
        table.end(home, job.id, "failed", kind="InternalError", http=500,
                  zh=f"程序出错，详情已写入日志；任务号 {job.id}。",
                  en=f"Something went wrong; the log has the details. Job {job.id}.")  # fmt: skip
    else:
        table.end(home, job.id, "done", answer)


def _reporter(home: Path, job_id: str) -> Report:
    last = 0.0

    def report(done: float | None, zh: str, en: str) -> None:
        nonlocal last
        if time.monotonic() - last >= _PAUSE:
            last = time.monotonic()
            table.report(home, job_id, done, zh, en)

    return report


if __name__ == "__main__":
    logging.basicConfig()
    main(Path(sys.argv[1]))
