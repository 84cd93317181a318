"""A small case written straight into a ledger: the graph and its answers fit one screen.

::

    张三 ──HOLDS──▶ 6222020200000001 ──2 transfers, 300.00──▶ 6222020200000002 ◀──HOLDS── 李四
      │ USES                                                                             │
      ▼                                                                        MEMBER_OF ▼
    13800138000 ──1 call──▶ 95588 (hub)                                              红队 (gang)
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import polars as pl

from graph import keys
from graph.ledger import ImportSource, Ledger

CASE = "A4401001"
CARD_1, CARD_2 = "6222020200000001", "6222020200000002"
PHONE = "+8613800138000"
ID_1, ID_2 = "110105199001010002", "110105199202020007"
SEC = 1_000_000
DAY_1 = 1_700_000_000 * SEC
_FILES = itertools.count(1)


class Writer:
    """Collects the rows of one import of one file."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.sha = f"{next(_FILES):064x}"
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self._row = itertools.count(2)

    def _add(self, table: str, **values: Any) -> None:
        source = {"sheet": "", "row": next(self._row), "row_count": 1, "case_no": CASE}
        self.rows.setdefault(table, []).append({**source, **values})

    def number(self, namespace: str, norm: str, kind: str, props: str = "{}") -> int:
        letter = {"account": "a", "phone": "t"}[namespace]
        number_key = keys.number_key(self.ledger.key, namespace, norm)
        entity = keys.public_id(self.ledger.key, letter, "number", namespace, norm)
        self._add(
            "numbers", number_key=number_key, entity_id=entity, namespace=namespace, norm=norm,
            type=kind, raw=norm, props=props,
        )  # fmt: skip
        return number_key

    def record(
        self, kind: str, name: str, key: str = "", role: str = "suspect", props: str = "{}"
    ) -> int:
        letter = {"Person": "p", "Gang": "g", "Case": "c"}[kind]
        place = str(len(self.rows.get("records", [])) + 1)
        parts = ("key", key) if key else ("row", self.sha, "", place, role)
        record_id = keys.hash63(self.ledger.key, "record", self.sha, "", place, kind, role)
        self._add(
            "records", record_id=record_id, type=kind, role=role, name=name, props=props,
            entity_id=keys.public_id(self.ledger.key, letter, *parts),
            strong_keys=[key] if key else [], method="asserted",
        )  # fmt: skip
        return record_id

    def relation(self, kind: str, start: int, end: int, role: str = "", **values: Any) -> None:
        place = len(self.rows.get("relations", []))
        from_kind, to_kind = values.pop("ends", "record number").split()
        self._add(
            "relations", type=kind, from_kind=from_kind, from_id=start, to_kind=to_kind, to_id=end,
            role=role, method="asserted", count=1,
            relation_id=keys.hash63(self.ledger.key, kind, self.sha, str(place)), **values,
        )  # fmt: skip

    def transfer(self, payer: int, payee: int, minute: int, amount_minor: int) -> None:
        row = {
            "payer": payer, "payee": payee, "payer_kind": "account", "payee_kind": "account",
            "time": DAY_1 + minute * 60 * SEC, "amount_minor": amount_minor, "currency": "CNY",
            "own_side": "payer", "origin": "bank", "status": "ok", "time_precision": "second",
            "row_key": keys.hash63(self.ledger.key, str(payer), str(payee), str(minute)),
            "occurrence": 1,
        }  # fmt: skip
        self._add("transfers", **row)
        self.rows["transfers"][-1].pop("row_count")

    def call(self, caller: int, callee: int, minute: int, seconds: int = 60) -> None:
        row = {
            "caller": caller, "callee": callee, "own_side": "caller", "duration_s": seconds,
            "time": DAY_1 + minute * 60 * SEC, "kind": "voice", "status": "ok",
            "row_key": keys.hash63(self.ledger.key, str(caller), str(callee), str(minute)),
            "occurrence": 1, "time_precision": "second",
        }  # fmt: skip
        self._add("calls", **row)
        self.rows["calls"][-1].pop("row_count")

    def commit(self) -> int:
        """Commit the import; its number."""
        source = ImportSource(
            self.sha, f"{self.sha[-4:]}.csv", 1, "utf-8", "test@1", "test", CASE, "tester", True
        )
        with self.ledger.begin_import(source, None) as draft:
            for table, rows in self.rows.items():
                draft.append(table, pl.DataFrame(rows, infer_schema_length=None))
            return draft.commit([]).number


def bank_file(ledger: Ledger) -> int:
    """Two cards, 张三 with his phone, and two transfers of 100.00 and 200.00."""
    file = Writer(ledger)
    one = file.number("account", CARD_1, "BankCard", '{"number": "6222020200000001"}')
    two = file.number("account", CARD_2, "Account")
    phone = file.number("phone", PHONE, "PhoneNumber")
    bank_line = file.number("phone", "95588", "PhoneNumber")
    person = file.record("Person", "张三", f"id:{ID_1}", props=f'{{"id_number": "{ID_1}"}}')
    file.relation("HOLDS", person, one)
    file.relation("USES", person, phone)
    file.transfer(one, two, 0, 100_00)
    file.transfer(one, two, 5, 200_00)
    file.call(phone, bank_line, 1)
    return file.commit()


def gang_file(ledger: Ledger) -> int:
    """李四, called by his second name 李思 too, holds the other card and is in a gang."""
    file = Writer(ledger)
    two = file.number("account", CARD_2, "BankAccount")
    person = file.record("Person", "李四", f"id:{ID_2}", props='{"alias": "疯狗、阿四"}')
    gang = file.record("Gang", "红队", "gang:G-01", role="gang", props='{"note": "<b>x</b>"}')
    file.relation("HOLDS", person, two)
    file.relation("MEMBER_OF", person, gang, role="话务员", ends="record record")
    return file.commit()


def make(home: Path) -> Ledger:
    """The whole case in a fresh ledger of ``home``."""
    ledger = Ledger.open(home)
    bank_file(ledger)
    gang_file(ledger)
    return ledger
