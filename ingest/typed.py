"""Turns the cells of a chunk into typed columns, as a mapping's columns and computed say.

For a column ``x`` the frame holds ``x`` (the value), ``x.raw``, ``x.issue``, ``x.remark`` and,
by its reading, ``x.key``, ``x.hint``, ``x.strong``, ``x.precision``; for ``many`` also ``x.list``.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from ingest import beside, reading, values
from ingest.binding import Binding
from ingest.mapping import NAMESPACES, Column, Computed, Coordinates, Mapping
from ingest.splitting import split_values

PARTS: Final = ("raw", "issue", "remark", "key", "hint", "strong", "precision", "list", "beside")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads chunks of one sheet; ``key`` is the ledger's id key.

    ``given`` holds cells that stand outside the table, ``source`` tells the file apart.
    """

    mapping: Mapping
    binding: Binding
    key: bytes
    given: MappingOf[str, str] = field(default_factory=dict)
    source: str = ""

    def read(self, cells: pl.DataFrame) -> pl.DataFrame:
        """``row`` and the typed columns of a chunk with ``c0 …``."""
        frame = cells.select("row")
        later = [c for c in self.mapping.columns.values() if c.currency or c.zone]
        first = [c for c in self.mapping.columns.values() if not (c.currency or c.zone)]
        for column in first:
            frame = frame.with_columns(self._column(column, cells, frame))
        for item in self.mapping.computed:
            if not self._waits(item, later):
                frame = frame.with_columns(self._computed(item, frame))
        for column in later:
            frame = frame.with_columns(self._column(column, cells, frame))
        for item in self.mapping.computed:
            if self._waits(item, later):
                frame = frame.with_columns(self._computed(item, frame))
        for rule in self.mapping.coordinates:
            frame = _to_wgs84(frame, rule)
        return beside.with_ids(frame, self.mapping, self.key)

    def _waits(self, item: Computed, later: list[Column]) -> bool:
        """Whether a computed column needs one that is read only after currency and zone."""
        names = {column.name for column in later}
        for other in self.mapping.computed:
            if names & set(other.parts):
                names.add(other.name)
        return item.name in names

    def _column(self, column: Column, cells: pl.DataFrame, frame: pl.DataFrame) -> list[pl.Series]:
        place = self.binding.places.get(column.name)
        if place is None:
            text = self.given.get(column.name, column.default)
            raw = pl.Series([text], dtype=pl.String).new_from_index(0, cells.height)
        else:
            raw = cells[f"c{place}"]
            if column.default is not None:
                blank = reading.text(raw).is_null()
                raw = raw.zip_with(~blank, pl.Series([column.default], dtype=pl.String))
        header = self.binding.header[place] if place is not None else column.header
        extra = []
        first = raw
        if column.many:
            lists = split_values(raw, column.read)
            extra = [lists.alias(f"{column.name}.list")]
            first = lists.list.first()
        other = column.currency or column.zone
        needed = frame[other] if other else None
        found = self._named(column.name, column.read, first, header, needed)
        if column.quiet:
            found = [
                s.clear(len(s)) if s.name.endswith((".issue", ".remark")) else s for s in found
            ]
        return [raw.alias(f"{column.name}.raw"), *found, *extra]

    def _named(
        self, name: str, how: str, raw: pl.Series, header: str, needed: pl.Series | None = None
    ) -> list[pl.Series]:
        found = reading.read(how, raw, self.key, header, needed)
        return [s.alias(name if s.name == "value" else f"{name}.{s.name}") for s in found]

    def _computed(self, item: Computed, frame: pl.DataFrame) -> list[pl.Series]:
        if item.how == "first_of":
            return _first_of(item, frame)
        if item.how in ("constant", "source"):
            text = item.parts[0] if item.how == "constant" else self.source
            raw = pl.Series([text], dtype=pl.String).new_from_index(0, frame.height)
        elif item.how == "match":
            raw = reading.text(frame[f"{item.parts[0]}.raw"]).str.extract(item.between, 1)
        else:
            raw = _together(item, frame)
        found = self._named(item.name, item.read, raw, item.name)
        if item.quiet:
            found = [
                s.clear(len(s)) if s.name.endswith((".issue", ".remark")) else s for s in found
            ]
        return [raw.alias(f"{item.name}.raw"), *found]


def _first_of(item: Computed, frame: pl.DataFrame) -> list[pl.Series]:
    """The first part with a value, with all that belongs to it."""
    choice = pl.coalesce(
        pl.when(pl.col(part).is_not_null()).then(pl.lit(place, dtype=pl.UInt8))
        for place, part in enumerate(item.parts)
    )
    frame = frame.with_columns(choice.fill_null(0).alias("choice"))
    made = []
    for suffix in ("", *(f".{part}" for part in PARTS)):
        have = [(n, f"{part}{suffix}") for n, part in enumerate(item.parts)]
        have = [(n, name) for n, name in have if name in frame.columns]
        if have:
            picked = pl.coalesce(pl.when(pl.col("choice") == n).then(name) for n, name in have)
            made.append(frame.select(picked.alias(f"{item.name}{suffix}")).to_series())
    return made


def _together(item: Computed, frame: pl.DataFrame) -> pl.Series:
    """The parts' cells as one text: ``join`` needs every part, ``list`` takes those there are."""
    texts = [reading.text(frame[f"{part}.raw"]).alias(part) for part in item.parts]
    if item.how == "join" and item.read == "time" and len(texts) == 2:
        return values.join_date_time(texts[0].fill_null(""), texts[1].fill_null(""))
    parts = pl.DataFrame(texts)
    whole = pl.concat_str(pl.all(), separator=item.between, ignore_nulls=item.how == "list")
    if item.how == "list":
        whole = pl.when(pl.any_horizontal(pl.all().is_not_null())).then(whole)
    return parts.select(whole.alias("v"))["v"]


def _to_wgs84(frame: pl.DataFrame, rule: Coordinates) -> pl.DataFrame:
    crs = frame[f"{rule.crs}.raw"] if f"{rule.crs}.raw" in frame.columns else rule.crs
    lon, lat = (frame[f"{name}.raw"].cast(pl.String) for name in (rule.lon, rule.lat))
    found = values.coordinates(lon, lat, crs)
    missing = pl.col("lat").is_null()
    issue = found.select(pl.when(missing).then("issue").alias("issue"))["issue"]
    return frame.with_columns(
        found["lon"].alias(rule.lon),
        found["lat"].alias(rule.lat),
        issue.alias(f"{rule.lon}.issue"),
    )


def exploded(frame: pl.DataFrame, mapping: Mapping, many: list[str], key: bytes) -> pl.DataFrame:
    """The rows of a typed frame once for each value of the ``many`` columns (with ``nth``)."""
    frame = frame.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias("idx"))
    for name in many:
        frame = frame.explode(f"{name}.list").with_columns(
            pl.col(f"{name}.list").alias(f"{name}.raw")
        )
        found = reading.read(mapping.reading(name), frame[f"{name}.raw"], key)
        frame = frame.with_columns(
            s.alias(name if s.name == "value" else f"{name}.{s.name}") for s in found
        )
    return frame.with_columns(pl.int_range(pl.len()).over("idx").alias("nth"))


def narrowed(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Only the named columns of a typed frame, with all that belongs to each, and row, idx, case.

    A filter or a join copies every column it is given: a rule gets those it speaks of.
    """
    kept = {"row", "idx", "case", "nth", *names}
    owners = {"type_of", "relation_of", "ends_of", *kept}
    return frame.select(n for n in frame.columns if n in kept or n.rpartition(".")[0] in owners)


def has_key(mapping: Mapping, name: str) -> bool:
    """Whether the column's reading gives a number key of its own."""
    return mapping.reading(name).partition(":")[0] in NAMESPACES
