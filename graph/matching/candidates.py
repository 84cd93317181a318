"""The review queue: pairs that may be one, all reasons of a pair together, best first.

Never proposed (domain.md §2.4): two persons with different ID numbers; pairs whose only
common value is a name, a service number, an address or a hotel; pairs already decided.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from graph.dataset import Dataset
from graph.identity import folded, is_reference
from graph.ledger.decision_log import standing
from graph.matching import masked, pairs
from graph.matching.persons import person_rows
from graph.matching.rules import AGAINST, AGAINST_FACTOR, RULES


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that proposes the pair, and the value the two agree in."""

    rule: str
    value: str

    @property
    def why(self) -> tuple[str, str]:
        """The rule in Chinese and English."""
        return RULES[self.rule].zh, RULES[self.rule].en


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entity ids that may be one; ``score`` in 0…1 orders the queue, it decides nothing."""

    a: str
    b: str
    score: float
    reasons: tuple[Reason, ...]
    against: tuple[str, ...]

    @property
    def rule(self) -> str:
        """The strongest rule."""
        return self.reasons[0].rule

    @property
    def doubts(self) -> list[tuple[str, str]]:
        """What speaks against it, in Chinese and English."""
        return [AGAINST[name] for name in self.against]


def candidates(dataset: Dataset) -> list[Candidate]:
    """Open candidates, highest score first, then by ids."""
    found = dataset.derived("candidates", lambda: _found(dataset))
    return [_candidate(row) for row in found.iter_rows(named=True)]


def _found(dataset: Dataset) -> pl.DataFrame:
    """One row a pair: ``a b rule value score clash``; cost: a few sorts of the person records."""
    persons = person_rows(dataset)
    parts = [
        *pairs.same_names(persons),
        masked.masked_ids(persons),
        pairs.same_nicknames(persons),
        *pairs.alike_names(persons),
        masked.masked_phones(persons),
        _ambiguous(dataset),
    ]
    found = _undecided(dataset, _each_pair_once(pl.concat(parts)))
    return _scored(found, persons).select("a", "b", "rule", "value", "score", "clash")


def _each_pair_once(parts: pl.DataFrame) -> pl.DataFrame:
    """``a < b``, one row a rule and pair, the strongest rule of a pair first."""
    order = {rule: place for place, rule in enumerate(RULES)}
    return (
        parts.with_columns(a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b"))
        .filter(pl.col("a") != pl.col("b"))
        .with_columns(order=pl.col("rule").replace_strict(order, return_dtype=pl.Int64))
        .sort("a", "b", "order", "value")
        .unique(["a", "b", "rule"], keep="first", maintain_order=True)
    )


def _scored(found: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """One row a pair with its reasons, what speaks against it, and the score."""
    left_open = 1 - pl.col("rule").replace_strict(
        {name: rule.weight for name, rule in RULES.items()}, return_dtype=pl.Float64
    )
    births = persons.select("entity", "births").unique("entity")
    clash = (
        (pl.col("births").list.len() > 0)
        & (pl.col("births_b").list.len() > 0)
        & (pl.col("births").list.set_intersection("births_b").list.len() == 0)
    ).fill_null(False)
    return (
        found.group_by("a", "b", maintain_order=True)
        .agg("rule", "value", open=left_open.product())
        .join(births, left_on="a", right_on="entity", how="left", maintain_order="left")
        .join(births, left_on="b", right_on="entity", how="left", maintain_order="left",
              suffix="_b")
        .with_columns(clash=clash)
        .with_columns(
            score=((1 - pl.col("open")) * pl.when("clash").then(AGAINST_FACTOR).otherwise(1.0))
            .round(3)
        )
        .sort("score", "a", "b", descending=[True, False, False])
    )  # fmt: skip


def _candidate(row: dict[str, object]) -> Candidate:
    rules, values = row["rule"], row["value"]
    assert isinstance(rules, list)
    assert isinstance(values, list)
    reasons = tuple(Reason(*pair) for pair in zip(rules, values, strict=True))
    against = ("birth",) if row["clash"] else ()
    return Candidate(str(row["a"]), str(row["b"]), float(str(row["score"])), reasons, against)


def _ambiguous(dataset: Dataset) -> pl.DataFrame:
    """References by name that several entities of the same case answer to."""
    records = dataset.records
    named = records.with_columns(plain=folded(records["name"])).filter(
        pl.col("plain") != "", pl.col("case_no") != ""
    )
    scope = ["type", "case_no", "plain"]
    asking = named.filter(is_reference()).select("cluster", *scope).unique()
    answering = named.filter(~is_reference()).select(pl.col("cluster").alias("b"), *scope).unique()
    several = answering.filter(pl.len().over(scope) > 1)
    return asking.join(several, on=scope).select(
        rule=pl.lit("ambiguous_name"), a="cluster", b="b", value="plain"
    )


def _undecided(dataset: Dataset, found: pl.DataFrame) -> pl.DataFrame:
    """Without the pairs that a standing rejection told apart."""
    sides = [
        (place, side, int(record))
        for place, row in enumerate(
            standing(dataset.ledger.read("decisions", dataset.version), "reject")
        )
        for side, records in enumerate(row.payload.get("sides", []))
        for record in records
    ]
    schema = {"decision": pl.Int64, "side": pl.Int64, "record_id": pl.Int64}
    named = pl.DataFrame(sides, schema=schema, orient="row").join(
        dataset.records.select("record_id", "cluster").unique(), on="record_id"
    )
    one = named.filter(pl.col("side") == 0).select("decision", a="cluster")
    other = named.filter(pl.col("side") == 1).select("decision", b="cluster")
    apart = one.join(other, on="decision").select(
        a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b")
    )
    return found.join(apart.unique(), on=["a", "b"], how="anti", maintain_order="left")
