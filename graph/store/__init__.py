"""The graph store: one interface, the embedded engine behind it, and who may open it."""

from graph.store.interface import (
    DEFAULT_ROWS,
    DEFAULT_SECONDS,
    GraphStore,
    SubgraphLimits,
    open_store,
)

__all__ = ["DEFAULT_ROWS", "DEFAULT_SECONDS", "GraphStore", "SubgraphLimits", "open_store"]
