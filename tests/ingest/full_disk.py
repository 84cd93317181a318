"""``python -m tests.ingest.full_disk WAY FOLDER``: loads a file while the disk fills up earlier
and earlier, and says a JSON line for each attempt.

WAY ``disk`` makes FOLDER/home a small file system of its own (in a namespace of its own: see
:func:`command`), ``limit`` lets no file grow beyond a size (``RLIMIT_FSIZE``).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.ledger import Ledger
from graph.upkeep.verify import verify
from ingest.__main__ import main as ingest
from tests.ingest.filing import CARD_A, CARD_B, bank, write
from tests.ingest.kills.wholeness import broken_imports

#: the file system of WAY ``disk``
_SIZE: Final = 64_000_000
#: bytes that a file may have under WAY ``limit``; the last suffices
_LIMITS: Final = (0, 50_000, 400_000, 100_000_000)
#: rows of a file: its Parquet files and its original are larger than an opened catalog
_ROWS: Final = 15_000


def can_mount() -> bool:
    """Whether this system lets everybody mount a file system in a namespace of his own."""
    try:
        done = subprocess.run(
            ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True
        )
    except OSError:
        return False
    return done.returncode == 0


def command(way: str, folder: Path) -> list[str]:
    """The command line that runs this module."""
    inside = ["unshare", "-rm"] if way == "disk" else []
    return [*inside, sys.executable, "-m", "tests.ingest.full_disk", way, str(folder)]


@contextlib.contextmanager
def _little_room(way: str, home: Path, left: int) -> Iterator[None]:
    if way == "limit":
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (left, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        return
    filler = home / "filler"
    free = os.statvfs(home)
    with filler.open("wb") as file:
        file.write(bytes(max(0, free.f_bavail * free.f_frsize - left)))
    try:
        yield
    finally:
        filler.unlink()


def _amounts(way: str, home: Path) -> list[int]:
    """Bytes left in the attempts: too few to open, to write rows, to keep the original, to
    commit, for the store to follow (known from what the first load needed); last, enough.
    """
    if way == "limit":
        return list(_LIMITS)
    rows = sum(path.stat().st_size for path in home.glob("ledger/data/main/*/import-*"))
    original = sum(path.stat().st_size for path in home.glob("originals/*"))
    after = [rows + original + more for more in (20_000, 100_000)]
    return [0, 60_000, rows, rows + original // 2, *after, 30_000_000]


def _attempt(way: str, home: Path, path: Path, left: int) -> dict[str, object]:
    out, err = io.StringIO(), io.StringIO()
    with (
        _little_room(way, home, left),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = ingest(["load", str(path), "--format", "json"])
    with Ledger.open(home, create=False) as ledger:
        found = verify(ledger)
        return {
            "left": left,
            "code": code,
            "out": out.getvalue(),
            "err": err.getvalue(),
            "imports": ledger.imports().height,
            "broken": broken_imports(ledger),
            "damage": [finding.en for finding in found.damage],
            "notes": [finding.en for finding in found.notes],
        }


def main(way: str, folder: Path) -> None:
    """Load a file with room, then others with too little, and one more with room."""
    home = Path(os.environ["GRAYCHAIN_HOME"])
    if way == "disk":
        home.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "none", str(home)]
        subprocess.run(mount, check=True)
    ingest(["load", str(_large(folder, 0)), "--format", "json"])
    for nth, left in enumerate(_amounts(way, home), 1):
        print("attempt", json.dumps(_attempt(way, home, _large(folder, nth), left)), flush=True)


def _large(folder: Path, nth: int) -> Path:
    random_ = random.Random(nth)
    rows = [
        f"{CARD_A},,2026-05-{1 + at % 28:02d} 10:00:00,{random_.randrange(10**9) / 100:.2f},,出,"
        f"{CARD_B},李四,S{random_.randrange(10**12)},"
        for at in range(_ROWS)
    ]
    return write(folder / f"large{nth}.csv", bank(*rows))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
