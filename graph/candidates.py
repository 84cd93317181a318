"""Pairs of records that may be one person, for people to decide; nothing is joined here.

Rules of domain.md §2.4: same name and birth date; same name and phone; a masked
number or name that fits; names of equal pinyin registered in one division; the
same nickname and phone; and names that several entities of a case answer to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from graph.dataset import Dataset
from graph.identity import MASK, folded, is_reference
from graph.ledger.decision_log import standing
from graph.text import pinyin_readings

#: a value shared by more persons than this proposes nothing: a hotline, a form's default
_MOST_IN_A_GROUP: Final = 8

RULES: Final[dict[str, tuple[str, str]]] = {
    "name_phone": ("姓名与电话相同", "same name and phone"),
    "name_birth": ("姓名与出生日期相同", "same name and birth date"),
    "masked": ("脱敏证件号或电话相符", "a masked number fits"),
    "pinyin_division": ("姓名同音且户籍区划相同", "names sound alike, same division"),
    "nick_phone": ("绰号与电话相同", "same nickname and phone"),
    "ambiguous_name": ("案内多个实体叫此名", "several entities of the case are called so"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entity ids that may be one, with the rule and the value that speaks for it."""

    rule: str
    a: str
    b: str
    value: str

    @property
    def why(self) -> tuple[str, str]:
        """The rule in Chinese and English."""
        return RULES[self.rule]


def candidates(dataset: Dataset) -> list[Candidate]:
    """Open candidates, strongest rule first; decided pairs are left out.

    Never proposed: two persons with different ID numbers, and pairs whose only
    common value is the name, a service number or an address.
    """
    persons = _persons(dataset)
    parts = [
        _equal(persons, "name_phone", ["name", "phone"]),
        _equal(persons, "name_birth", ["name", "birth"]),
        _masked(persons, "id", "id"),
        _masked(persons, "phone", "phones"),
        _equal(_spelled(persons), "pinyin_division", ["pinyin", "division"]),
        _equal(persons.drop("name").rename({"nick": "name"}), "nick_phone", ["name", "phone"]),
        _ambiguous(dataset),
    ]
    found = pl.concat(parts).with_columns(
        a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b")
    )
    order = {rule: place for place, rule in enumerate(RULES)}
    found = (
        found.filter(pl.col("a") != pl.col("b"))
        .with_columns(order=pl.col("rule").replace_strict(order, return_dtype=pl.Int64))
        .sort("order", "a", "b", "value")
        .unique(["a", "b"], keep="first", maintain_order=True)
    )
    decided = set(_rejected(dataset))
    rows = found.select("rule", "a", "b", "value").iter_rows()
    return [Candidate(*row) for row in rows if (row[1], row[2]) not in decided]


def _persons(dataset: Dataset) -> pl.DataFrame:
    """A row per person record: entity, folded name, phone, birth date, ID number, division."""
    rows = dataset.records.filter(pl.col("type") == "Person", ~is_reference())
    hubs = dataset.numbers.filter("hub", pl.col("namespace") == "phone")["norm"]
    is_id = pl.element().filter(pl.element().str.starts_with("id:"))
    number = pl.col("strong_keys").list.eval(is_id).list.first().str.strip_prefix("id:")
    shown = _property("id_number")
    birth = pl.coalesce(
        pl.when(_property("birth_date") != "").then(_property("birth_date").str.slice(0, 10)),
        number.str.slice(6, 8).str.replace(r"^(\d{4})(\d\d)(\d\d)$", "$1-$2-$3"),
        pl.lit(""),
    )
    raw = rows.select(
        pl.col("cluster").alias("entity"),
        pl.col("name").alias("raw_name"),
        phone=_property("phone"),
        birth=birth,
        id=number.fill_null(""),
        shown_id=shown,
        division=pl.coalesce(number, pl.lit("")).str.slice(0, 6),
        nick=_property("alias"),
    )
    return raw.with_columns(
        name=pl.when(raw["raw_name"].str.contains(MASK))
        .then(pl.lit(""))
        .otherwise(folded(raw["raw_name"])),
        nick=folded(raw["nick"]),
        phone=pl.when(pl.col("phone").is_in(hubs.implode())).then(pl.lit("")).otherwise("phone"),
    ).with_columns(
        ids=pl.col("id").filter(pl.col("id") != "").unique().sort().implode().over("entity")
    )


def _property(name: str) -> pl.Expr:
    return pl.col("props").str.json_path_match(f"$.{name}").fill_null("")


_PAIR: Final = ["rule", "a", "b", "value"]


def _equal(persons: pl.DataFrame, rule: str, keys: list[str]) -> pl.DataFrame:
    """Entities with equal, complete values in all ``keys``."""
    complete = pl.all_horizontal(
        (pl.col(key) != "") & ~pl.col(key).str.contains(MASK) for key in keys
    )
    rows = persons.filter(complete).select("entity", "ids", *keys).unique(["entity", *keys])
    small = rows.filter(pl.len().over(keys) <= _MOST_IN_A_GROUP)
    return (
        small.join(small, on=keys, suffix="_b")
        .filter(pl.col("entity") < pl.col("entity_b"), _ids_allow())
        .select(
            rule=pl.lit(rule), a="entity", b="entity_b", value=pl.concat_str(keys, separator=" ")
        )
    )


def _ids_allow() -> pl.Expr:
    """No two different ID numbers stand against it."""
    ours, theirs = pl.col("ids"), pl.col("ids_b")
    either_open = (ours.list.len() == 0) | (theirs.list.len() == 0)
    return either_open | (ours.list.set_intersection(theirs).list.len() > 0)


def _masked(persons: pl.DataFrame, what: str, kind: str) -> pl.DataFrame:
    """A number with stars and a whole one of equal length, start and end, and a fitting name."""
    column = "shown_id" if kind == "id" else "phone"
    whole_column = "id" if kind == "id" else "phone"
    clean = pl.col(column).str.replace_all(r"[＊×●]", "*").str.strip_prefix("+86")
    hidden = (
        persons.with_columns(mask=clean)
        .filter(pl.col("mask").str.contains(r"^[0-9X]{3,}\*+[0-9X]{2,}$"))
        .select(
            "entity", "raw_name", "ids", "mask",
            size=pl.col("mask").str.len_chars(),
            start=pl.col("mask").str.extract(r"^([0-9X]+)"),
            end=pl.col("mask").str.extract(r"([0-9X]+)$"),
        )
    )  # fmt: skip
    plain = pl.col(whole_column).str.strip_prefix("+86")
    whole = persons.with_columns(number=plain).filter(
        pl.col("number").str.contains(r"^[0-9X]{7,}$")
    )
    whole = whole.select(
        pl.col("entity").alias("entity_b"), pl.col("raw_name").alias("raw_name_b"),
        pl.col("ids").alias("ids_b"), "number",
        size=pl.col("number").str.len_chars(), head=pl.col("number").str.slice(0, 3),
    ).unique()  # fmt: skip
    fits = (
        hidden.with_columns(head=pl.col("start").str.slice(0, 3))
        .join(whole, on=["size", "head"])
        .filter(
            pl.col("number").str.starts_with(pl.col("start")),
            pl.col("number").str.ends_with(pl.col("end")),
            _names_fit(),
            pl.col("entity") != pl.col("entity_b"),
        )
    )
    if kind != "id":
        fits = fits.filter(_ids_allow())
    return fits.select(rule=pl.lit("masked"), a="entity", b="entity_b", value="mask")


def _names_fit() -> pl.Expr:
    """Equal names, or one with stars whose shown characters are the other's."""
    ours, theirs = pl.col("raw_name"), pl.col("raw_name_b")
    same_start = ours.str.slice(0, 1) == theirs.str.slice(0, 1)
    masked = ours.str.contains(MASK) & same_start
    return (ours == theirs) | masked | (ours == "") | (theirs == "")


def _spelled(persons: pl.DataFrame) -> pl.DataFrame:
    """With the first pinyin spelling of the name; equal names are no proposal of this rule."""
    names = [name for name in persons["name"].unique() if name]
    spelled = {name: _spelling(name) for name in names}
    return persons.with_columns(
        pinyin=persons["name"].replace_strict(spelled, default="", return_dtype=pl.String)
    )


def _spelling(name: str) -> str:
    return next((full for full, _ in pinyin_readings(name)), "")


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


def _rejected(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Pairs of today's entities that a standing decision told apart."""
    records = dataset.records.select("record_id", "cluster")
    for row in standing(dataset.ledger.read("decisions", dataset.version), "reject"):
        sides = [
            records.filter(pl.col("record_id").is_in(side))["cluster"].unique().to_list()
            for side in row.payload.get("sides", [])
        ]
        if len(sides) == 2:
            yield from ((min(a, b), max(a, b)) for a in sides[0] for b in sides[1])
