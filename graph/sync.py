"""Brings a graph store, and the search index, to the ledger's version: by difference or anew.

The difference is that of two versions' frames (:mod:`graph.dataset.contents`), so
whatever happened between them (imports, undo, merges, splits), the store ends
as a rebuild would leave it. A sync that was cut off is followed by a rebuild.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from graph.dataset import Dataset
from graph.dataset import contents as sync_frames
from graph.dataset.difference import Difference, Frames, difference
from graph.errors import BadInput
from graph.ledger import Ledger
from graph.model import Batch
from graph.search import index as search_index
from graph.store import GraphStore

#: from this share of new or changed relations on, loading anew is faster (30,000 against 5,000/s)
_REBUILD_SHARE: Final = 0.15
_REBUILD_ROWS: Final = 20_000
#: more rows than this are too much for one transaction's memory (about 6 KB each)
_MOST_ROWS: Final = 300_000


def sync(ledger: Ledger, store: GraphStore) -> int:
    """Apply what the ledger has and the store has not; the version the store now holds.

    Readers see the old version until the new one is there whole. Cost: that of
    the new version's views, then 5,000 changed relations a second; rebuilds when
    the store was cut off, is of another dataset or release, or differs much.
    """
    with store.turn():
        store.settle()
        version, meta = ledger.version(), store.meta()
        if _is_ours(ledger, meta) and meta.get("applied_version") == version:
            search_index.follow(ledger.home, version, lambda: frames(ledger, version), None)
            return version
        old = _frames_before(ledger, meta)
        new = frames(ledger, version)
        change = None if old is None else difference(old, new)
        if change is None or _is_large(change, new):
            return _load(ledger, store, version, new)
        before = int(meta["applied_version"])
        store.set_meta(busy=True)
        store.write(_batch(change, {"applied_version": version, **_sizes(new)}))
        search_index.follow(ledger.home, version, lambda: new, (before, change))
        store.set_meta(applied_version=version, busy=False, **_sizes(new))
        return version


def rebuild(ledger: Ledger, store: GraphStore) -> int:
    """Make the store and the search index again from the ledger; the version they hold.

    Readers see the old content until it is done. 30,000 relations a second.
    """
    with store.turn():
        version = ledger.version()
        return _load(ledger, store, version, frames(ledger, version))


def frames(ledger: Ledger, version: int) -> Frames:
    """What a store shall hold at ``version``, and its marker then."""
    dataset = Dataset(ledger, version)
    nodes, edges = sync_frames.nodes(dataset), sync_frames.edges(dataset)
    marker = {
        "dataset_id": ledger.dataset_id(),
        "layout": sync_frames.layout(),
        "applied_version": version,
        "busy": False,
        "entities": nodes.height,
        "relations": edges.height,
    }
    return Frames(nodes, edges, marker)


def _is_ours(ledger: Ledger, meta: dict[str, Any]) -> bool:
    return (
        meta.get("dataset_id") == ledger.dataset_id()
        and meta.get("layout") == sync_frames.layout()
        and not meta.get("busy", False)
    )


def _frames_before(ledger: Ledger, meta: dict[str, Any]) -> Frames | None:
    """What the store holds now; ``None`` when that cannot be known."""
    if not _is_ours(ledger, meta):
        return None
    try:
        return frames(ledger, int(meta["applied_version"]))
    except (BadInput, KeyError):  # a version the ledger does not know: restored from a backup
        return None


def _is_large(change: Difference, new: Frames) -> bool:
    limit = max(_REBUILD_ROWS, _REBUILD_SHARE * new.edges.height)
    return change.rows > min(limit, _MOST_ROWS)


def _batch(change: Difference, meta: dict[str, Any]) -> Batch:
    return Batch(
        entities=tuple(sync_frames.entities_of(change.nodes)),
        relations=tuple(sync_frames.relations_of(change.edges)),
        delete_entities=change.gone_nodes,
        delete_relations=change.gone_edges,
        meta=meta,
    )


def _load(ledger: Ledger, store: GraphStore, version: int, new: Frames) -> int:
    with ThreadPoolExecutor(1) as beside:  # the store's engine and SQLite work side by side
        index = beside.submit(search_index.write, ledger.home, version, new.nodes, new.edges)
        store.load(
            sync_frames.entities_of(new.nodes), sync_frames.relation_frame(new.edges), new.marker
        )
        index.result()
    return version


def _sizes(content: Frames) -> dict[str, int]:
    return {"entities": content.nodes.height, "relations": content.edges.height}
