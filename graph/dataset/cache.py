"""The views of a dataset version as Parquet under HOME/cache, shared by all processes."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl

from graph import settings

#: folders kept before size counts: an answer, the one before it, and one being compared
_KEEP: Final = 3
#: files whose change makes cached views stale
_SOURCES: Final = ("dataset", "identity.py", "components.py", "ledger/decision_log.py", "text.py",
                   "tables.py", "schema.yml", "matching")  # fmt: skip


@lru_cache(maxsize=1)
def code_mark() -> str:
    """A hash of the code that builds views: another release never reads old views."""
    return mark_of(*_SOURCES)


def mark_of(*sources: str) -> str:
    """A hash of files and folders of modules (under ``graph/``) and of the polars in use.

    Raises ``FileNotFoundError`` for a source that is not there.
    """
    digest = hashlib.blake2b(pl.__version__.encode(), digest_size=5)
    for source in sources:
        place = Path(__file__).parents[1] / source
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def cached(home: Path, folder: str, name: str, build: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """The view ``name`` from HOME/cache/``folder``, built and written there when missing.

    Written to a file of its own and renamed, so readers never see half a view;
    a full disk only means that nothing is kept.
    """
    place = home / "cache" / f"{folder}-{code_mark()}"
    path = place / f"{name}.parquet"
    with suppress(OSError, pl.exceptions.PolarsError):
        frame = pl.read_parquet(path, glob=False)
        os.utime(place)
        return frame
    frame = build()
    part = path.with_name(f".{name}.{secrets.token_hex(6)}.part")
    try:
        if not place.exists():
            place.mkdir(parents=True, exist_ok=True)
            prune(home / "cache", folder.partition("-")[0], keep=place)
        frame.write_parquet(part, compression="lz4")
        part.replace(path)
    except (OSError, pl.exceptions.PolarsError):
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return frame


def scanned(home: Path, folder: str, name: str, build: Callable[[], pl.DataFrame]) -> pl.LazyFrame:
    """Like :func:`cached`, but read from the file column by column when it is there."""
    path = home / "cache" / f"{folder}-{code_mark()}" / f"{name}.parquet"
    if not path.is_file():
        frame = cached(home, folder, name, build)
        if not path.is_file():
            return frame.lazy()
        del frame
    with suppress(OSError):
        os.utime(path.parent)
    return pl.scan_parquet(path, glob=False)


def prune(cache: Path, kind: str, keep: Path, most: int = _KEEP) -> None:
    """Remove the least recently used folders beyond ``most`` and the bytes of the settings."""
    folders = [path for path in cache.glob(f"{kind}-*") if path.is_dir() and path != keep]
    folders.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    room = settings.get_int("CACHE_BYTES") - _bytes(keep)
    for place, folder in enumerate(folders):
        room -= _bytes(folder)
        if place >= most - 1 or room < 0:
            shutil.rmtree(folder, ignore_errors=True)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("*") if file.is_file())
