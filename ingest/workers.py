"""Maps the chunks of a sheet in their order; large text files in two processes at once."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from typing import Final

import polars as pl

from graph.errors import LedgerError
from ingest import delimited
from ingest.chunk import Mapped, map_chunk
from ingest.delimited import Block, Dialect
from ingest.scope import Scope
from ingest.sources import Table

#: more than two share memory bandwidth and one writer, and each costs about 400 MB
WORKERS: Final = 2
#: bytes from which the half second it takes to start them is worth it
MIN_BYTES: Final = 30_000_000
_THREADS: Final = "POLARS_MAX_THREADS"


def fill_places(scope: Scope) -> tuple[int, ...]:
    """The places of the columns that are filled down inside merged cells."""
    columns = scope.mapping.columns
    return tuple(sorted({p for name, p in scope.binding.places.items() if columns[name].fill}))


def mapped_chunks(table: Table, scope: Scope) -> Iterator[Mapped]:
    """Each chunk of a sheet, mapped; row numbers count through the sheet."""
    dialect = table.dialect
    if dialect is not None and _worth_it(dialect, scope):
        yield from _in_parallel(dialect, scope)
        return
    for cells in table.chunks(len(scope.binding.header), fill_places(scope)):
        yield map_chunk(cells, scope)


def _worth_it(dialect: Dialect, scope: Scope) -> bool:
    """Fact files on disk; the records of a register carry their row number from the start."""
    large = not isinstance(dialect.source, bytes) and dialect.size >= MIN_BYTES
    return large and scope.mapping.is_facts and (os.cpu_count() or 1) > 1


def _in_parallel(dialect: Dialect, scope: Scope) -> Iterator[Mapped]:
    waiting: deque[Future[Mapped]] = deque()
    done = 0
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, context, initializer=_end_with_parent) as pool:
        try:
            for block in delimited.blocks(dialect):
                waiting.append(_submit(pool, dialect, block, scope))
                if len(waiting) > WORKERS:
                    mapped = waiting.popleft().result()
                    yield mapped.moved(done)
                    done += mapped.lines
            while waiting:
                mapped = waiting.popleft().result()
                yield mapped.moved(done)
                done += mapped.lines
        except BrokenProcessPool as error:
            raise LedgerError(
                "读取进程意外结束（内存不足？），未入库。",
                "A reading process ended unexpectedly (out of memory?); nothing was loaded.",
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """In a worker: end when the process that started it is killed, or it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch(sentinel: int) -> None:
        connection.wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()


def _submit(
    pool: ProcessPoolExecutor, dialect: Dialect, block: Block, scope: Scope
) -> Future[Mapped]:
    """Send a block to a worker; one that starts now gets one polars thread."""
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        return pool.submit(map_block, dialect, block, scope)
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before


def map_block(dialect: Dialect, block: Block, scope: Scope) -> Mapped:
    """Read and map one block; its rows count from 1."""
    if block.offset > 0:
        scope = dataclasses.replace(scope, header_row=0)
    width = len(scope.binding.header)
    frame = delimited.read_text(dialect.read(block), dialect.separator, width)
    mapped = map_chunk(frame.select(pl.row_index("row") + 1, pl.all()), scope)
    mapped.size = block.length
    return mapped
