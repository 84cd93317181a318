"""Which function does the work of each kind of job; imported only where it runs."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from webapp.jobs.table import Job

#: ``report(done, zh, en)``: how far the work is, from 0 to 1, ``None`` when unknown
Report = Callable[[float | None, str, str], None]
Work = Callable[[Path, Job, Report], Any]

#: kind → "module:function"
KINDS: Mapping[str, str] = {
    "query": "webapp.jobs.question:run",
    "import-check": "webapp.imports.work:check",
    "import-load": "webapp.imports.work:load",
    "centrality": "webapp.centrality.work:run",
}


def work_of(kind: str) -> Work:
    """The function of a kind; raises ``KeyError`` for one that is not in the table."""
    module, _, name = KINDS[kind].partition(":")
    work: Work = getattr(importlib.import_module(module), name)
    return work
