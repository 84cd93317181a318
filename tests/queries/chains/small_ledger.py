"""Small ledgers built by hand: a few persons, numbers and rows, the answer visible in the test."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import polars as pl

from graph import keys, own_types, schema
from graph.dataset import Dataset
from graph.ledger import ImportSource, Ledger
from queries.chains.evidence import Evidence
from queries.chains.match import CaseAnswer, Chain, chains_of

_ZONE = timezone(timedelta(hours=8))
#: the day everything happens on
DAY = datetime(2026, 5, 12, tzinfo=_ZONE)
YUAN = 100

_NAMESPACE = {
    "BankAccount": "account",
    "BankCard": "account",
    "PhoneNumber": "phone",
    "SimCard": "imsi",
    "IpAddress": "ip",
    "AtmOrBranch": "atm",
    "Website": "url",
    "CryptoWallet": "wallet",
    "CellTower": "cell",
    "SmsTemplate": "sms",
    "VirtualIdentity": "virtual",
    "ChatGroup": "chatgroup",
    "App": "app",
    "Device": "imei",
}
_STRONG = {
    "Person": "id",
    "Case": "case",
    "Gang": "gang",
    "Den": "den",
    "GoipDevice": "goip",
    "PersonalInfoBatch": "batch",
    "PoliceReport": "report",
    "StopPayment": "stop",
    "Freeze": "freeze",
    "PseudoBaseStation": "pbs",
    "Organization": "org",
    "IllegalBroadcast": "broadcast",
}


def at(hours: float, day: int = 0) -> int:
    """Epoch µs of ``hours`` o'clock, ``day`` days after :data:`DAY`."""
    return int((DAY + timedelta(days=day, hours=hours)).timestamp() * 1_000_000)


class SmallLedger:
    """Collects rows, then loads them as one import; things are named ``Type:key``."""

    def __init__(self, home: Path) -> None:
        self._ledger = Ledger.open(home)
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._number = 0
        self.things: list[str] = []

    def close(self) -> None:
        """Let go of the ledger."""
        self._ledger.close()

    # --- things -----------------------------------------------------------------------

    def thing(self, name: str, /, **props: Any) -> str:
        """Declare ``Type:key`` with properties; returns ``name``."""
        kind, key = name.split(":", 1)
        self.things.append(name)
        if kind in _NAMESPACE:
            self._add("numbers", self._number_row(kind, key, props))
        else:
            self._add("records", self._record_row(kind, key, props))
        return name

    def own_type(self, name: str, kind: str) -> None:
        """Make the record ``name`` one of a type that a mapping file declared."""
        schema.declare({kind: own_types.entity_type(kind, kind, kind, kind.lower(), {})}, {})
        rows = self._rows["records"]
        next(row for row in rows if row["entity_id"] == self.id(name))["type"] = kind

    def id(self, name: str) -> str:
        """The public id of ``Type:key``."""
        kind, key = name.split(":", 1)
        letter = schema.load().entities[kind].letter
        if kind in _NAMESPACE:
            return keys.public_id(self._ledger.key, letter, "number", _NAMESPACE[kind], key)
        return keys.public_id(self._ledger.key, letter, "key", f"{_STRONG[kind]}:{key}")

    def key(self, name: str) -> int:
        """The number key or record id of ``Type:key``; 0 for an empty name."""
        if not name:
            return 0
        kind, key = name.split(":", 1)
        if kind in _NAMESPACE:
            return keys.number_key(self._ledger.key, _NAMESPACE[kind], key)
        return keys.hash63(self._ledger.key, "record", "file", kind, key)

    def _number_row(self, kind: str, key: str, props: dict[str, Any]) -> dict[str, Any]:
        return {"number_key": self.key(f"{kind}:{key}"), "entity_id": self.id(f"{kind}:{key}"),
                "namespace": _NAMESPACE[kind], "norm": key, "type": kind, "raw": key,
                "props": json.dumps(props, ensure_ascii=False)}  # fmt: skip

    def _record_row(self, kind: str, key: str, props: dict[str, Any]) -> dict[str, Any]:
        case = props.pop("case_no", "")
        return {"record_id": self.key(f"{kind}:{key}"), "entity_id": self.id(f"{kind}:{key}"),
                "type": kind, "role": props.pop("role", ""), "name": props.get("name", ""),
                "strong_keys": [f"{_STRONG[kind]}:{key}"], "case_no": case,
                "props": json.dumps(props, ensure_ascii=False)}  # fmt: skip

    # --- rows -------------------------------------------------------------------------

    def relate(self, source: str, kind: str, target: str, **more: Any) -> None:
        """A relation between two declared things; ``what`` goes into its properties."""
        what = more.pop("what", "")
        self._add("relations", {
            "relation_id": keys.hash63(self._ledger.key, kind, source, target, str(more)),
            "type": kind,
            "from_kind": _kind(source), "from_id": self.key(source),
            "to_kind": _kind(target), "to_id": self.key(target),
            "props": json.dumps({"what": what} if what else {}, ensure_ascii=False),
            "method": "asserted", **more,
        })  # fmt: skip

    def pay(self, payer: str, payee: str, yuan: float, time: int, **more: Any) -> None:
        """A bank row of the payer's statement."""
        row = {"payer": self.key(payer), "payee": self.key(payee), "payer_kind": "account",
               "payee_kind": "account", "own_side": "payer", "time": time, "currency": "CNY",
               "amount_minor": round(yuan * YUAN), "origin": "bank"}  # fmt: skip
        self._add("transfers", {**row, **more})

    def call(self, caller: str, callee: str, time: int, **more: Any) -> None:
        """A voice call on the callee's bill; ``imsi`` names the caller's SIM card."""
        imsi = self.key(more.pop("imsi", ""))
        row = {"caller": self.key(caller), "callee": self.key(callee), "own_side": "callee",
               "time": time, "duration_s": 60, "kind": "voice", "caller_imsi": imsi}  # fmt: skip
        self._add("calls", {**row, **more})

    def report(self, phone: str, text: str, time: int, cell: str = "") -> None:
        """A spam report: ``phone`` got ``text`` under ``cell``; message and relation in one row."""
        row = {"receiver": self.key(phone), "sender": 0, "own_side": "receiver", "time": time,
               "shown_number": "95588", "text": text, "cell": self.key(cell)}  # fmt: skip
        self._add("messages", row)
        place = {"sheet": "messages", "row": self._number}
        self.relate(phone, "RECEIVED", text, valid_from=time, **place)

    def cash(self, account: str, atm: str, yuan: float, time: int, person: str = "") -> None:
        """A row of the cash-out register."""
        self._add("cashouts", {"account": self.key(account), "atm": self.key(atm), "time": time,
                               "person": self.key(person), "currency": "CNY",
                               "amount_minor": round(yuan * YUAN)})  # fmt: skip

    def border(self, person: str, time: int) -> None:
        """A border crossing."""
        row = {"person": self.key(person), "kind": "border", "time": time}
        self._add("trips", row)

    def login(self, account: str, ip: str, time: int) -> None:
        """A login of an account from an address."""
        self._add("logins", {"account": self.key(account), "ip": self.key(ip), "time": time})

    def _add(self, table: str, row: dict[str, Any]) -> None:
        self._number += 1
        if table not in ("numbers", "records", "relations"):
            row = {"row_key": self._number, **row}
        self._rows.setdefault(table, []).append({"sheet": table, "row": self._number, **row})

    # --- answers ----------------------------------------------------------------------

    def load(self) -> Evidence:
        """Commit what was collected and look it up."""
        source = ImportSource(f"{self._number:064x}", "built.csv", 1, "utf-8", "built@1", "built")
        with self._ledger.begin_import(source) as draft:
            for table, rows in self._rows.items():
                draft.append(table, pl.DataFrame(rows, infer_schema_length=None))
            draft.commit([])
        self._rows = {}
        return Evidence(Dataset(self._ledger))

    def answer(self, case: str = "Case:A1", template: str = "T2") -> CaseAnswer:
        """The chains of a case."""
        return chains_of(self.load(), self.id(case), template)

    def chain(self, case: str = "Case:A1", template: str = "T2") -> Chain:
        """The only chain of a case."""
        (chain,) = self.answer(case, template).chains
        return chain

    def names(self, *names: str) -> set[str]:
        """The ids of several things."""
        return {self.id(name) for name in names}


def _kind(name: str) -> str:
    return "number" if name.split(":", 1)[0] in _NAMESPACE else "record"


def seed_case(made: SmallLedger, case: str = "A1", victim: str = "V1") -> None:
    """A case with a victim, his phone and account, one payment of 200,000 at 11:05, one payee.

    ``Person:V1`` HOLDS ``BankAccount:V1`` and USES ``PhoneNumber:V1``; the first
    payee is ``BankAccount:L1``, with ``Gang:G1`` involved and based at ``Den:D1``.
    """
    made.thing(f"Case:{case}", scam_type="冒充公检法")
    made.thing(f"Person:{victim}", name="被害人", phone=victim)
    made.thing(f"BankAccount:{victim}")
    made.thing(f"PhoneNumber:{victim}")
    made.relate(f"Person:{victim}", "VICTIM_OF", f"Case:{case}")
    made.relate(f"Person:{victim}", "HOLDS", f"BankAccount:{victim}")
    made.relate(f"Person:{victim}", "USES", f"PhoneNumber:{victim}")
    made.thing("BankAccount:L1")
    made.relate("BankAccount:L1", "INVOLVED_IN", f"Case:{case}", role="suspect-account")
    made.pay(f"BankAccount:{victim}", "BankAccount:L1", 200_000, at(11.1))
    made.thing("Gang:G1", name="团伙一")
    made.thing("Den:D1")
    made.relate("Gang:G1", "INVOLVED_IN", f"Case:{case}")
    made.relate("Gang:G1", "BASED_AT", "Den:D1")


def accounts(made: SmallLedger, *names: str) -> None:
    """Declare bank accounts."""
    for name in names:
        made.thing(f"BankAccount:{name}")
