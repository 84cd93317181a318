"""Kills loads one after the other while another process reads and a third appends."""

from __future__ import annotations

import json
import random
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ingest.kills.files import call_list, statement
from tests.ingest.kills.process import Process, wait_for

COMMANDS, READER = "tests.ingest.kills.commands", "tests.ingest.kills.reader"
#: kills come by turns: at any moment of the load; soon after its first file, about the commit;
#: and later, while the graph store and the search index follow. In parts of a usual load:
_LATEST = (1.0, 0.15, 0.7)
#: the appender gets a file with every fifth kill: a load of its own takes longer than a kill
_APPEND_EVERY = 5


@dataclass(frozen=True)
class Fate:
    """What a killed load had done: written its first file, acknowledged its import."""

    path: Path
    written: bool
    acknowledged: bool


@dataclass(frozen=True)
class Outcome:
    """What the processes of a race said; ``reloaded`` is the report of loading all files again."""

    home: Path
    fates: list[Fate]
    appended: int
    rounds: list[dict[str, Any]]
    reloaded: dict[str, Any]
    verified: str


class _Race:
    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._home, self._stack = folder, folder / "home", stack
        self._warm: list[Process] = []
        self.appended = 0
        self.appender = self.start("appender", COMMANDS)
        self.appender.wait_until_ready()

    def start(self, name: str, module: str) -> Process:
        return self._stack.enter_context(Process(self._folder, name, module, self._home))

    def next_loader(self, nth: int) -> Process:
        """A process that is ready to load; the one after it gets ready meanwhile."""
        while len(self._warm) < 2:
            self._warm.append(self.start(f"load{nth + len(self._warm)}", COMMANDS))
        loader = self._warm.pop(0)
        loader.wait_until_ready()
        return loader

    def append_next(self) -> None:
        path = call_list(self._folder / f"calls{self.appended}.csv", self.appended)
        self.appender.send("ingest", "load", str(path))
        self.appended += 1

    def wait_for_appender(self) -> list[tuple[int, float]]:
        wait_for(lambda: len(self.appender.exits()) == self.appended, "the appender")
        assert not any(code for code, _ in self.appender.exits()), self.appender.told()
        return self.appender.exits()

    def kill_one(self, nth: int, path: Path, moments: random.Random) -> Fate:
        loader = self.next_loader(nth)
        before = self._files()
        usual = self.appender.exits()[-1][1]
        if nth % _APPEND_EVERY == 0 and len(self.appender.exits()) == self.appended:
            self.append_next()
        loader.send("ingest", "load", str(path))
        if nth % 3:
            wait_for(lambda: bool(self._files() - before), f"a file of {path.name}")
        moment = moments.uniform(0, _LATEST[nth % 3] * usual)
        wait_for(lambda: bool(loader.exits()), "its acknowledgement", moment, must=False)
        loader.kill()
        assert not any(code for code, _ in loader.exits()), loader.told()
        return Fate(path, bool(self._files() - before), bool(loader.exits()))

    def _files(self) -> set[Path]:
        """What the killed loads, and only they, write first: rejects, then transfers."""
        names = ("rejects/*", "ledger/data/main/transfers/*")
        return {path for name in names for path in self._home.glob(name)}


def run(folder: Path, kills: int) -> Outcome:
    """Load ``kills`` statements into an empty HOME, kill each load, load all of them again."""
    paths = [statement(folder / f"statement{nth}.csv", nth) for nth in range(kills)]
    moments = random.Random(20)
    with ExitStack() as stack:
        race = _Race(folder, stack)
        race.append_next()
        race.wait_for_appender()
        reader = race.start("reader", READER)
        fates = [race.kill_one(nth, path, moments) for nth, path in enumerate(paths)]
        last = race.next_loader(kills)
        again = last.run("ingest", "load", *map(str, paths), "--format", "json")
        race.wait_for_appender()
        verified = last.run("graph", "verify")
        for process in (race.appender, reader, last):
            process.finish()
        rounds = [json.loads(line) for line in reader.said().splitlines()[1:]]
    return Outcome(folder / "home", fates, race.appended, rounds, json.loads(again), verified)
