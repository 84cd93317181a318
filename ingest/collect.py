"""Gathers the chunks of a sheet into rows of the ledger: ids, first rows, counts, duplicates."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Final

import polars as pl

from graph import keys, schema
from graph.errors import LedgerError
from ingest import entities, props, relations
from ingest.chunk import Mapped
from ingest.hashing import hash63_many, public_ids
from ingest.occurrences import Occurrences
from ingest.scope import Scope

#: frames of numbers, records or relations that wait before they are made one
_COMPACT: Final = 16
_SEPARATOR: Final = "\x1f"

#: takes the rows of a table: the draft of an import, or nothing in a check
Sink = Callable[[str, pl.DataFrame], None]


class SheetRows:
    """What one sheet becomes; chunks are added in their order, then :meth:`finish`."""

    def __init__(self, scope: Scope, sink: Sink, occurrences: Occurrences) -> None:
        self.scope = scope
        self.counts: dict[str, int] = dict.fromkeys(
            ("lines", "accepted", "duplicate", "rejected", "dropped"), 0
        )
        self.counts |= dict.fromkeys(("entities", "relations", "facts"), 0)
        self.dropped: dict[str, int] = {}
        self.rejects: list[pl.DataFrame] = []
        self._sink = sink
        self._occurrences = occurrences
        self._numbers: list[pl.DataFrame] = []
        self._records: list[pl.DataFrame] = []
        self._relations: list[pl.DataFrame] = []
        self._held: list[tuple[str, pl.DataFrame]] = []

    def add(self, mapped: Mapped) -> None:
        """Take a chunk: facts go on to the sink, the rest is kept until the end."""
        self.counts["lines"] += mapped.lines
        self.counts["rejected"] += mapped.rejected
        self.counts["dropped"] += sum(mapped.dropped.values())
        for reason, count in mapped.dropped.items():
            self.dropped[reason] = self.dropped.get(reason, 0) + count
        duplicate = self._facts(mapped)
        self.counts["duplicate"] += duplicate
        self.counts["accepted"] += mapped.rows.height - duplicate
        self.rejects += [frame for frame in mapped.rejects if frame.height]
        self._numbers = _compacted([*self._numbers, *mapped.numbers], _merged_numbers)
        self._records = _compacted([*self._records, *mapped.records], _merged_records)
        facts = self.scope.mapping.is_facts
        self._relations = _compacted(
            [*self._relations, *mapped.relations], lambda f: relations.grouped(_diagonal(f), facts)
        )

    def _facts(self, mapped: Mapped) -> int:
        """Number the fact rows and pass them on; how many file rows are duplicates."""
        repeated = []
        for table, optional, rows in mapped.facts:
            numbered, duplicate = self._occurrences.number(table, rows)
            if not optional:
                repeated.append(numbered["row"].filter(duplicate))
            self.counts["facts"] += numbered.height
            numbered = numbered.with_columns(pl.lit(self.scope.sheet).alias("sheet"))
            if "person" in numbered.columns:
                self._held.append((table, numbered))
            else:
                self._sink(table, numbered)
        return pl.concat(repeated).n_unique() if repeated else 0

    def finish(self) -> None:
        """Write numbers, records and relations, and the facts that name a record."""
        numbers, records = _merged_numbers(self._numbers), _merged_records(self._records)
        joins = relations.grouped(_diagonal(self._relations), self.scope.mapping.is_facts)
        identities = self._write_records(records)
        self._write_numbers(numbers)
        self._write_relations(joins, identities)
        for table, rows in self._held:
            person = _looked_up(rows["person"], identities)
            self._sink(table, rows.with_columns(person.fill_null(0).alias("person")))
        unique = numbers["number_key"].n_unique() if numbers.height else 0
        self.counts["entities"] = unique + records.height
        self.counts["relations"] = joins.height

    def _evidence(self) -> list[pl.Expr]:
        mapping = self.scope.mapping
        return [
            pl.lit(self.scope.sheet).alias("sheet"),
            pl.lit(mapping.method).alias("method"),
            pl.lit(mapping.confidence).alias("confidence"),
        ]

    def _write_numbers(self, rows: pl.DataFrame) -> None:
        if rows.is_empty():
            return
        if rows.group_by("number_key").agg(pl.col("norm").n_unique() > 1)["norm"].any():
            raise LedgerError(
                "两个号码的键相同，导入已中止。",
                "Two numbers have one key: the import was stopped.",
            )
        parts = []
        for (namespace,), part in rows.group_by("namespace", maintain_order=True):
            letter = schema.load().entity_type_of(str(namespace)).letter
            ids = public_ids(self.scope.key, letter, ["number", str(namespace)], part["norm"])
            parts.append(part.with_columns(ids.alias("entity_id")))
        rows = pl.concat(parts)
        shown = pl.when(pl.col("raw").str.strip_chars() != pl.col("norm")).then("raw")
        rows = rows.with_columns(
            props.to_json(rows), shown.alias("raw"), _as_list("remark"), *self._evidence()
        )
        self._sink("numbers", _without_props(rows, "remark"))

    def _write_records(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Write the records; signature → record id."""
        nothing = pl.DataFrame(schema={"sig": pl.Int64(), "record_id": pl.Int64()})
        if rows.is_empty():
            return nothing
        scope = self.scope
        again = pl.when(pl.col("nth") > 0).then(pl.format("#{}", pl.col("nth") + 1))
        place = pl.col("row").cast(pl.String) + again.fill_null("")
        told = pl.concat_str(place, "type", "place", separator=_SEPARATOR)
        texts = rows.select(told.alias("t"))["t"]
        ids = hash63_many(scope.key, ["record", scope.file_sha256, scope.sheet], texts)
        shown = [self._public(*row) for row in rows.with_columns(place.alias("at")).select(
            "type", "strong_keys", "at", "place"
        ).iter_rows()]  # fmt: skip
        rows = rows.with_columns(
            ids.alias("record_id"),
            pl.Series("entity_id", shown, dtype=pl.String),
            props.to_json(rows),
            _as_list("remark"),
            *self._evidence(),
        )
        self._sink("records", _without_props(rows, "remark", "sig", "nth", "place"))
        return rows.select("sig", "record_id")

    def _public(self, kind: str, strong: Sequence[str], at: str, place: str) -> str:
        scope = self.scope
        letter = scope.entity_type(kind).letter
        if strong:
            return keys.public_id(scope.key, letter, "key", strong[0])
        return keys.public_id(scope.key, letter, "row", scope.file_sha256, scope.sheet, at, place)

    def _write_relations(self, rows: pl.DataFrame, identities: pl.DataFrame) -> None:
        if rows.is_empty():
            return
        for end in ("from", "to"):
            record = _looked_up(rows[f"{end}_id"], identities)
            is_record = pl.col(f"{end}_kind") == "record"
            rows = rows.with_columns(
                pl.when(is_record).then(record).otherwise(f"{end}_id").alias(f"{end}_id")
            )
        scope = self.scope
        parts = [
            pl.col(n).cast(pl.String).fill_null("") for n in ("type", "from_id", "to_id", "role")
        ]
        place = [pl.lit(scope.file_sha256), pl.lit(scope.sheet), pl.col("row").cast(pl.String)]
        texts = rows.select(pl.concat_str(*parts, *place, separator=_SEPARATOR).alias("t"))["t"]
        rows = rows.with_columns(
            hash63_many(scope.key, ["relation"], texts).alias("relation_id"),
            props.to_json(rows),
            pl.lit(scope.sheet).alias("sheet"),
        )
        self._sink("relations", _without_props(rows))


def _looked_up(signatures: pl.Series, identities: pl.DataFrame) -> pl.Series:
    left = signatures.alias("sig").to_frame()
    return left.join(identities, on="sig", how="left", maintain_order="left")["record_id"]


def _as_list(column: str) -> pl.Expr:
    """Comma-separated notes as a JSON list under the name ``issues``."""
    notes = pl.col(column).replace("", None)
    listed = notes.map_elements(lambda text: _json_list(text), return_dtype=pl.String)
    return listed.fill_null("[]").alias("issues")


def _json_list(text: str) -> str:
    return json.dumps(text.split(","), ensure_ascii=False)


def _without_props(rows: pl.DataFrame, *others: str) -> pl.DataFrame:
    return rows.drop([n for n in rows.columns if n.startswith("p.")], *others)


def _diagonal(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The frames below each other; properties one of them lacks are null."""
    filled = [frame for frame in frames if frame.height]
    if filled:
        return pl.concat(filled, how="diagonal_relaxed")
    return frames[0] if frames else pl.DataFrame()


def _compacted(
    frames: list[pl.DataFrame], merge: Callable[[list[pl.DataFrame]], pl.DataFrame]
) -> list[pl.DataFrame]:
    frames = [frame for frame in frames if frame.height] or frames[:1]
    return [merge(frames)] if len(frames) > _COMPACT else frames


def _merged_records(frames: list[pl.DataFrame]) -> pl.DataFrame:
    rows = _diagonal(frames)
    return entities.grouped_records(rows) if rows.height else rows


def _merged_numbers(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """One row per number, type and case over all rules and chunks, the first row's first."""
    rows = _diagonal(frames)
    if rows.is_empty():
        return rows
    known = [pl.col(n).drop_nulls().first() for n in rows.columns if n.startswith("p.")]
    return (
        rows.sort("row", maintain_order=True)
        .group_by("number_key", "type", "case_no", maintain_order=True)
        .agg(
            pl.col("namespace", "norm", "raw", "remark", "row").first(),
            pl.col("row_count").cast(pl.Int64).sum(),
            pl.col("valid_from").min(),
            pl.col("valid_to").max(),
            *known,
        )
    )
