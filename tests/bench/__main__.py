"""``python -m tests.bench [NAME …]``: the measurements, with the machine they ran on."""

from __future__ import annotations

import sys

from tests.bench import bench_graph, bench_ingest, bench_matching, bench_picture
from tests.bench.measure import machine

BENCHES = {
    "ingest": bench_ingest.main,
    "graph": bench_graph.main,
    "picture": bench_picture.main,
    "matching": bench_matching.main,
}


def run(names: list[str]) -> int:
    """Run the named benchmarks, all without names; 2 for an unknown one."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"unknown benchmark: {', '.join(unknown)}", file=sys.stderr)
        return 2
    print(machine())
    for name in names or list(BENCHES):
        print(f"\n{name}")
        for line in BENCHES[name]():
            print(f"  {line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
