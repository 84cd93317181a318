"""The columns behind the slots of one fact: keys for numbers, values for the rest."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

import polars as pl

from ingest.mapping import FactRule, Mapping
from ingest.typed import has_key


class SlotValues:
    """The columns of a fact's slots: keys for numbers, values for the rest, null when unused."""

    def __init__(
        self,
        rule: FactRule,
        frame: pl.DataFrame,
        mapping: Mapping,
        ends: MappingOf[str, pl.DataFrame],
    ) -> None:
        self.rule, self.frame, self.mapping, self.ends = rule, frame, mapping, ends

    def key(self, slot: str) -> pl.Series:
        """Number keys of a slot; 0 where there is none."""
        name = self.rule.slots.get(slot)
        if name is None:
            return self.nothing(pl.Int64()).fill_null(0)
        if has_key(self.mapping, name):
            return self.frame[f"{name}.key"].fill_null(0)
        return self._by_entity(name)

    def _by_entity(self, column: str) -> pl.Series:
        """Keys of a slot whose column is plain text: those of the entity made from it."""
        rules = self.mapping.entities.values()
        found = next((rule.rule for rule in rules if rule.number == column), None)
        return self.end(found) if found else self.nothing(pl.Int64()).fill_null(0)

    def end(self, entity: str) -> pl.Series:
        """Number key or record signature of an entity in each row; 0 where there is none."""
        ends = self.ends[entity].unique("idx", keep="first").select("idx", "id")
        found = self.frame.select("idx").join(ends, on="idx", how="left", maintain_order="left")
        return found["id"].fill_null(0)

    def value(self, slot: str, kind: pl.DataType | None = None) -> pl.Series:
        """Values of a slot, null where it is not used."""
        name = self.rule.slots.get(slot)
        if name is None:
            return self.nothing(kind or pl.String())
        return self.frame[name]

    def nothing(self, kind: pl.DataType) -> pl.Series:
        """A column of nulls."""
        return pl.Series([None], dtype=kind).new_from_index(0, self.frame.height)

    def base(self) -> pl.DataFrame:
        """What every fact row has: row, case, time, precision, status."""
        time = self.rule.slots["time"]
        precision = f"{time}.precision"
        return self.frame.select(
            "row",
            pl.col("case").alias("case_no"),
            pl.col(time).alias("time"),
            pl.col(precision).fill_null("second").alias("time_precision"),
        ).with_columns(self.value("status").fill_null("ok").alias("status"))
