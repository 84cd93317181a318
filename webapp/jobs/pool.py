"""Keeps the worker processes: starts them, hands them jobs, ends the ones that are cancelled."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path

from webapp.jobs import table

#: jobs that run at once in one HOME
WORKERS = 2
#: how long a worker without work stays, and how often a running job is looked at, seconds
IDLE_SECONDS, LOOK_SECONDS = 300.0, 0.1
_DIED = {
    "kind": "JobLost",
    "zh": "计算进程意外结束（可能内存不足）。",
    "en": "The worker process ended unexpectedly (short of memory?).",
}
_ROOT = Path(__file__).resolve().parents[2]
_POOLS: weakref.WeakSet[Pool] = weakref.WeakSet()


class Pool:
    """The workers of one HOME in this server process; threads start with the first job."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._workers: set[_Worker] = set()
        self._closed = False
        self._woken = 0
        _POOLS.add(self)

    def wake(self) -> None:
        """A job waits: see that somebody takes it."""
        with self._changed:
            self._woken += 1
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            while len(self._threads) < WORKERS and not self._closed:
                thread = threading.Thread(target=self._attend, name="jobs", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify_all()

    def close(self) -> None:
        """End every worker; what it was doing is marked as lost or cancelled later."""
        with self._changed:
            self._closed = True
            workers = list(self._workers)
            self._changed.notify_all()
        for worker in workers:
            worker.kill()

    def _attend(self) -> None:
        """One thread: its worker process, one job after the other."""
        worker: _Worker | None = None
        try:
            while not self._closed:
                seen = self._woken
                job = table.claim(self._home, WORKERS)
                if job is not None:
                    worker = self._alive(worker)
                    self._see_through(worker, job)
                elif not self._rest(seen):
                    break
        finally:
            self._dismiss(worker)

    def _alive(self, worker: _Worker | None) -> _Worker:
        if worker is not None and worker.alive:
            return worker
        self._dismiss(worker)
        worker = _Worker(self._home)
        with self._changed:
            self._workers.add(worker)
        return worker

    def _dismiss(self, worker: _Worker | None) -> None:
        if worker is not None:
            worker.close()
            with self._changed:
                self._workers.discard(worker)

    def _rest(self, seen: int) -> bool:
        """Wait for a call; ``False`` when none came for a long time."""
        with self._changed:
            if self._woken != seen or self._closed:
                return True
            return self._changed.wait(IDLE_SECONDS)

    def _see_through(self, worker: _Worker, job: table.Job) -> None:
        """Hand the job over and watch until it has ended, one way or the other."""
        worker.take(job.id)
        while not self._closed:
            status, cancel = table.watch(self._home, job.id)
            if status != "running":
                return
            if cancel:
                worker.kill()
                table.end(self._home, job.id, "cancelled")
            elif not worker.alive:
                table.end(self._home, job.id, "failed", **_DIED)
            else:
                time.sleep(LOOK_SECONDS)
        table.end(self._home, job.id, "cancelled")


class _Worker:
    """One worker process with everything it starts."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "webapp.jobs.worker", str(home.resolve())],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def take(self, job_id: str) -> None:
        """Give it a job; a process that has just died is noticed by the watch."""
        assert self._process.stdin
        with contextlib.suppress(OSError):
            self._process.stdin.write(job_id + "\n")
            self._process.stdin.flush()

    def close(self) -> None:
        """Let it end by itself."""
        assert self._process.stdin
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self.kill()

    def kill(self) -> None:
        """End it and its children now; the process is ours and not yet reaped."""
        if self._process.poll() is None:
            if os.name == "nt":
                words = ["taskkill", "/T", "/F", "/PID", str(self._process.pid)]
                subprocess.run(words, capture_output=True, check=False)
            else:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()


@atexit.register
def _close_all() -> None:
    for pool in list(_POOLS):
        pool.close()
