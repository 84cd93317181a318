"""What every benchmark needs: the machine in words, a timed process, percentiles."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """One finished process: seconds, peak resident bytes of its whole tree, output."""

    seconds: float
    peak_bytes: int
    output: str


def machine() -> str:
    """One line: processor, cores, Python."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{model} · {os.cpu_count()} cores · Python {platform.python_version()}"


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile of ``values`` (``share`` in 0…1)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run ``python -m …``; raises ``CalledProcessError`` with its output when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=os.environ | dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, _tree_bytes(process.pid))
        time.sleep(0.05)
    seconds = time.perf_counter() - start
    output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments, output)
    return Run(seconds, peak, output)


def tree_cpu(pid: int) -> float:
    """CPU seconds that ``pid`` and its living descendants have used (Linux; elsewhere 0)."""
    total, queue = 0, [pid]
    while queue:
        current = queue.pop()
        try:
            stat = Path(f"/proc/{current}/stat").read_text(encoding="utf-8", errors="replace")
            tasks = list(Path(f"/proc/{current}/task").iterdir())
            queue += [int(c) for task in tasks for c in (task / "children").read_text().split()]
        except OSError:
            continue
        total += sum(map(int, stat.rpartition(")")[2].split()[11:13]))
    return total / os.sysconf("SC_CLK_TCK") if total else 0.0


def _tree_bytes(pid: int) -> int:
    """Resident bytes of ``pid`` and its descendants now (Linux; elsewhere 0)."""
    total, queue = 0, [pid]
    while queue:
        current = queue.pop()
        try:
            fields = Path(f"/proc/{current}/statm").read_text(encoding="ascii").split()
            children = Path(f"/proc/{current}/task/{current}/children").read_text(encoding="ascii")
        except OSError:
            continue
        total += int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
        queue.extend(map(int, children.split()))
    return total
