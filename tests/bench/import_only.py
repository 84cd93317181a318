"""``python -m tests.bench.import_only FILE``: a load up to its commit, the store left alone."""

from __future__ import annotations

import sys
from pathlib import Path

from graph.ledger import Ledger
from ingest.load import Options, run


def main(path: Path) -> int:
    """Load one file into the ledger of HOME; the exit code."""
    with Ledger.open() as ledger:
        report = run([path], ledger, Options(actor="bench"))
    print(report.as_dict())
    return report.exit_code(strict=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
