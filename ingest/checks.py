"""``check``: everything a load does, except that nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph.ledger import Ledger
from ingest.load import chosen_mapping, run
from ingest.options import Options, Password, Progress
from ingest.report import LoadReport


def check_paths(
    paths: Sequence[Path | str],
    ledger: Ledger | None,
    preset: str | None = None,
    mapping: Path | str | None = None,
    case: str | None = None,
    progress: Progress | None = None,
    password: Password | None = None,
) -> LoadReport:
    """What loading these files would do; ``rejects`` of the report holds the CSV texts.

    ``ledger`` may be None when there is none yet. Raises as :func:`ingest.load.load_paths`.
    """
    chosen = chosen_mapping(preset, mapping)
    options = Options(chosen, case or "", commit=False, progress=progress, password=password)
    return run(paths, ledger, options)
