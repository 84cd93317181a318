"""Reads a sample's truth.json in the words of the product: refs become entity ids."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from graph.dataset import Dataset
from graph.ledger import Ledger

#: what a file cannot tell apart may be registered as either
_ACCOUNTS = ("Account", "BankAccount", "BankCard", "PaymentAccount")


@dataclass(frozen=True)
class Truth:
    """The expected chains of a sample, its refs resolved against a loaded HOME."""

    data: dict[str, Any]
    ids: dict[str, str]

    def chain(self, case: str) -> dict[str, Any]:
        """The expected chain of a case."""
        (found,) = [chain for chain in self.data["chains"] if chain["case"] == case]
        return dict(found)

    def named(self, refs: list[str]) -> set[str]:
        """Entity ids of several refs."""
        return {self.ids[ref] for ref in refs}


def read(path: Path, home: Path) -> Truth:
    """The truth file with every ref of a chain or of ``must_not_join`` resolved."""
    data = json.loads(path.read_text(encoding="utf-8"))
    wanted = {ref for pair in data["must_not_join"] for ref in pair}
    for chain in data["chains"]:
        wanted |= {ref for refs in chain["stage_entities"].values() for ref in refs}
    with Ledger.open(home, create=False) as ledger:
        dataset = Dataset(ledger)
        ids = {
            entity["ref"]: _resolve(dataset, entity)
            for entity in data["entities"]
            if entity["ref"] in wanted
        }
    return Truth(data, ids)


def _resolve(dataset: Dataset, entity: dict[str, Any]) -> str:
    """By its natural key, or by the rows it stands in; exactly one entity must answer."""
    types = _ACCOUNTS if entity["type"] in _ACCOUNTS else (entity["type"],)
    if entity["key"] is None:
        found = _at_rows(dataset, entity["rows"], types[0])
    else:
        key = pl.col("key").str.split("#").list.first()
        matching = (key == entity["key"]) & pl.col("type").is_in(types)
        found = set(dataset.entities.filter(matching)["entity_id"])
    assert len(found) == 1, (entity, found)
    return next(iter(found))


def _at_rows(dataset: Dataset, rows: list[dict[str, Any]], kind: str) -> set[str]:
    files = dict(dataset.ledger.imports().select("import_id", "file_name").iter_rows())
    places = {(row["file"], row["sheet"], row["row"]) for row in rows}
    roles = {row["role"] for row in rows}
    records = dataset.records.filter((pl.col("type") == kind) & pl.col("role").is_in(list(roles)))
    return {
        row["cluster"]
        for row in records.iter_rows(named=True)
        if (files[row["import_id"]], row["sheet"], row["row"]) in places
    }
