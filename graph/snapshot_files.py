"""The snapshot on disk: one ``.npy`` file an array, memory-mapped by every process.

A snapshot lies in HOME/cache under the version of the last import or undo (and
the cards read as accounts), so merges, splits and notes never rebuild it. It is
written to a folder of its own and renamed; a file that is missing, short or not
what the manifest says makes the snapshot be built again.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from graph import settings
from graph.dataset import Dataset
from graph.dataset.cache import code_mark, mark_of, prune
from graph.snapshot import Csr, Snapshot, snapshot_of

#: what the folder's name starts with
KIND: Final = "snapshot"
_MANIFEST: Final = "manifest.json"
_DAY_S: Final = 86_400
_CSR: Final = ("outgoing", "incoming")
_LOCK: Final = threading.Lock()
_OPEN: Final[OrderedDict[Path, tuple[int, Snapshot]]] = OrderedDict()


def snapshot_for(dataset: Dataset) -> Snapshot:
    """The snapshot of the dataset's facts: from this process, else from disk, else built.

    Cost: some milliseconds once a process has built it for these facts, whoever
    asks. A full disk only means that nothing is kept for the next process.
    """
    place = dataset.ledger.home / "cache" / _folder(dataset)
    with _LOCK:
        return _held(place) or _read(place) or _write(place, snapshot_of(dataset))


def _folder(dataset: Dataset) -> str:
    code = mark_of("snapshot.py", "snapshot_files.py")
    return f"{KIND}-{dataset.facts_folder}-{code_mark()}-{code}"


def _held(place: Path) -> Snapshot | None:
    """What this process has mapped, unless the folder is another one by now."""
    held = _OPEN.get(place)
    if held is None or held[0] != _stamp(place):
        return None
    _OPEN.move_to_end(place)
    with suppress(OSError):
        os.utime(place)
    return held[1]


def _stamp(place: Path) -> int:
    """Identifies the folder's manifest; -1 when there is none."""
    try:
        return (place / _MANIFEST).stat().st_mtime_ns
    except OSError:
        return -1


def _keep(place: Path, snapshot: Snapshot) -> Snapshot:
    _OPEN[place] = (_stamp(place), snapshot)
    while len(_OPEN) > max(1, settings.get_int("CACHE_SNAPSHOTS")):
        _OPEN.popitem(last=False)
    return snapshot


def _arrays(snapshot: Snapshot) -> dict[str, np.ndarray[Any, Any]]:
    found: dict[str, np.ndarray[Any, Any]] = {}
    for field in fields(Snapshot):
        value = getattr(snapshot, field.name)
        if field.name in _CSR:
            found |= {
                f"{field.name}_start": value.start,
                f"{field.name}_positions": value.positions,
            }
        elif field.name != "currencies":
            found[field.name] = value
    return found


def _write(place: Path, snapshot: Snapshot) -> Snapshot:
    """Keep the snapshot for all processes; the one given back is mapped where possible."""
    part = place.with_name(f".{place.name}.{secrets.token_hex(6)}.part")
    try:
        part.mkdir(parents=True)
        about: dict[str, Any] = {"currencies": list(snapshot.currencies), "arrays": {}}
        for name, array in _arrays(snapshot).items():
            np.save(part / f"{name}.npy", np.ascontiguousarray(array))
            about["arrays"][name] = [str(array.dtype), len(array)]
        (part / _MANIFEST).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(place, ignore_errors=True)
        part.rename(place)
        prune(place.parent, KIND, place, settings.get_int("CACHE_SNAPSHOTS"))
        _sweep(place.parent)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
    return _read(place) or _keep(place, snapshot)


def _sweep(cache: Path) -> None:
    """Remove what processes that were stopped left half-written a day ago or more."""
    for part in cache.glob(f".{KIND}-*.part"):
        if part.stat().st_mtime < time.time() - _DAY_S:
            shutil.rmtree(part, ignore_errors=True)


def _read(place: Path) -> Snapshot | None:
    """The snapshot of a folder, mapped; ``None`` when it is not whole."""
    try:
        about = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        arrays = {
            name: _mapped(place / f"{name}.npy", dtype, size)
            for name, (dtype, size) in about["arrays"].items()
        }
        for name in _CSR:
            start, positions = arrays.pop(f"{name}_start"), arrays.pop(f"{name}_positions")
            arrays[name] = Csr(start, positions)
        found = Snapshot(currencies=tuple(about["currencies"]), **arrays)
        os.utime(place)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return _keep(place, found)


def _mapped(path: Path, dtype: str, size: int) -> Any:
    """One array, read-only; raises ``ValueError`` unless it is as the manifest says."""
    array = np.load(path, mmap_mode="r" if size else None, allow_pickle=False)
    if array.dtype != np.dtype(dtype) or array.shape != (size,):
        raise ValueError(path)
    return np.asarray(array)
