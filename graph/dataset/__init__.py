"""One version of the ledger as frames: entities, relations, and facts without duplicates."""

from graph.dataset.dataset import Dataset

__all__ = ["Dataset"]
