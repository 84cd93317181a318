"""Who is who over the fact arrays: record → entity, and the links analysts made.

Facts hold number keys and record ids, never entities, so a merge or a split
changes only this overlay: a few arrays with a mark of their own. Notes and
rejected candidates change neither.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from graph.dataset import Dataset
from graph.dataset.relations import DECISION_SHEET
from graph.ledger.decision_log import standing
from graph.snapshot import Ints

#: decisions that change who is who, or which links there are
_KINDS: Final = ("merge", "confirm", "split", "assert", "retract")
_KEEP: Final = 3
_LOCK: Final = threading.Lock()
_OPEN: Final[OrderedDict[tuple[Path, str], Identity]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Identity:
    """``canonical[i]`` is the place in ``entities`` of record ``records[i]`` (sorted ids).

    ``edges``: ``type, from_entity, to_entity, decision`` of the links that analysts
    asserted. ``mark`` changes with these decisions and with imports only.
    """

    mark: str
    records: Ints
    canonical: Ints
    entities: tuple[str, ...]
    edges: pl.DataFrame

    def entity_of(self, record_id: int) -> str:
        """The entity of a record; empty for an id this version does not have."""
        place = int(np.searchsorted(self.records, record_id))
        known = place < len(self.records) and int(self.records[place]) == record_id
        return self.entities[int(self.canonical[place])] if known else ""


def identity_mark(dataset: Dataset) -> str:
    """Names the overlay: the facts' version and the decisions that stand and matter."""
    decisions = dataset.ledger.read("decisions", dataset.version)
    ids = sorted(row.decision_id for row in standing(decisions, *_KINDS))
    digest = hashlib.blake2b(repr(ids).encode(), digest_size=6).hexdigest()
    return f"{dataset.facts_version}-{digest}"


def identity_for(dataset: Dataset) -> Identity:
    """The overlay of the dataset's version, made once a process for each mark.

    Cost: the clusters of the records; no fact is read.
    """
    key = (dataset.ledger.home, identity_mark(dataset))
    with _LOCK:
        found = _OPEN.pop(key, None) or _built(dataset, key[1])
        _OPEN[key] = found
        while len(_OPEN) > _KEEP:
            _OPEN.popitem(last=False)
        return found


def _built(dataset: Dataset, mark: str) -> Identity:
    rows = dataset.records.select("record_id", "cluster").unique("record_id").sort("record_id")
    entities = rows["cluster"].unique().sort()
    places = pl.DataFrame({"cluster": entities, "place": np.arange(len(entities))})
    joined = rows.join(places, on="cluster", how="left", maintain_order="left")
    edges = dataset.relations.filter(pl.col("sheet") == DECISION_SHEET)
    return Identity(
        mark=mark,
        records=rows["record_id"].to_numpy(),
        canonical=joined["place"].cast(pl.Int64).to_numpy(),
        entities=tuple(entities),
        edges=edges.select("type", "from_entity", "to_entity", decision="row"),
    )
