"""Long work outside the request: a job in a worker process, with progress and cancel.

A page or an API asks for work by its kind and gets a :class:`Job` back at once::

    from webapp import jobs

    job = jobs.start("query", {"name": "centrality", "params": {...}}, same=version)
    job = jobs.wait(job, seconds=1.0)      # short work is often done by now
    if job.status == "done":
        answer = jobs.result(job)          # what the kind's function returned
    ...                                    # else the page polls /api/jobs/<id>

**Kinds.** :data:`webapp.jobs.kinds.KINDS` maps a name to ``"module:function"``. The function
runs in the worker process, ``run(home, job, report)``: ``job.request`` is the dictionary given
to :func:`start`, ``job.actor``, ``job.role`` and ``job.reveal`` say for whom it works, and
``report(done, zh, en)`` tells how far it is (``done`` from 0 to 1, ``None`` when unknown; at
most one write in 0.2 s, so it may be called often). It returns anything JSON can hold; a
:class:`~graph.errors.GraychainError` it raises is shown in both languages, anything else is
logged and shown as an internal error. Work that changes data must be whole or absent when its
process is killed at any point: that is what cancel does.

**Same work once.** With ``same`` (for a query the dataset version) a job of the same actor,
role, reveal reason, request and ``same`` that waits, runs or is done is given back instead of a
new one. Without it every call is a new job.

**States**: ``queued`` → ``running`` → ``done`` | ``failed`` | ``cancelled``. Jobs live in
``app.sqlite`` (times in epoch seconds) and are forgotten after a day. At most
:data:`~webapp.jobs.pool.WORKERS` run at once in each HOME; a worker process stays for some
minutes, so that the next question finds its dataset read.
"""

from __future__ import annotations

from webapp.jobs.service import cancel, find, listing, result, start, told, wait
from webapp.jobs.table import ENDED, Job

__all__ = ["ENDED", "Job", "cancel", "find", "listing", "result", "start", "told", "wait"]
