"""Search by number, part of a number, name, pinyin or address; every hit says why."""

from graph.search.ask import Hit, search

__all__ = ["Hit", "search"]
