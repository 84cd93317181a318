"""``make neo4j``: a Neo4j for a developer, until Ctrl-C; the settings that use it are printed."""

from __future__ import annotations

import signal
import sys
import tempfile
from pathlib import Path

from tests.neo4j.assemble import Missing
from tests.neo4j.server import Server


def main() -> int:
    """Start, print the settings, wait for a signal, stop."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="graychain-neo4j-") as folder:
        try:
            server = Server(Path(folder) / "home").start()
        except Missing as error:
            print(f"this needs {error}", file=sys.stderr)
            return 2
        try:
            print("".join(f"export {k}={v}\n" for k, v in server.settings.items()), flush=True)
            signal.pause()
        except KeyboardInterrupt:
            pass
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
