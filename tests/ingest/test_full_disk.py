"""A disk that fills up during ``ingest load``: one line, exit code 2, no half import, no leftovers.

Where the system lets a process mount a file system of its own the disk is really full; a limit on
the size of files, which every Unix has, fails in the same places with another error.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.ingest import full_disk

WAYS = ["limit", *(["disk"] if full_disk.can_mount() else [])]


def attempts(way: str, folder: Path) -> list[dict[str, Any]]:
    """What each load said and left behind, from no room at all to enough."""
    environment = os.environ | {
        "GRAYCHAIN_HOME": str(folder / "home"), "GRAYCHAIN_LANG": "en", "PYTHONIOENCODING": "utf-8"
    }  # fmt: skip
    done = subprocess.run(
        full_disk.command(way, folder),
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-4000:]
    lines = [line for line in done.stdout.splitlines() if line.startswith("attempt ")]
    return [json.loads(line.removeprefix("attempt ")) for line in lines]


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_half_written_and_it_loads_afterwards(way: str, tmp_path: Path) -> None:
    *failed, last = attempts(way, tmp_path)
    imports = 1
    for told in failed:
        assert told["code"] == 2
        assert told["out"] == ""
        assert told["err"].count("\n") == 1
        loaded = told["imports"] - imports
        assert told["err"].startswith(f"Loaded as import {imports + 1}, but") == bool(loaded)
        assert way == "limit" or "The disk is full" in told["err"]
        imports = told["imports"]
        assert told["broken"] == told["damage"] == []
        assert [note for note in told["notes"] if "graph store" not in note] == []
    assert (last["code"], last["err"], last["imports"]) == (0, "", imports + 1)
    assert last["broken"] == last["damage"] == last["notes"] == []
    if way == "disk":  # some stop before the commit, some behind it
        assert len({told["imports"] for told in failed}) > 1
