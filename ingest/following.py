"""After the commits of a load: the graph store and the search index follow."""

from __future__ import annotations

from graph.errors import GraychainError, StoreUnavailable
from graph.ledger import Ledger
from graph.store.owner import after_commit
from ingest.report import LoadReport


def store_follows(ledger: Ledger, report: LoadReport) -> int:
    """Bring the store to the ledger's version and return it.

    Raises :class:`StoreUnavailable`, naming the imports that are in all the same.
    """
    try:
        return after_commit(ledger)
    except GraychainError as error:
        numbers = sorted({sheet.number for sheet in report.sheets if sheet.number is not None})
        if not numbers:
            raise
        listed = ", ".join(map(str, numbers))
        raise StoreUnavailable(
            f"已入库（第 {listed} 次导入），但图库未能跟上，请稍后运行 python -m graph sync："
            f"{error.zh}",
            f"Loaded as import {listed}, but the graph store did not follow; run"
            f" python -m graph sync later: {error.en}",
        ) from error
