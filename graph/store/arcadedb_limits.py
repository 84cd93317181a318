"""Time limits for an engine that has one limit per database, taken when a statement starts.

The limit is changed only when every statement before had time to take its own.
On a machine so busy that this was not enough, a statement cut short by
another's limit is run again, and one with too long a limit is given up by its
caller in time and stopped by the engine later.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Unfinished
from contextlib import AbstractContextManager
from typing import Final, TypeVar

#: queries that run at a time; more of them wait, within their own limit
_AT_A_TIME: Final = 32
#: how much later than the engine a caller gives up, seconds
_GRACE: Final = 0.25
#: in which a statement that started has surely taken its limit, seconds
_TAKEN: Final = 0.03
_LIMIT_IN_ERROR: Final = re.compile(r"arcadedb\.command\.timeout of (\d+)ms")

T = TypeVar("T")


class TimeLimits:
    """Gives each statement its own limit."""

    def __init__(
        self,
        alter: Callable[[int], object],
        inside: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """``alter`` sets the engine's limit in ms; ``inside`` keeps the database open."""
        self._alter = alter
        self._inside = inside
        self._lock = threading.Lock()
        self._now = -1
        self._last_start = 0.0
        self._workers = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="store-read")

    def query(self, work: Callable[[], T], seconds: float) -> T:
        """The result of ``work``, one reading statement; its caller waits no longer than that.

        Raises what ``work`` raises, and ``TimeoutError`` when the caller gave up.
        """
        future: Future[T] = self._workers.submit(self._until, work, seconds)
        try:
            return future.result(seconds + _GRACE)
        except Unfinished:
            if future.done():
                raise
            future.cancel()
            raise TimeoutError from None

    def _until(self, work: Callable[[], T], seconds: float) -> T:
        deadline = time.monotonic() + seconds
        rest = seconds
        while True:
            try:
                with self._inside():
                    self.set(rest)
                    return work()
            except Exception as error:
                if not self.cut_short(error, rest) or time.monotonic() > deadline:
                    raise
            rest = max(deadline - time.monotonic(), 0.001)

    def set(self, seconds: float) -> None:
        """Give the statement that starts next this limit."""
        wanted = max(int(seconds * 1000), 1)
        with self._lock:
            if wanted != self._now:
                time.sleep(max(0.0, self._last_start + _TAKEN - time.monotonic()))
                self._alter(wanted)
                self._now = wanted
            self._last_start = time.monotonic()

    @staticmethod
    def cut_short(error: Exception, seconds: float) -> bool:
        """Whether another statement's shorter limit ended this one."""
        limit = _LIMIT_IN_ERROR.search(str(error))
        return limit is not None and int(limit[1]) < int(seconds * 1000)

    def forget(self) -> None:
        """The database is another one now; its limit is unknown."""
        with self._lock:
            self._now = -1

    def close(self) -> None:
        """No further queries; those that run end by themselves."""
        self._workers.shutdown(wait=False, cancel_futures=True)
