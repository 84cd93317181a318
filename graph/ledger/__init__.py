"""The ledger (账本): imports, numbers, records, relations, facts and decisions in DuckLake."""

from graph.ledger.imported import import_numbered
from graph.ledger.ledger import (
    AlreadyLoaded,
    Decision,
    ImportInfo,
    ImportSource,
    Ledger,
    LoadedOtherwise,
    VersionInfo,
)

__all__ = [
    "AlreadyLoaded",
    "Decision",
    "ImportInfo",
    "ImportSource",
    "Ledger",
    "LoadedOtherwise",
    "VersionInfo",
    "import_numbered",
]
