"""Loads a small file into a fresh ledger and shows what became of it, readably."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from ingest.load import load_paths

from graph.ledger import Ledger


@dataclass(frozen=True)
class Loaded:
    """The ledger's frames after one load."""

    report: Any
    numbers: pl.DataFrame
    records: pl.DataFrame
    links: pl.DataFrame
    facts: dict[str, pl.DataFrame]

    @property
    def preset(self) -> str:
        """The preset the file was recognised by."""
        return str(self.report.imports[0]["preset"])

    @property
    def counts(self) -> tuple[int, int, int]:
        """(accepted, rejected, dropped) lines over all sheets."""
        rows = self.report.imports
        return tuple(sum(row[name] for row in rows) for name in ("accepted", "rejected", "dropped"))

    @property
    def relations(self) -> set[str]:
        """Every relation as ``from TYPE[role] to``."""
        names = self._names()
        shown = set()
        for row in self.links.iter_rows(named=True):
            role = f"[{row['role']}]" if row["role"] else ""
            ends = [names[row[f"{end}_kind"], row[f"{end}_id"]] for end in ("from", "to")]
            shown.add(f"{ends[0]} {row['type']}{role} {ends[1]}")
        return shown

    @property
    def entities(self) -> set[str]:
        """Every number and record, named as in :attr:`relations`."""
        return set(self._names().values())

    def relation(self, kind: str) -> dict[str, Any]:
        """The first relation of a type, with its properties parsed."""
        row = self.links.filter(pl.col("type") == kind).row(0, named=True)
        return row | {"props": json.loads(row["props"] or "{}")}

    def props(self, shown: str) -> dict[str, Any]:
        """The properties of the entity shown so."""
        for frame, kind in ((self.numbers, "number"), (self.records, "record")):
            key = "number_key" if kind == "number" else "record_id"
            for row in frame.iter_rows(named=True):
                if self._names()[kind, row[key]] == shown:
                    return dict(json.loads(row["props"] or "{}"))
        raise KeyError(shown)

    def types(self) -> dict[str, str]:
        """Number → the type its rows show."""
        return {row["norm"]: row["type"] for row in self.numbers.iter_rows(named=True)}

    def strong(self, role: str) -> list[list[str]]:
        """Strong keys of all records of a role."""
        rows = self.records.filter(pl.col("role") == role).sort("sheet", "row")
        return [list(keys) for keys in rows["strong_keys"]]

    def number(self, key: int) -> str:
        """The written form behind a number key of a fact; empty for 0."""
        found = self.numbers.filter(pl.col("number_key") == key)["norm"]
        return str(found[0]) if len(found) else ""

    def _names(self) -> dict[tuple[str, int], str]:
        names = {
            ("number", row["number_key"]): f"{row['namespace']}:{row['norm']}"
            for row in self.numbers.iter_rows(named=True)
        }
        for row in self.records.iter_rows(named=True):
            named = row["name"] or (row["strong_keys"] or ["?"])[0]
            names["record", row["record_id"]] = f"{row['type']}({named})"
        return names


def load(
    folder: Path,
    text: str,
    *,
    name: str = "表.csv",
    encoding: str = "gb18030",
    case: str | None = None,
) -> Loaded:
    """Write ``text`` as a file, load it with whatever preset fits, and read the ledger back."""
    path = folder / name
    path.write_bytes(text.lstrip("\n").encode(encoding))
    return load_files(folder, [path], case)


def load_files(folder: Path, paths: list[Path], case: str | None = None) -> Loaded:
    """Load files into a fresh ledger under ``folder``."""
    with Ledger.open(folder / "home") as ledger:
        report = load_paths(paths, ledger, case=case, actor="tester")
        frames = {
            table: ledger.read(table)
            for table in ("transfers", "calls", "messages", "presences", "logins", "cashouts")
        }
        return Loaded(
            report, ledger.read("numbers"), ledger.read("records"), ledger.read("relations"), frames
        )
