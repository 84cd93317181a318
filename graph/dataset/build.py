"""Builds and keeps the frames of one dataset version; ``graph.dataset`` is the face of it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import Final

import polars as pl

from graph import own_types, settings
from graph.dataset.cache import cached, scanned
from graph.dataset.contacts import contacts_view
from graph.dataset.entities import entities_view
from graph.dataset.facts import simple_view, with_entities
from graph.dataset.numbers import card_overlay, degrees, numbers_base, numbers_view, spans
from graph.dataset.relations import relations_view, with_decisions
from graph.dataset.transfers import transfers_view
from graph.identity import clusters
from graph.ledger import Ledger
from graph.tables import FACT_TABLES

#: key column → entity column, for every fact view
ENDS: Final[dict[str, dict[str, str]]] = {
    "transfers": {"payer": "from_entity", "payee": "to_entity"},
    "calls": {
        name: f"{name.removesuffix('_to')}_entity"
        for name in ("caller", "callee", "forwarded_to", "caller_imei", "caller_imsi",
                     "caller_cell", "callee_imei", "callee_imsi", "callee_cell")
    },
    "messages": {name: f"{name}_entity" for name in ("sender", "receiver", "cell")},
    "presences": {name: f"{name}_entity" for name in ("number", "place")},
    "logins": {name: f"{name}_entity" for name in ("account", "ip", "mac", "device")},
    "cashouts": {name: f"{name}_entity" for name in ("account", "atm", "person")},
    "stays": {"person": "person_entity"},
    "trips": {"person": "person_entity"},
}  # fmt: skip
#: columns above that hold record ids
_RECORD_ENDS: Final = ("person",)
_ACCOUNT_ENDS: Final = {"logins": "account", "cashouts": "account"}


#: the key columns by which a number is seen, in each fact view
_SEEN: Final[dict[str, tuple[str, ...]]] = {
    "transfers": ("payer", "payee", "payer_card", "payee_card", "ip", "mac"),
    "calls": tuple(ENDS["calls"]),
    "messages": tuple(ENDS["messages"]),
    "presences": tuple(ENDS["presences"]),
    "logins": tuple(ENDS["logins"]),
    "cashouts": ("account", "atm"),
}


class Views:
    """The frames of one pinned version, each built once; safe to share between threads."""

    def __init__(self, ledger: Ledger, version: int | None = None) -> None:
        """Pin ``version`` (default: the newest); raises ``BadInput`` when it does not exist."""
        self.ledger: Final = ledger
        self.version: Final = ledger.version() if version is None else ledger.check_version(version)
        self.facts_version: Final = ledger.facts_version(self.version)
        own_types.learn(ledger, self.version)
        self._frames: dict[str, pl.DataFrame] = {}
        self._lock = threading.RLock()

    def _memory(self, name: str, build: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        with self._lock:
            if name not in self._frames:
                self._frames[name] = build()
            return self._frames[name]

    def _cached(
        self, name: str, folder: Callable[[], str], build: Callable[[], pl.DataFrame]
    ) -> pl.DataFrame:
        return self._memory(name, lambda: cached(self.ledger.home, folder(), name, build))

    def _version_folder(self) -> str:
        return f"version-{self.version}"

    def _facts_folder(self) -> str:
        overlay = self._overlay().write_csv().encode()
        mark = hashlib.blake2b(overlay, digest_size=5).hexdigest()
        return f"facts-{self.facts_version}-{mark}"

    def _imports(self) -> pl.DataFrame:
        return self._memory("imports", lambda: self.ledger.imports(self.version))

    def _decisions(self) -> pl.DataFrame:
        return self._memory("decisions", lambda: self.ledger.read("decisions", self.version))

    def _numbered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Adds ``import_number`` and whether it is synthetic."""
        about = self._imports().select("import_id", "synthetic", import_number="number")
        return rows.join(about, on="import_id", how="left", maintain_order="left")

    def _rows(self, table: str) -> pl.DataFrame:
        return self._numbered(self.ledger.read(table, self.version))

    def _relation_rows(self) -> pl.DataFrame:
        return self._memory(
            "relation_rows", lambda: with_decisions(self._rows("relations"), self._decisions())
        )

    def _overlay(self) -> pl.DataFrame:
        return self._memory("overlay", lambda: card_overlay(self._relation_rows()))

    def _base(self) -> pl.DataFrame:
        return self._memory("base", lambda: numbers_base(self._rows("numbers")))

    def _facts(self) -> dict[str, pl.DataFrame]:
        return {table: self.fact(table) for table in FACT_TABLES}

    def fact(self, table: str) -> pl.DataFrame:
        """The duplicate view of one fact table: each event once, with its evidence."""
        return self._cached(table, self._folder_of(table), lambda: self._fact(table))

    def scan(self, table: str) -> pl.LazyFrame:
        """The same view, of which only the columns asked for are read into memory."""
        with self._lock:
            if table in self._frames:
                return self._frames[table].lazy()
            folder = self._folder_of(table)()
            return scanned(self.ledger.home, folder, table, lambda: self._fact(table))

    def _folder_of(self, table: str) -> Callable[[], str]:
        by_person = "person" in ENDS[table]  # persons follow merges, numbers do not
        return self._version_folder if by_person else self._facts_folder

    def _fact(self, table: str) -> pl.DataFrame:
        events = self._events(table)
        if table in _ACCOUNT_ENDS:
            events = self._at_accounts(events, _ACCOUNT_ENDS[table])
        ends = ENDS[table]
        by_number = {key: entity for key, entity in ends.items() if key not in _RECORD_ENDS}
        by_record = {key: entity for key, entity in ends.items() if key in _RECORD_ENDS}
        events = with_entities(events, self._entity_of_number(), by_number)
        return with_entities(events, self._entity_of_record(), by_record) if by_record else events

    def _events(self, table: str) -> pl.DataFrame:
        if table == "transfers":
            merchants = self._base().filter(pl.col("namespace") == "merchant")["number_key"]
            cards = self._card_accounts()
            return transfers_view(self._rows(table), cards, merchants)  # it alone holds the rows
        rows = self._rows(table).drop("synthetic")
        if table == "calls":
            return contacts_view(rows, "caller", "callee")
        if table == "messages":
            return contacts_view(rows, "sender", "receiver")
        return simple_view(rows)

    def _at_accounts(self, events: pl.DataFrame, column: str) -> pl.DataFrame:
        accounts = self._card_accounts().rename({"key": column, "canonical": "_account"})
        joined = events.join(accounts, on=column, how="left", maintain_order="left")
        return joined.with_columns(pl.coalesce("_account", column).alias(column)).drop("_account")

    def _card_accounts(self) -> pl.DataFrame:
        return (
            self._overlay().select("key", "canonical").filter(pl.col("key") != pl.col("canonical"))
        )

    def _entity_of_number(self) -> pl.DataFrame:
        return self._base().select("entity_id", key="number_key")

    def _entity_of_record(self) -> pl.DataFrame:
        return self._records().select(entity_id="cluster", key="record_id").unique("key")

    def _numbers(self) -> pl.DataFrame:
        def build() -> pl.DataFrame:
            facts = {table: self.fact(table) for table in _SEEN}
            hub_degree = settings.get_int("HUB_DEGREE")
            return numbers_view(
                self._base(), self._overlay(), degrees(facts), spans(facts, _SEEN), hub_degree
            )

        return self._cached("numbers", self._facts_folder, build)

    def _records(self) -> pl.DataFrame:
        def build() -> pl.DataFrame:
            rows = self._rows("records")
            found = clusters(rows, self._decisions())
            return rows.join(found, on="record_id", how="left", maintain_order="left")

        return self._cached("records", self._version_folder, build)

    def _relations(self) -> pl.DataFrame:
        def build() -> pl.DataFrame:
            numbers = self._entity_of_number().select(
                kind=pl.lit("number"), id="key", entity="entity_id"
            )
            records = self._entity_of_record().select(
                kind=pl.lit("record"), id="key", entity="entity_id"
            )
            ends = pl.concat([numbers, records])
            return relations_view(self._relation_rows(), ends, self._card_accounts())

        return self._cached("relations", self._version_folder, build)

    def _entities(self) -> pl.DataFrame:
        names = (
            self._rows("numbers")
            .select("number_key", name=pl.col("props").str.json_path_match("$.name"))
            .filter(pl.col("name").fill_null("") != "")
            .unique("number_key", keep="first", maintain_order=True)
        )
        return entities_view(self._numbers(), names, self._records(), self._relations())

    def _redirects(self) -> pl.DataFrame:
        ids = self._records().select(old="entity_id", new="cluster")
        moved = ids.filter(pl.col("old") != pl.col("new")).unique(maintain_order=True)
        taken = self._records().select(old="cluster").unique()
        return moved.join(taken, on="old", how="anti").unique(
            "old", keep="first", maintain_order=True
        )
