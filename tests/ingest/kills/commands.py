"""A process that has imported everything and runs the commands of ``python -m`` it is sent.

``python -m tests.ingest.kills.commands`` says ``ready``, then reads a JSON list per line from
stdin (``["ingest", "load", …]``), runs it as typed, and says ``exit <code> <seconds>`` last of
all. What a command prints comes before that line, so that line is its acknowledgement. A command
that takes longer than :data:`LIMIT_S` ends the process with the stack of every thread.
"""

from __future__ import annotations

import faulthandler
import json
import sys
import time

import arcadedb  # noqa: F401  (what the commands import late is imported before they are timed)

import graph.__main__
import graph.sync
import ingest.__main__

LIMIT_S = 240


def main() -> None:
    mains = {"ingest": ingest.__main__.main, "graph": graph.__main__.main}
    print("ready", flush=True)
    for line in sys.stdin:
        module, *arguments = json.loads(line)
        faulthandler.dump_traceback_later(LIMIT_S, exit=True)
        start = time.monotonic()
        code = mains[module](arguments)
        faulthandler.cancel_dump_traceback_later()
        print(f"\nexit {code} {time.monotonic() - start:.3f}", flush=True)


if __name__ == "__main__":
    main()
