"""What a question may use while it runs: one pinned version, the store, limits and words."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from graph import own_types, settings
from graph.dataset import Dataset
from graph.errors import LimitReached, StoreLagging
from graph.ledger import Ledger
from graph.model import Entity, SourceRef
from graph.search import index as search_index
from graph.store import GraphStore, open_store
from queries import references, resolve
from queries.model import Row, Text

#: views kept in memory by a long-running process; each holds the frames it was asked for
_KEPT_VIEWS: Final = 3

#: ``progress(done, words)``: how far a run is
Progress = Callable[[float | None, Text], None]

_LOCK = threading.Lock()
_LEDGERS: dict[Path, Ledger] = {}
_FILES: dict[tuple[Path, int], dict[int, Row]] = {}
_VIEWS: OrderedDict[tuple[Path, int], Dataset] = OrderedDict()


@dataclass(slots=True)
class Context:
    """One run of one question; ``limit`` is the most rows, ``deadline`` a monotonic time.

    ``veil`` masks an envelope-like value for whoever asks; error messages that
    name entities go through it, as answers do.
    """

    home: Path
    ledger: Ledger
    dataset: Dataset
    limit: int
    deadline: float
    role: str = "viewer"
    lang: str = "zh"
    revealed: bool = False
    veil: Callable[[Any], Any] = lambda value: value
    progress: Progress | None = None
    _store: GraphStore | None = None
    _references: dict[str, Row] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """The dataset version everything in this run is read at."""
        return self.dataset.version

    @property
    def store(self) -> GraphStore:
        """The graph store at this run's version; raises :class:`StoreLagging` at another."""
        if self._store is None:
            self._store = open_store(home=self.home)
            reached = self._store.applied_version(self.ledger.dataset_id())
            if reached != self.version:
                raise lagging(reached, self.version)
        return self._store

    def resolve(self, text: str) -> Entity:
        """The one entity called ``text`` (an id, a number, a key or a name).

        Raises :class:`UnknownEntity`, or :class:`Ambiguous` listing the candidates.
        """
        return resolve.resolve(self.dataset, text, self.veil)

    def refs(self, ids: Iterable[str]) -> dict[str, Row]:
        """``{id, type, key, label, family}`` of each id, as every row shows an entity."""
        wanted = [i for i in dict.fromkeys(ids) if i not in self._references]
        if wanted:
            self._references.update(references.of_ids(self.dataset, wanted))
        return self._references

    def source(self, import_id: int, sheet: str, row: int) -> Row:
        """A row's place as every answer shows it; a decision's has no file and import 0."""
        file = _files(self.ledger, self.version).get(import_id)
        if file is None:
            return SourceRef("", sheet, sheet, row, 0).as_dict()
        name, number = file["file_name"], file["number"]
        return SourceRef(file["file_sha256"], name, sheet, row, number).as_dict()

    def report(self, done: float | None, zh: str, en: str) -> None:
        """Tell whoever waits how far the run is, from 0 to 1; ``None`` when unknown."""
        if self.progress is not None:
            self.progress(done, Text(zh, en))

    def check_time(self) -> None:
        """Raise :class:`LimitReached` once the run has used its seconds."""
        if time.monotonic() > self.deadline:
            raise out_of_time()

    def close(self) -> None:
        """Give the store back."""
        if self._store is not None:
            self._store.close()
            self._store = None


def out_of_time() -> LimitReached:
    """The error of a question that took too long."""
    seconds = settings.get_int("MAX_SECONDS")
    return LimitReached(
        f"查询超过 {seconds} 秒；请缩小范围（时间、类型、步数）。",
        f"The query took more than {seconds} s; narrow it (dates, types, hops).",
    )


def lagging(store_version: int, wanted: int) -> StoreLagging:
    """The error for a version the store does not hold, naming the command that helps."""
    if store_version < wanted:
        zh, en = "python -m graph sync", "run python -m graph sync"
        return StoreLagging(
            f"图库在版本 {store_version}，所问为 {wanted}；请运行 {zh}。",
            f"The graph store holds version {store_version}, asked for {wanted}; {en}.",
        )
    return StoreLagging(
        f"图库在版本 {store_version}，所问为 {wanted}；此查询只能按图库的版本回答"
        "（python -m graph rebuild 只重建最新版本），请去掉 --as-of。",
        f"The graph store holds version {store_version}, asked for {wanted}; this query answers"
        " at the store's version only (python -m graph rebuild makes the newest): drop --as-of.",
    )


@contextmanager
def opened(engine: str, home: Path, limit: int, as_of: int | None = None) -> Iterator[Context]:
    """A context pinned to one version: ``as_of``, else the store's or the ledger's newest."""
    ledger = _ledger(home)
    store = open_store(home=home) if engine == "store" else None
    try:
        version = _version(ledger, _reached(engine, ledger, store), as_of)
        deadline = time.monotonic() + settings.get_int("MAX_SECONDS")
        context = Context(home, ledger, _view(ledger, home, version), limit, deadline)
        context._store = store
    except BaseException:
        if store is not None:
            store.close()
        raise
    try:
        yield context
    finally:
        context.close()


def learn_types(home: Path) -> None:
    """Make this process know the types that mappings have declared in the ledger of ``home``."""
    ledger = _ledger(home)
    own_types.learn(ledger, ledger.version())


def _reached(engine: str, ledger: Ledger, store: GraphStore | None) -> int | None:
    """The only version the engine can answer at; ``None``: any."""
    if engine == "search":
        return max(0, search_index.version(ledger.home))
    return None if store is None else store.applied_version(ledger.dataset_id())


def _version(ledger: Ledger, reached: int | None, as_of: int | None) -> int:
    newest = ledger.version()
    if as_of is not None:
        ledger.check_version(as_of)
    if reached is None:
        return newest if as_of is None else as_of
    wanted = reached if as_of is None else as_of
    if reached != wanted or (reached == 0 and newest > 0):
        raise lagging(reached, newest if as_of is None else wanted)
    return reached


def _files(ledger: Ledger, version: int) -> dict[int, Row]:
    """The imported files of a version by import id; a version never changes."""
    with _LOCK:
        key = (ledger.home, version)
        if key not in _FILES:
            while len(_FILES) >= _KEPT_VIEWS:
                del _FILES[next(iter(_FILES))]
            columns = ["import_id", "file_sha256", "file_name", "number"]
            found = ledger.imports(version).select(columns)
            _FILES[key] = {row["import_id"]: row for row in found.iter_rows(named=True)}
        return _FILES[key]


def _ledger(home: Path) -> Ledger:
    """The process's one ledger of ``home``: attaching takes half a second."""
    with _LOCK:
        if home not in _LEDGERS:
            _LEDGERS[home] = Ledger.open(home, create=False)
        return _LEDGERS[home]


def _view(ledger: Ledger, home: Path, version: int) -> Dataset:
    with _LOCK:
        found = _VIEWS.pop((home, version), None) or Dataset(ledger, version)
        _VIEWS[home, version] = found
        while len(_VIEWS) > _KEPT_VIEWS:
            _VIEWS.popitem(last=False)
        return found


def close_all() -> None:
    """Close every ledger this process opened for its questions."""
    with _LOCK:
        _VIEWS.clear()
        _FILES.clear()
        while _LEDGERS:
            _LEDGERS.popitem()[1].close()
