"""A lock between processes on one file: the system frees it when its holder dies."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _try(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
else:
    import fcntl

    def _try(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def exclusive(path: Path, patience_s: float) -> Iterator[None]:
    """Hold ``path`` alone, waiting at most ``patience_s``; raises ``TimeoutError`` after that.

    Threads of one process exclude each other too: each call opens the file anew.
    """
    deadline = time.monotonic() + patience_s
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while True:
            try:
                _try(handle)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{path} is locked") from None
            time.sleep(0.005)
        yield
    finally:
        os.close(handle)
