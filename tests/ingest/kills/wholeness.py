"""What a whole import is: every table holds as many rows of it as its own counts say."""

from __future__ import annotations

import json
from collections import Counter

from graph.ledger import Ledger
from graph.tables import FACT_TABLES


def broken_imports(ledger: Ledger, version: int | None = None) -> list[str]:
    """A sentence for each import at ``version`` that is not whole, or whose rows have none.

    For imports of one sheet without retractions. Cost: reads the ids of all rows.
    """
    version = ledger.version() if version is None else version
    imports = ledger.imports(version)
    found = {name: Counter[int]() for name in ("entities", "relations", "facts")}
    numbers = ledger.read("numbers", version, ["import_id", "number_key"]).unique()
    found["entities"].update(numbers["import_id"])
    found["entities"].update(ledger.read("records", version, ["import_id"])["import_id"])
    found["relations"].update(ledger.read("relations", version, ["import_id"])["import_id"])
    for table in FACT_TABLES:
        found["facts"].update(ledger.read(table, version, ["import_id"])["import_id"])
    wrong = []
    for import_id, number, counts in imports.select("import_id", "number", "counts").iter_rows():
        (sheet,) = json.loads(counts)
        held = {name: rows.pop(import_id, 0) for name, rows in found.items()}
        if held != {name: sheet[name] for name in held}:
            wrong.append(f"import {number} at version {version} holds {held} of {sheet}")
    wrong += [f"{name} of no import: {dict(rows)}" for name, rows in found.items() if rows]
    if imports["number"].to_list() != list(range(1, imports.height + 1)):
        wrong.append(f"numbers at version {version}: {imports['number'].to_list()}")
    return wrong
