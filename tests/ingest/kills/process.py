"""Drives one helper process: its output goes to files, so that no orphan can keep us waiting."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from tests.conftest import ROOT
from tests.ingest.kills.commands import LIMIT_S

_POLL_S = 0.002


def wait_for(
    condition: Callable[[], bool], what: str, seconds: float = LIMIT_S + 30, must: bool = True
) -> None:
    """Wait until ``condition``, never without end: an error where it ``must`` come."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            assert not must, f"waited {seconds:g} s for {what}"
            return
        time.sleep(_POLL_S)


def is_running(pid: int) -> bool:
    """Whether a process of this id lives (Linux); a dead one nobody has buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


class Process:
    """``python -m <module>`` with ``home`` as HOME; killed at the end of the block."""

    def __init__(self, folder: Path, name: str, module: str, home: Path, *arguments: str) -> None:
        self.out, self.err = folder / f"{name}.out", folder / f"{name}.err"
        environment = os.environ | {"GRAYCHAIN_HOME": str(home), "GRAYCHAIN_LANG": "en"}
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self._process = subprocess.Popen(
                [sys.executable, "-X", "faulthandler", "-m", module, *arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=err,
            )
        self.pid = self._process.pid

    def wait_until_ready(self) -> None:
        self._wait(lambda: self.said().startswith("ready"), "a process that is ready")

    def send(self, *command: str) -> None:
        """Type one command; it runs while we go on."""
        assert self._process.stdin is not None
        self._process.stdin.write((json.dumps(command) + "\n").encode())
        self._process.stdin.flush()

    def exits(self) -> list[tuple[int, float]]:
        """(exit code, seconds) of each command that is done."""
        lines = [line.split() for line in self.said().splitlines() if line.startswith("exit ")]
        return [(int(code), float(seconds)) for _, code, seconds in lines]

    def run(self, *command: str) -> str:
        """Run one command to its end and return what it printed; it must succeed."""
        before, done = len(self.said()), len(self.exits())
        self.send(*command)
        self._wait(lambda: len(self.exits()) > done, f"{command}")
        assert self.exits()[-1][0] == 0, self.told()
        return self.said()[before:].rpartition("\nexit ")[0]

    def said(self) -> str:
        """What it printed so far, whole lines only."""
        return self.out.read_text(encoding="utf-8").rpartition("\n")[0] + "\n"

    def told(self) -> str:
        """Its complaints, for the message of a failed test."""
        return self.err.read_text(encoding="utf-8", errors="replace")[-6000:] + self.said()[-2000:]

    def alive(self) -> bool:
        return self._process.poll() is None

    def children(self) -> list[int]:
        """The processes it started to read a file, by their ids."""
        told = [path.read_text() for path in Path(f"/proc/{self.pid}/task").glob("*/children")]
        started = [int(pid) for pids in told for pid in pids.split()]
        return [
            pid for pid in started if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self._process.kill()
        self._process.wait(timeout=30)
        if self._process.stdin is not None:
            self._process.stdin.close()

    def finish(self) -> None:
        """Close its input and wait for its own end, which must be a clean one."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._wait(lambda: not self.alive(), "a process that ends", dies=True)
        assert self._process.returncode == 0, self.told()

    def _wait(self, condition: Callable[[], bool], what: str, dies: bool = False) -> None:
        wait_for(lambda: condition() or not (dies or self.alive()), what)
        assert condition(), self.told()

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.alive():
            self.kill()
