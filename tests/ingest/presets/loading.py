"""Loads small files into a fresh ledger and shows what became of each, readably."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from graph.ledger import Ledger
from graph.tables import IMPORT_TABLES
from ingest.load import Options, run
from ingest.report import LoadReport, SheetReport


@dataclass(frozen=True)
class Loaded:
    """What one file brought into the ledger."""

    sheets: list[SheetReport]
    numbers: pl.DataFrame
    records: pl.DataFrame
    links: pl.DataFrame
    facts: dict[str, pl.DataFrame]

    @property
    def preset(self) -> str:
        """The preset the file was recognised by."""
        return self.sheets[0].preset

    @property
    def counts(self) -> tuple[int, int, int]:
        """(accepted, rejected, dropped) lines over all sheets."""
        names = ("accepted", "rejected", "dropped")
        accepted, rejected, dropped = (
            sum(sheet.counts[name] for sheet in self.sheets) for name in names
        )
        return accepted, rejected, dropped

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


@cache
def load_texts(*texts: str) -> dict[str, Loaded]:
    """Load each text as a GB18030 file with whatever preset fits, all in one ledger, once."""
    with TemporaryDirectory() as folder:
        paths = {text: Path(folder) / f"表{place}.csv" for place, text in enumerate(texts)}
        for text, path in paths.items():
            path.write_bytes(text.lstrip("\n").encode("gb18030"))
        loaded = load_files(Path(folder), list(paths.values()))
    return {text: loaded[path.name] for text, path in paths.items()}


def load_files(folder: Path, paths: list[Path]) -> dict[str, Loaded]:
    """Load files into a fresh ledger under ``folder``; what each became, by file name."""
    with Ledger.open(folder / "home") as ledger:
        report = run(paths, ledger, Options(actor="tester"))
        frames = {table: ledger.read(table) for table in IMPORT_TABLES}
        imports = dict(ledger.imports().select("file_name", "import_id").iter_rows())
    return {path.name: _part(report, frames, path.name, imports[path.name]) for path in paths}


def _part(report: LoadReport, frames: dict[str, pl.DataFrame], name: str, import_id: int) -> Loaded:
    """What one import brought in."""
    own = {table: frame.filter(pl.col("import_id") == import_id) for table, frame in frames.items()}
    sheets = [sheet for sheet in report.sheets if sheet.file == name]
    return Loaded(sheets, own.pop("numbers"), own.pop("records"), own.pop("relations"), own)
