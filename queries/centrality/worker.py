"""Seeded work in a process of its own, on one thread: ``python -m … FOLDER``.

With more threads networkit gives other numbers for the same seed. Reads
``task.json`` and ``graph.npz`` from FOLDER and writes ``result-N.npz``, each
better than the one before, until it is done or ended.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from queries.centrality.large import graph_of, pairs_of

#: errors tried one after the other, and the probability that one is exceeded
EPSILONS: Final = (0.1, 0.05, 0.02, 0.01, 0.005)
DELTA: Final = 0.1
#: sources of an estimate, one result after each number
SOURCES: Final = (50, 100, 200, 400, 800, 1600, 3200, 6400)

Answer = dict[str, Any]


def main(folder: Path) -> None:
    """Do the task of ``folder``."""
    import networkit as nk

    nk.engineering.setNumberOfThreads(1)
    task = json.loads((folder / "task.json").read_text(encoding="utf-8"))
    arrays = np.load(folder / "graph.npz")
    weight = arrays["weight"] if task["weighted"] else None
    graph = graph_of(task["n"], arrays["source"], arrays["target"], weight, task["directed"])
    for place, answer in enumerate(_WORK[task["work"]](nk, graph, task)):
        part = folder / "part.npz"
        np.savez(part, **answer)
        part.rename(folder / f"result-{place:03d}.npz")
        (folder / f"result-{place - 1:03d}.npz").unlink(missing_ok=True)


def _kadabra(nk: Any, graph: Any, task: Answer) -> Iterator[Answer]:
    for epsilon in EPSILONS:
        nk.engineering.setSeed(task["seed"], True)
        run = nk.centrality.KadabraBetweenness(graph, epsilon, DELTA).run()
        values = np.zeros(task["n"])
        for node, value in run.ranking():
            values[node] = value
        # networkit counts a path once for both directions: twice networkx's scale
        yield {"value": values / 2, "epsilon": epsilon, "samples": run.getNumberOfIterations()}


def _estimate(nk: Any, graph: Any, task: Answer) -> Iterator[Answer]:
    for sources in SOURCES:
        if sources > task["n"]:
            return
        nk.engineering.setSeed(task["seed"], True)
        run = nk.centrality.EstimateBetweenness(graph, sources, False, False).run()
        yield {"value": np.array(run.scores()) / pairs_of(task["n"]), "sources": sources}


def _pivots(nk: Any, graph: Any, task: Answer) -> Iterator[Answer]:
    """Closeness or harmonic closeness from the distances of random sources."""
    n = task["n"]
    order = np.random.default_rng(task["seed"]).permutation(n)
    reached, total, inverse, own = (np.zeros(n) for _ in range(4))
    for done, source in enumerate(order[: SOURCES[-1]].tolist(), start=1):
        search = nk.distance.Dijkstra if task["weighted"] else nk.distance.BFS
        far = np.asarray(search(graph, source, False).run().getDistances())
        near = (far < n) if not task["weighted"] else (far < 1e300)
        near[source], own[source] = False, 1
        reached += near
        total[near] += far[near]
        inverse[near] += 1 / far[near]
        if done in SOURCES or done == n:
            asked = np.maximum(1, done - own)
            mean = np.divide(reached, total, out=np.zeros(n), where=total > 0)
            closeness = reached / asked * mean
            value = closeness if task["metric"] == "closeness" else inverse / asked
            bound = math.sqrt(math.log(2 * n / DELTA) / (2 * done))
            yield {"value": value, "sources": done, "epsilon": bound}


def _leiden(nk: Any, graph: Any, task: Answer) -> Iterator[Answer]:
    """The partition of each seed, one result for all seeds done so far."""
    found, scores = [], []
    for seed in task["seeds"]:
        nk.engineering.setSeed(seed, True)
        run = nk.community.ParallelLeiden(graph, iterations=10, gamma=task["resolution"])
        part = run.run().getPartition()
        found.append(np.array(part.getVector(), dtype=np.int32))
        scores.append(nk.community.Modularity().getQuality(part, graph))
        yield {"partitions": np.stack(found), "modularity": np.array(scores)}


_WORK: Final = {
    "kadabra": _kadabra, "estimate": _estimate, "pivots": _pivots, "leiden": _leiden,
}  # fmt: skip

if __name__ == "__main__":
    main(Path(sys.argv[1]))
