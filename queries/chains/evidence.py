"""The rows a matcher asks for: relations, numbers and facts of one dataset version, by key."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from weakref import WeakKeyDictionary

import polars as pl

from graph.dataset import Dataset
from queries.chains.finds import NO_SOURCES, Source, Sources
from queries.chains.keyed import Keyed
from queries.chains.money import Money

#: relations that only a rule makes never evidence anything by themselves
_DERIVED: Final = "derived"


@dataclass(frozen=True, slots=True)
class Rel:
    """One relation row between two entities; times are µs or ``None`` for undated."""

    type: str
    source: str
    target: str
    role: str
    what: str
    confidence: float
    case_no: str
    valid_from: int | None
    valid_to: int | None
    count: int
    rows: Sources


def rows_of(evidence: Iterable[Mapping[str, Any]] | None) -> Sources:
    """The rows behind one row of a view."""
    return frozenset((e["import_id"], e["sheet"], e["row"]) for e in evidence or ())


class Evidence:
    """Look-ups over one :class:`Dataset`; frames are sorted on first use and kept.

    Accounts are meant canonically: a card that is one account is that account,
    in relations as in facts. An end that is a suppressed hub is not returned.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset: Final = dataset
        self._relations: dict[tuple[str, str], Keyed] = {}
        self._types: dict[str, str | None] = {}

    # --- numbers and entities ---------------------------------------------------------

    @cached_property
    def _account_of(self) -> dict[str, str]:
        """Card entity → entity of the account it is read as."""
        numbers = self.dataset.numbers.select("number_key", "entity_id", "canonical_key")
        cards = numbers.filter(pl.col("canonical_key") != pl.col("number_key"))
        accounts = numbers.select(canonical_key="number_key", account="entity_id")
        pairs = cards.join(accounts, on="canonical_key")
        return dict(zip(pairs["entity_id"], pairs["account"], strict=True))

    @cached_property
    def _by_entity(self) -> Keyed:
        return Keyed(self.dataset.numbers, "entity_id")

    @cached_property
    def _by_number(self) -> Keyed:
        return Keyed(self.dataset.numbers.select("number_key", "entity_id"), "number_key")

    @cached_property
    def hubs(self) -> frozenset[str]:
        """Entities of suppressed numbers: hotlines, settlement accounts, shared addresses."""
        return frozenset(self.dataset.numbers.filter(pl.col("hub"))["entity_id"])

    @cached_property
    def case_ids(self) -> frozenset[str]:
        """Entities that are cases."""
        return frozenset(self.dataset.entities.filter(pl.col("type") == "Case")["entity_id"])

    @cached_property
    def _entities(self) -> Keyed:
        return Keyed(self.dataset.entities, "entity_id")

    @cached_property
    def _records(self) -> Keyed:
        return Keyed(self.dataset.records, "cluster")

    @cached_property
    def _records_by_name(self) -> Keyed:
        return Keyed(self.dataset.records.filter(pl.col("name") != ""), "name")

    @cached_property
    def _records_by_case(self) -> Keyed:
        return Keyed(self.dataset.records.filter(pl.col("case_no") != ""), "case_no")

    def canonical(self, entity: str) -> str:
        """The account a card is read as; any other entity itself."""
        return self._account_of.get(entity, entity)

    def keys_of(self, entities: Collection[str]) -> dict[str, int]:
        """The (canonical) number key of each entity that is a number."""
        found = self._by_entity.rows(entities)
        return dict(zip(found["entity_id"], found["canonical_key"], strict=True))

    def ids_of(self, keys: Collection[int]) -> dict[int, str]:
        """The entity of each number key."""
        found = self._by_number.rows([key for key in keys if key])
        return dict(zip(found["number_key"], found["entity_id"], strict=True))

    def types_of(self, entities: Collection[str]) -> dict[str, str]:
        """The type of each entity; looked up once."""
        fresh = [entity for entity in entities if entity not in self._types]
        if fresh:
            found = self._entities.rows(fresh)
            self._types.update(dict.fromkeys(fresh))
            self._types.update(zip(found["entity_id"], found["type"], strict=True))
        named = ((entity, self._types[entity]) for entity in entities)
        return {entity: kind for entity, kind in named if kind is not None}

    def records_of(self, entities: Collection[str]) -> list[dict[str, Any]]:
        """The record rows of each cluster, ``props`` read from JSON."""
        return _read_props(self._records.rows(entities))

    def records_named(self, names: Collection[str]) -> list[dict[str, Any]]:
        """The record rows with one of these names, ``props`` read from JSON."""
        return _read_props(self._records_by_name.rows(names))

    def records_in_case(self, case_no: str) -> list[dict[str, Any]]:
        """The record rows that name this case."""
        return _read_props(self._records_by_case.rows([case_no] if case_no else []))

    # --- relations --------------------------------------------------------------------

    @cached_property
    def _all_relations(self) -> pl.DataFrame:
        frame = self.dataset.relations
        ends = ("from_entity", "to_entity")
        if self._account_of:
            frame = frame.with_columns(pl.col(*ends).replace(self._account_of))
        hubs = list(self.hubs)
        for end in ends:
            frame = frame.filter(pl.col(end).is_not_null() & ~pl.col(end).is_in(hubs))
        return frame.filter(pl.col("method") != _DERIVED)

    def _keyed(self, kind: str, end: str) -> Keyed:
        if (kind, end) not in self._relations:
            rows = self._all_relations.filter(pl.col("type") == kind)
            self._relations[kind, end] = Keyed(rows, end)
        return self._relations[kind, end]

    def out(self, kind: str, entities: Collection[str]) -> list[Rel]:
        """Relations of this kind that start at one of ``entities``."""
        return _rels(self._keyed(kind, "from_entity").rows(entities))

    def into(self, kind: str, entities: Collection[str]) -> list[Rel]:
        """Relations of this kind that end at one of ``entities``."""
        return _rels(self._keyed(kind, "to_entity").rows(entities))

    # --- facts ------------------------------------------------------------------------

    @cached_property
    def money(self) -> Money:
        """The transfers, ready to be walked."""
        return Money.of(self.dataset)

    @cached_property
    def _facts(self) -> dict[tuple[str, str], Keyed]:
        return {}

    def facts(self, table: str, column: str, keys: Collection[Any]) -> pl.DataFrame:
        """Rows of a fact view whose ``column`` holds one of ``keys``."""
        if (table, column) not in self._facts:
            frame = self.dataset.fact(table)
            self._facts[table, column] = Keyed(frame, column)
        return self._facts[table, column].rows(keys)


def _read_props(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return [{**row, "props": json.loads(row["props"] or "{}")} for row in frame.to_dicts()]


def _what(props: str | None) -> str:
    if not props or len(props) <= 2:
        return ""
    read = json.loads(props)
    return str(read.get("what") or read.get("note") or "") if isinstance(read, dict) else ""


def _rels(frame: pl.DataFrame) -> list[Rel]:
    return [
        Rel(
            row["type"],
            row["from_entity"],
            row["to_entity"],
            row["role"] or "",
            _what(row["props"]),
            row["confidence"],
            row["case_no"] or "",
            row["valid_from"],
            row["valid_to"],
            row["count"] or 1,
            _row_of(row),
        )
        for row in frame.iter_rows(named=True)
    ]


def _row_of(row: Mapping[str, Any]) -> Sources:
    if not row["import_id"]:
        return NO_SOURCES
    source: Source = (row["import_id"], row["sheet"], row["row"])
    return frozenset((source,))


_KEPT: WeakKeyDictionary[Dataset, Evidence] = WeakKeyDictionary()


def evidence_of(dataset: Dataset) -> Evidence:
    """The look-ups of this dataset, made once while it lives."""
    found = _KEPT.get(dataset)
    if found is None:
        found = _KEPT[dataset] = Evidence(dataset)
    return found
