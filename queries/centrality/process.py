"""Starts the worker, waits at most the budget, and takes the best result it left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from graph.errors import GraychainError, LimitReached
from graph.projections import Projection
from queries.centrality.sparse import Floats

#: seconds between two looks at the worker
_LOOK_S: Final = 0.5
_ROOT: Final = Path(__file__).resolve().parents[2]


#: told the seconds that have passed and how many results there are, twice a second
Watch = Callable[[float, int], None]


def seeded(
    projection: Projection,
    weight: Floats | None,
    budget_s: float,
    watch: Watch = lambda _seconds, _results: None,
    **task: Any,
) -> dict[str, Any]:
    """The last result of the task within ``budget_s`` seconds, and whether it was ``finished``.

    The same seed gives the same numbers, however many processors there are; a
    budget that ends earlier gives an earlier result, and says so. Raises
    :class:`LimitReached` when there is none.
    """
    p = projection
    with tempfile.TemporaryDirectory(prefix="graychain-") as name:
        folder = Path(name)
        about = {"n": p.n, "directed": p.directed, "weighted": weight is not None}
        (folder / "task.json").write_text(json.dumps({**about, **task}), encoding="utf-8")
        values = np.ones(p.m) if weight is None else weight
        np.savez(folder / "graph.npz", source=p.source, target=p.target, weight=values)
        finished = _run(folder, budget_s, watch)
        results = sorted(folder.glob("result-*.npz"))
        if not results:
            raise LimitReached(
                f"{budget_s:g} 秒内没有结果；请加大 --budget-s 或缩小范围。",
                f"No result within {budget_s:g} s; raise --budget-s or narrow the scope.",
            )
        with np.load(results[-1]) as found:
            return {**{key: found[key] for key in found.files}, "finished": finished}


def _run(folder: Path, budget_s: float, watch: Watch) -> bool:
    """Whether the worker came to its end; it is ended with its time."""
    started = time.monotonic()
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(_ROOT)}
    command = [sys.executable, "-m", "queries.centrality.worker", str(folder)]
    with subprocess.Popen(
        command, cwd=_ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as worker:
        while True:
            left = budget_s - (time.monotonic() - started)
            try:
                _, errors = worker.communicate(timeout=max(0.0, min(_LOOK_S, left)))
                break
            except subprocess.TimeoutExpired:
                if left <= _LOOK_S:
                    worker.kill()
                    worker.communicate()
                    return False
                watch(time.monotonic() - started, len(list(folder.glob("result-*.npz"))))
    if worker.returncode:
        last = errors.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise GraychainError(
            f"计算进程出错：{' '.join(last)}。", f"The computing process failed: {' '.join(last)}."
        )
    return True
