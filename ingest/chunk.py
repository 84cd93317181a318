"""Maps one chunk of a sheet: rows in, frames for the ledger's tables out; pure, so workers can."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from ingest import entities, facts, relations, type_words
from ingest.mapping import Mapping
from ingest.rows import drop_reasons
from ingest.scope import Scope
from ingest.typed import Reader

#: single values left out that are listed, per chunk and column
MAX_REMARKS: Final = 1000


@dataclass
class Mapped:
    """What a chunk became.

    ``facts`` are (table, optional, rows); ``rejects`` have row, column, value, reason and
    scope (row or value); ``rows`` are the row numbers in use; ``size`` is the bytes it was
    read from, 0 where that is not known.
    """

    size: int = 0
    lines: int = 0
    rejected: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)
    numbers: list[pl.DataFrame] = field(default_factory=list)
    records: list[pl.DataFrame] = field(default_factory=list)
    relations: list[pl.DataFrame] = field(default_factory=list)
    facts: list[tuple[str, bool, pl.DataFrame]] = field(default_factory=list)
    rejects: list[pl.DataFrame] = field(default_factory=list)

    def moved(self, rows: int) -> Mapped:
        """The same chunk with its row numbers raised by ``rows``."""
        down = (pl.col("row") + rows).alias("row")
        self.rows = self.rows.with_columns(down) if self.rows.width else self.rows
        for frames in (self.numbers, self.records, self.relations, self.rejects):
            frames[:] = [frame.with_columns(down) if frame.width else frame for frame in frames]
        self.facts = [(table, free, rows_.with_columns(down)) for table, free, rows_ in self.facts]
        return self


def map_chunk(cells: pl.DataFrame, scope: Scope) -> Mapped:
    """Map the rows of a chunk (``row``, ``c0 …``, ``extra``)."""
    cells = cells.with_columns(pl.col("row").cast(pl.Int64))
    out = Mapped(lines=cells.height)
    drop = drop_reasons(cells, scope.mapping, scope.binding, scope.header_row)
    dropped = drop.drop_nulls().value_counts(sort=False)
    reasons = drop.drop_nulls().unique(maintain_order=True)
    counted = dict(dropped.iter_rows())
    out.dropped = {reason: counted[reason] for reason in reasons}
    cells = cells.filter(drop.is_null())
    if cells.is_empty():
        return out
    frame = _prepared(cells, scope)
    bad = _rejects(frame, cells["extra"], scope)
    out.rejected = bad.height
    out.rejects.append(bad)
    if bad.height:
        frame = frame.filter(~pl.col("row").is_in(bad["row"].implode()))
    frame, lost = _map_rows(frame, scope, out)
    out.rejected += lost.height
    out.rejects += [lost, *_remarks(frame, scope.mapping), *_conflicts(frame, scope.mapping)]
    out.rows = frame.select("row")
    return out


def _prepared(cells: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Typed columns with ``idx``, ``case`` and the types named row by row."""
    mapping = scope.mapping
    source = scope.file_sha256[:16]
    reader = Reader(mapping, scope.binding, scope.key, scope.given, source)
    frame = reader.read(cells)
    case: pl.Expr = pl.lit(scope.case_no)
    if mapping.case:
        number = pl.col(mapping.case).cast(pl.String).str.replace_all(r"\s", "")
        case = pl.coalesce(number, case)
    frame = frame.with_columns(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("idx"), case.alias("case")
    )
    return type_words.with_types(frame, mapping)


# --- rejects --------------------------------------------------------------------------


def _rejects(frame: pl.DataFrame, extra: pl.Series, scope: Scope) -> pl.DataFrame:
    """The first reason for which each unusable row is refused."""
    tests: list[tuple[pl.Expr, str, pl.Expr]] = []
    mapping = scope.mapping
    for name in _required(mapping):
        if name in frame.columns:
            why = pl.coalesce(f"{name}.issue", pl.lit("missing"))
            tests.append((pl.col(name).is_null(), name, why))
    for rule in mapping.facts:
        if not rule.optional:
            name = facts.lacking(rule, mapping)[0]
            wrong = facts.applies(rule) & ~facts.complete(rule, mapping, frame.columns)
            for other in facts.lacking(rule, mapping):
                found = wrong & pl.col(f"{other}.issue").is_not_null()
                tests.append((found, other, pl.col(f"{other}.issue")))
            tests.append((wrong, name, pl.lit("missing")))
    for entity in mapping.entities.values():
        if entity.type_from:
            none = pl.col(f"type_of.{entity.rule}").is_null()
            tests.append((none, entity.type_from, pl.lit("unknown_type")))
    for relation in mapping.relations:
        if name := relation.type_from:
            unknown = pl.col(f"relation_of.{name}").is_null()
            tests.append((unknown, name, pl.lit("unknown_relation")))
            tests.append((~pl.col(f"ends_of.{name}"), name, pl.lit("relation_ends")))
    frame = frame.with_columns(extra.alias("extra"))
    return _first_reason(frame, tests, mapping)


def _required(mapping: Mapping) -> list[str]:
    columns = [column.name for column in mapping.columns.values() if column.required]
    return columns + [item.name for item in mapping.computed if item.required]


def _first_reason(
    frame: pl.DataFrame, tests: list[tuple[pl.Expr, str, pl.Expr]], mapping: Mapping
) -> pl.DataFrame:
    nothing = pl.lit(None, dtype=pl.String)
    named = frame.with_columns(
        pl.when("extra").then(pl.lit("")).otherwise(nothing).alias("reject.column"),
        pl.when("extra").then(pl.lit("")).otherwise(nothing).alias("reject.value"),
        pl.when("extra").then(pl.lit("too_many_columns")).otherwise(nothing).alias("reject.reason"),
    )
    named = named.filter(pl.any_horizontal("extra", *(test for test, _, _ in tests)))
    for test, name, why in tests:  # step by step: nested expressions would double at each test
        holds = pl.col("reject.reason").is_null() & test
        header, raw = pl.lit(header_of(mapping, name)), pl.col(f"{name}.raw").fill_null("")
        named = named.with_columns(
            pl.when(holds).then(header).otherwise("reject.column").alias("reject.column"),
            pl.when(holds).then(raw).otherwise("reject.value").alias("reject.value"),
            pl.when(holds).then(why).otherwise("reject.reason").alias("reject.reason"),
        )
    named = named.filter(pl.col("reject.reason").is_not_null())
    parts = [pl.col(f"reject.{part}").alias(part) for part in ("column", "value", "reason")]
    return named.select("row", *parts, pl.lit("row").alias("scope"))


def header_of(mapping: Mapping, name: str) -> str:
    """The header of a column as the mapping prints it; a computed column is its own name."""
    return mapping.columns[name].header if name in mapping.columns else name


def _remarks(frame: pl.DataFrame, mapping: Mapping) -> Iterable[pl.DataFrame]:
    """Cells of accepted rows that could not be read and were left out."""
    noted = [name for name in mapping.columns if f"{name}.issue" in frame.columns]
    for name in noted:
        if frame[f"{name}.issue"].null_count() == frame.height:
            continue
        found = frame.filter(pl.col(f"{name}.issue").is_not_null()).head(MAX_REMARKS)
        if found.height:
            yield found.select(
                "row",
                pl.lit(header_of(mapping, name)).alias("column"),
                pl.col(f"{name}.raw").alias("value"),
                pl.col(f"{name}.issue").alias("reason"),
                pl.lit("value").alias("scope"),
            )


def _conflicts(frame: pl.DataFrame, mapping: Mapping) -> Iterable[pl.DataFrame]:
    """Cells that were used, but not as they stand: a sign against its direction, a lost zone."""
    for rule in mapping.facts:
        amount, way = rule.slots.get("amount"), rule.slots.get("direction")
        if rule.table == "transfers" and amount and way:
            turned = (pl.col(amount) < 0) & (pl.col(way) == "in")
            yield _noted(frame.filter(turned), mapping, amount, "sign_direction")
    for name, column in mapping.columns.items():
        if column.zone:
            lost = pl.col(f"{name}.remark") == "zone_unknown"
            yield _noted(frame.filter(lost), mapping, column.zone, "zone_unknown")


def _noted(frame: pl.DataFrame, mapping: Mapping, name: str, reason: str) -> pl.DataFrame:
    return frame.head(MAX_REMARKS).select(
        "row",
        pl.lit(header_of(mapping, name)).alias("column"),
        pl.col(f"{name}.raw").alias("value"),
        pl.lit(reason).alias("reason"),
        pl.lit("value").alias("scope"),
    )


# --- entities, relations, facts ----------------------------------------------------------


def _map_rows(frame: pl.DataFrame, scope: Scope, out: Mapped) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Fill ``out``; the rows used, and those (as rejects) that made nothing at all."""
    mapping = scope.mapping
    ends = {}
    for name, rule in mapping.entities.items():
        made = entities.make(rule, frame, scope)
        out.numbers += [item.numbers for item in made if item.numbers is not None]
        out.records += [item.records for item in made if item.records is not None]
        parts = [item.ends for item in made]
        ends[name] = pl.concat(parts) if parts else pl.DataFrame(schema=entities.END)
    for relation in mapping.relations:
        out.relations.append(relations.make(relation, ends, frame, scope))
    used = [part["idx"] for part in ends.values()]
    for fact in mapping.facts:
        rows = facts.make(fact, frame, mapping, ends)
        if rows.height:
            out.facts.append((fact.table, fact.optional, rows))
    if mapping.facts and mapping.is_facts:
        return frame, _nothing_made(frame.clear())
    touched = pl.concat(used).unique() if used else pl.Series("idx", [], dtype=pl.UInt32)
    empty = ~frame["idx"].is_in(touched.implode())
    return frame.filter(~empty), _nothing_made(frame.filter(empty))


def _nothing_made(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        "row",
        pl.lit("").alias("column"),
        pl.lit("").alias("value"),
        pl.lit("nothing_usable").alias("reason"),
        pl.lit("row").alias("scope"),
    )
