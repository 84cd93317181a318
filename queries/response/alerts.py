"""What an import brings that somebody should act on at once (domain.md §5.10): four rules.

Each rule looks only at what the import's rows name; it reads relations and entities of the
dataset, never infers. A wanted person, a number already in another case, a new victim of a
stopped or frozen account, an account of the import where stolen money may still lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from graph.dataset import Dataset
from graph.ledger import import_numbered
from queries.model import Text

RULES: Final[dict[str, Text]] = {
    "wanted": Text("通缉人员出现", "a wanted person appears"),
    "frozen-account": Text("止付冻结账户又有新被害人", "a new victim of a frozen account"),
    "other-case": Text("号码已在其他案件中", "a number already in another case"),
    "leaf-balance": Text("账户可能仍有被骗款，宜止付", "stolen money may still lie here"),
}
#: a notice that says one of these is over
_OVER: Final = ("抓获", "撤销", "归案", "到案")
_ORDERS: Final = ("STOPPED", "FROZEN")


@dataclass(frozen=True, slots=True)
class Alert:
    """One finding: rule, the entity, the other entity it is about (or ""), cases, source row."""

    rule: str
    entity: str
    other: str
    case_nos: tuple[str, ...]
    source: tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import brings: the entities its rows name with a row each, its cases.

    ``earlier``: ids of the imports loaded before it.
    """

    import_id: int
    earlier: frozenset[int]
    places: dict[str, tuple[int, str, int]]
    cases: frozenset[str]


def brought_by(dataset: Dataset, number: int) -> Brought:
    """The entities of import ``number``; raises :class:`BadInput` for none that counts."""
    counted = dataset.ledger.imports(dataset.version).filter(~pl.col("retracted"))
    info = import_numbered(counted, number)
    earlier = frozenset(counted.filter(pl.col("number") < number)["import_id"])
    import_id = int(info["import_id"])
    mine = pl.col("import_id") == import_id
    place = ["import_id", "sheet", "row"]
    numbers = dataset.ledger.read(
        "numbers",
        dataset.version,
        columns=["entity_id", "case_no", *place],
        where="import_id = ?",
        params=[import_id],
    )
    records = dataset.records.filter(mine).select("case_no", *place, entity="cluster")
    rows = pl.concat([numbers.select("case_no", *place, entity="entity_id"), records],
                     how="diagonal")  # fmt: skip
    cases = set(rows["case_no"].unique()) | {str(info["case_no"])}
    cases |= set(dataset.relations.filter(mine)["case_no"].unique())
    first = rows.sort("sheet", "row").unique("entity", keep="first", maintain_order=True)
    places = {
        str(entity): (int(i), str(sheet), int(row))
        for entity, i, sheet, row in first.select("entity", *place).iter_rows()
    }
    return Brought(import_id, earlier, places, frozenset(filter(None, cases)))


def wanted(dataset: Dataset, brought: Brought) -> Iterator[Alert]:
    """Persons of a standing notice whom the import names; of a list, those known already."""
    notices = dataset.relations.filter(
        pl.col("type") == "WANTED_BY", pl.col("from_entity").is_in(list(brought.places))
    )
    people = dataset.records.group_by("cluster").agg(
        elsewhere=(pl.col("import_id") != brought.import_id).any()
    )
    known = set(people.filter("elsewhere")["cluster"])
    over = _ended_notices(dataset)
    seen: set[str] = set()
    for row in notices.sort("from_entity", "to_entity").iter_rows(named=True):
        person, notice = row["from_entity"], row["to_entity"]
        listed = row["import_id"] == brought.import_id
        ended = row["valid_to"] is not None or notice in over or person in over
        if person in seen or ended or (listed and person not in known):
            continue
        seen.add(person)
        source = (row["import_id"], row["sheet"], row["row"]) if listed else brought.places[person]
        yield Alert("wanted", person, notice, (), source)


def _ended_notices(dataset: Dataset) -> set[str]:
    """Notices whose status says they are over, and the persons of such notices."""
    status = pl.col("props").str.json_path_match("$.status").fill_null("")
    over = dataset.records.filter(
        pl.col("type") == "WantedNotice", status.str.contains("|".join(_OVER))
    )
    notices = set(over["cluster"])
    of_them = dataset.relations.filter(
        pl.col("type") == "WANTED_BY", pl.col("to_entity").is_in(list(notices))
    )
    return notices | set(of_them["from_entity"])


def other_case(dataset: Dataset, brought: Brought) -> Iterator[Alert]:
    """Numbers of the import that other imports tie to a case the import is not about."""
    numbers = dataset.numbers.filter(
        pl.col("entity_id").is_in(list(brought.places)), ~pl.col("hub")
    )["entity_id"]
    elsewhere = dataset.relations.filter(
        pl.col("import_id") != brought.import_id, pl.col("case_no") != ""
    )
    ends = pl.concat(
        [elsewhere.select("case_no", entity=f"{end}_entity") for end in ("from", "to")]
    )
    found = (
        ends.filter(
            pl.col("entity").is_in(numbers.implode()), ~pl.col("case_no").is_in(brought.cases)
        )
        .group_by("entity")
        .agg(pl.col("case_no").unique().sort())
        .sort("entity")
    )
    for entity, cases in found.iter_rows():
        yield Alert("other-case", entity, "", tuple(cases), brought.places[entity])


def frozen_account(dataset: Dataset, brought: Brought, now: int) -> Iterator[Alert]:
    """Accounts the import's victims paid to that stood under an order loaded before it.

    ``now``: epoch µs; an order that has run out does not count, one without an end does.
    """
    paid = dataset.relations.filter(
        pl.col("type") == "PAID_SCAM", pl.col("import_id") == brought.import_id
    )
    orders = dataset.relations.filter(
        pl.col("type").is_in(_ORDERS),
        pl.col("import_id").is_in(list(brought.earlier)),
        pl.col("valid_to").is_null() | (pl.col("valid_to") >= now),
    ).select("to_key", order="from_entity")
    found = paid.join(orders.unique("to_key"), on="to_key").sort("row", "to_entity")
    for row in found.iter_rows(named=True):
        source = (row["import_id"], row["sheet"], row["row"])
        case = (row["case_no"],) if row["case_no"] else ()
        yield Alert("frozen-account", row["to_entity"], row["from_entity"], case, source)
