"""The ledger's tables: column names and types, in one place for writers and readers.

Times are int64 microseconds UTC, money int64 minor units. ``number`` columns
hold the int64 number key of a card, phone, IMEI … (0 = none); ``record``
columns hold a record id. The writer adds ``import_id`` itself.
"""

from __future__ import annotations

from typing import Final

import polars as pl

I64, I32, STR, F64 = pl.Int64, pl.Int32, pl.String, pl.Float64

#: where a row comes from; ``import_id`` leads to file, hash and mapping
SOURCE: Final[dict[str, pl.DataType]] = {"import_id": I64(), "sheet": STR(), "row": I64()}

_EVIDENCE: Final[dict[str, pl.DataType]] = {
    **SOURCE,
    "row_count": I64(),  # rows of this import that say the same
    "method": STR(),  # asserted | extracted | manual
    "confidence": F64(),
    "case_no": STR(),  # "" = none
    "valid_from": I64(),  # null = open
    "valid_to": I64(),
}

#: a fact row: its identity for the duplicate view
_FACT: Final[dict[str, pl.DataType]] = {
    **SOURCE,
    "row_key": I64(),
    "occurrence": I32(),
    "case_no": STR(),
    "time": I64(),
    "time_precision": STR(),  # second | day
    "status": STR(),  # ok | failed | reversed | refunded
}

TABLES: Final[dict[str, dict[str, pl.DataType]]] = {
    "imports": {
        "import_id": I64(),
        "number": I64(),  # what people see, counted up
        "file_sha256": STR(),
        "file_name": STR(),
        "file_bytes": I64(),
        "encoding": STR(),
        "presets": STR(),  # "bank-transactions@1, …": for people
        "mapping_key": STR(),  # identity of the load: hash of mappings and versions
        "case_no": STR(),
        "loaded_at": I64(),
        "actor": STR(),
        "counts": STR(),  # JSON: [{sheet, preset, lines, accepted, duplicate, …}]
        "synthetic": pl.Boolean(),
        "audit_head": STR(),
        "document": STR(),  # legal document by which the file was obtained (调证通知书 …)
        "unit": STR(),  # unit that answered the request
    },
    "retractions": {"import_id": I64(), "at": I64(), "actor": STR(), "why": STR()},
    "numbers": {
        "number_key": I64(),
        "entity_id": STR(),
        "namespace": STR(),  # account phone imei imsi ip mac wallet url cell …
        "norm": STR(),
        "type": STR(),  # entity type this row shows; Account when it cannot tell
        "raw": STR(),
        "issues": STR(),  # JSON list
        "props": STR(),  # JSON object, property names of the schema
        **_EVIDENCE,
    },
    "records": {
        "record_id": I64(),
        "entity_id": STR(),  # the id it has alone; its cluster's id may differ
        "type": STR(),
        "role": STR(),  # the column group it came from: holder, suspect, victim, reporter …
        "name": STR(),
        "strong_keys": pl.List(STR()),  # "id:1101…", "passport:…", "uscc:…", "case:…", "gang:…" …
        "issues": STR(),
        "props": STR(),
        **_EVIDENCE,
    },
    "relations": {
        "relation_id": I64(),
        "type": STR(),
        "from_kind": STR(),  # number | record
        "from_id": I64(),
        "to_kind": STR(),
        "to_id": I64(),
        "role": STR(),  # of INVOLVED_IN, MEMBER_OF: the role word as registered
        "props": STR(),
        "count": I64(),
        "amount_minor": I64(),
        "currency": STR(),
        **_EVIDENCE,
    },
    "types": {  # own entity and relation types of the mapping (graph/own_types.py)
        "import_id": I64(),
        "kind": STR(),  # entity | relation
        "name": STR(),
        "about": STR(),  # JSON
    },
    "decisions": {
        "decision_id": I64(),
        "kind": STR(),  # merge split retract assert annotate confirm reject undo
        "payload": STR(),  # JSON
        "at": I64(),
        "actor": STR(),
        "why": STR(),
    },
    "transfers": {
        **_FACT,
        "payer": I64(),
        "payee": I64(),
        "payer_kind": STR(),  # account | CASH | FEE | MERCHANT | INTEREST | UNKNOWN
        "payee_kind": STR(),
        "payer_card": I64(),  # via_card: the card when payer is its account
        "payee_card": I64(),
        "own_side": STR(),  # payer | payee: whose statement the row stands in; "" = register
        "amount_minor": I64(),
        "currency": STR(),
        "balance_minor": I64(),  # of the own account after the row; null = not shown
        "counter_name": STR(),
        "serial": STR(),
        "channel": STR(),
        "summary": STR(),
        "origin": STR(),  # bank | report | cashout | self : registers repeat bank rows
        "ip": I64(),
        "mac": I64(),
        "terminal": STR(),
    },
    "calls": {
        **_FACT,
        "caller": I64(),
        "callee": I64(),
        "forwarded_to": I64(),
        "own_side": STR(),  # caller | callee
        "duration_s": I64(),
        "kind": STR(),  # voice | forward
        "caller_imei": I64(),
        "caller_imsi": I64(),
        "caller_cell": I64(),
        "callee_imei": I64(),
        "callee_imsi": I64(),
        "callee_cell": I64(),
    },
    "messages": {
        **_FACT,
        "sender": I64(),
        "receiver": I64(),
        "own_side": STR(),
        "shown_number": STR(),
        "text": STR(),
        "cell": I64(),
    },
    "presences": {**_FACT, "number": I64(), "place": I64(), "until": I64()},
    "logins": {**_FACT, "account": I64(), "ip": I64(), "mac": I64(), "device": I64()},
    "stays": {
        **_FACT,
        "person": I64(),
        "hotel": STR(),
        "room": STR(),
        "until": I64(),
    },
    "trips": {
        **_FACT,
        "person": I64(),
        "kind": STR(),  # train | flight | border
        "trip_no": STR(),
        "origin": STR(),
        "destination": STR(),
        "seat": STR(),
        "order_no": STR(),
    },
    "cashouts": {
        **_FACT,
        "account": I64(),
        "atm": I64(),
        "person": I64(),  # record id of who withdrew, 0 = unknown
        "amount_minor": I64(),
        "currency": STR(),
        "image": STR(),
    },
}

FACT_TABLES: Final[tuple[str, ...]] = (
    "transfers",
    "calls",
    "messages",
    "presences",
    "logins",
    "stays",
    "trips",
    "cashouts",
)

#: tables an import writes Parquet files for, in this order
IMPORT_TABLES: Final[tuple[str, ...]] = (
    "numbers",
    "records",
    "relations",
    "types",
    *FACT_TABLES,
)


def empty(table: str) -> pl.DataFrame:
    """An empty frame with the columns of ``table``."""
    return pl.DataFrame(schema=TABLES[table])
