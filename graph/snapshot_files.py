"""Snapshots on disk: one ``.npy`` file an array, memory-mapped by every process.

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
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from graph import settings
from graph.dataset import Dataset
from graph.dataset.cache import code_mark, mark_of, prune
from graph.snapshot import Csr, Snapshot, snapshot_of
from graph.snapshot_calls import CallSnapshot, calls_of

#: what the folders' names start with
KIND: Final = "snapshot"
CALLS: Final = "calls"
_MANIFEST: Final = "manifest.json"
_DAY_S: Final = 86_400
_LOCK: Final = threading.Lock()
_OPEN: Final[OrderedDict[Path, tuple[int, Any]]] = OrderedDict()

Arrays = TypeVar("Arrays", Snapshot, CallSnapshot)


def snapshot_for(dataset: Dataset) -> Snapshot:
    """The snapshot of the dataset's facts: from this process, else from disk, else built.

    Cost: some milliseconds once a process has built it for these facts, whoever
    asks. A full disk only means that nothing is kept for the next process.
    """
    return _kept(dataset, KIND, Snapshot, lambda: snapshot_of(dataset))


def calls_for(dataset: Dataset) -> CallSnapshot:
    """The call arrays of the dataset's facts, kept in the same way."""
    return _kept(dataset, CALLS, CallSnapshot, lambda: calls_of(dataset))


def _kept(dataset: Dataset, kind: str, cls: type[Arrays], build: Callable[[], Arrays]) -> Arrays:
    code = mark_of("snapshot.py", "snapshot_calls.py", "snapshot_files.py", "csr_kernel.py")
    name = f"{kind}-{dataset.facts_folder}-{code_mark()}-{code}"
    place = dataset.ledger.home / "cache" / name
    with _LOCK:
        return _held(place) or _read(place, cls) or _write(place, kind, build())


def _held(place: Path) -> Any:
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


def _keep(place: Path, found: Arrays) -> Arrays:
    _OPEN[place] = (_stamp(place), found)
    while len(_OPEN) > max(1, settings.get_int("CACHE_SNAPSHOTS")):
        _OPEN.popitem(last=False)
    return found


def _arrays(found: Snapshot | CallSnapshot) -> dict[str, np.ndarray[Any, Any]]:
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for field in fields(found):
        value = getattr(found, field.name)
        if isinstance(value, Csr):
            arrays[f"{field.name}.start"] = value.start
            arrays[f"{field.name}.positions"] = value.positions
        elif not isinstance(value, tuple):
            arrays[field.name] = value
    return arrays


def _write(place: Path, kind: str, found: Arrays) -> Arrays:
    """Keep the arrays for all processes; those given back are mapped where possible."""
    part = place.with_name(f".{place.name}.{secrets.token_hex(6)}.part")
    try:
        part.mkdir(parents=True)
        values = {field.name: getattr(found, field.name) for field in fields(found)}
        words = {name: list(value) for name, value in values.items() if isinstance(value, tuple)}
        about: dict[str, Any] = {"words": words, "arrays": {}}
        for name, array in _arrays(found).items():
            np.save(part / f"{name}.npy", np.ascontiguousarray(array))
            about["arrays"][name] = [str(array.dtype), len(array)]
        (part / _MANIFEST).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(place, ignore_errors=True)
        part.rename(place)
        prune(place.parent, kind, place, settings.get_int("CACHE_SNAPSHOTS"))
        _sweep(place.parent)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
    return _read(place, type(found)) or _keep(place, found)


def _sweep(cache: Path) -> None:
    """Remove what processes that were stopped left half-written a day ago or more."""
    for part in [*cache.glob(f".{KIND}-*.part"), *cache.glob(f".{CALLS}-*.part")]:
        if part.stat().st_mtime < time.time() - _DAY_S:
            shutil.rmtree(part, ignore_errors=True)


def _read(place: Path, cls: type[Arrays]) -> Arrays | None:
    """The arrays of a folder, mapped; ``None`` when it is not whole."""
    try:
        about = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        values: dict[str, Any] = {
            name: _mapped(place / f"{name}.npy", dtype, size)
            for name, (dtype, size) in about["arrays"].items()
        }
        for name in [n.removesuffix(".start") for n in values if n.endswith(".start")]:
            values[name] = Csr(values.pop(f"{name}.start"), values.pop(f"{name}.positions"))
        values |= {name: tuple(items) for name, items in about["words"].items()}
        found = cls(**values)
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
