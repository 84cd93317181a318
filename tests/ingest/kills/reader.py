"""``python -m tests.ingest.kills.reader``: opens the ledger again and again and reads all of it.

Says a JSON line for each round (version, imports, what is broken) until its input is closed.
"""

from __future__ import annotations

import faulthandler
import json
import select
import sys

from graph.ledger import Ledger
from tests.ingest.kills.commands import LIMIT_S
from tests.ingest.kills.wholeness import broken_imports

#: rests this long between two rounds: the others need the processors too
_REST_S = 1.5


def main() -> None:
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], _REST_S)[0]:
        faulthandler.dump_traceback_later(LIMIT_S, exit=True)
        with Ledger.open(create=False) as ledger:
            version = ledger.version()
            wrong = broken_imports(ledger, version)
            told = {"version": version, "imports": ledger.imports(version).height, "wrong": wrong}
        faulthandler.cancel_dump_traceback_later()
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
