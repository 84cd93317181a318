"""What analysts decide: each is checked, completed with record ids and appended.

Every function returns the :class:`~graph.ledger.Decision` with its id and the
dataset version it made, and raises :class:`~graph.errors.BadInput` when it would
mean nothing. Undoing is another decision.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from graph import schema
from graph.dataset import Dataset
from graph.errors import BadInput, UnknownEntity
from graph.ledger import Decision
from graph.ledger.decision_log import decision_rows
from graph.model import Entity


@dataclass(frozen=True, slots=True)
class Assertion:
    """A relation an analyst asserts between two entity ids; times are epoch µs."""

    type: str
    source: str
    target: str
    role: str = ""
    case_no: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    props: Mapping[str, Any] = field(default_factory=dict)


def merge(dataset: Dataset, first: str, second: str, why: str, actor: str) -> Decision:
    """Two entities are one. The older id stays, the other leads to it."""
    payload = _same(dataset, first, second)
    return dataset.ledger.decide("merge", payload, _reason(why), actor)


def confirm(
    dataset: Dataset, first: str, second: str, why: str, actor: str, rule: str = ""
) -> Decision:
    """A proposed match is right: joins like a merge and cites the rule."""
    payload = {**_same(dataset, first, second), "rule": rule}
    return dataset.ledger.decide("confirm", payload, _reason(why), actor)


def reject(
    dataset: Dataset, first: str, second: str, why: str, actor: str, rule: str = ""
) -> Decision:
    """A proposed match is wrong: it is not proposed again."""
    a, b = _entity(dataset, first), _entity(dataset, second)
    pairs = [[int(r) for r in _record_ids(dataset, item.id)] for item in (a, b)]
    payload = {"a": a.id, "b": b.id, "sides": pairs, "rule": rule}
    return dataset.ledger.decide("reject", payload, _reason(why), actor)


def split(dataset: Dataset, entity: str, records: Sequence[int], why: str, actor: str) -> Decision:
    """These records leave their entity, together; what joined them to it no longer does."""
    found = _entity(dataset, entity)
    members = set(_record_ids(dataset, found.id))
    leaving = sorted({int(record) for record in records})
    if not leaving or not set(leaving) <= members:
        raise BadInput(
            f"所列记录不都属于 {found.label}。",
            f"Not all of these records belong to {found.label}.",
        )
    if len(leaving) == len(members):
        raise BadInput("不能移出全部记录。", "All records cannot leave at once.")
    payload = {"records": leaving, "entity": found.id}
    return dataset.ledger.decide("split", payload, _reason(why), actor)


def assert_relation(dataset: Dataset, assertion: Assertion, why: str, actor: str) -> Decision:
    """A relation no file states. Its ends are stored as number key or oldest record."""
    kind = schema.load().find_relation_type(assertion.type)
    if kind is None or kind.derived:
        raise BadInput(
            f"没有可断言的关系“{assertion.type}”。",
            f"There is no relation '{assertion.type}' that can be asserted.",
        )
    source, target = _entity(dataset, assertion.source), _entity(dataset, assertion.target)
    _check_end(kind, source, kind.sources)
    _check_end(kind, target, kind.targets)
    from_kind, from_id = _stored_end(dataset, source.id)
    to_kind, to_id = _stored_end(dataset, target.id)
    relation = {
        "relation_id": secrets.randbits(62) + 1,
        "type": kind.name,
        "from_kind": from_kind,
        "from_id": from_id,
        "to_kind": to_kind,
        "to_id": to_id,
        "role": assertion.role,
        "case_no": assertion.case_no,
        "valid_from": assertion.valid_from,
        "valid_to": assertion.valid_to,
        "props": dict(assertion.props),
    }
    return dataset.ledger.decide("assert", {"relation": relation}, _reason(why), actor)


def retract(dataset: Dataset, relation_id: int, why: str, actor: str) -> Decision:
    """A relation row is wrong: it stays stored and counts no more."""
    if dataset.relations.filter(pl.col("relation_id") == relation_id).is_empty():
        raise BadInput(f"没有关系 {relation_id}。", f"There is no relation {relation_id}.")
    return dataset.ledger.decide("retract", {"relation_id": relation_id}, _reason(why), actor)


def annotate(dataset: Dataset, entity: str, text: str, why: str, actor: str) -> Decision:
    """A note on an entity; changes no answer."""
    found = _entity(dataset, entity)
    if not text.strip():
        raise BadInput("批注为空。", "The note is empty.")
    payload = {"entity": found.id, "text": text}
    return dataset.ledger.decide("annotate", payload, why, actor)


def undo(dataset: Dataset, decision_id: int, why: str, actor: str) -> Decision:
    """Make a decision count no more; undoing an undo brings it back."""
    log = {row.decision_id: row for row in decision_rows(_log(dataset))}
    row = log.get(decision_id)
    if row is None:
        raise BadInput(f"没有决定 {decision_id}。", f"There is no decision {decision_id}.")
    if not row.stands:
        raise BadInput(f"决定 {decision_id} 已撤销。", f"Decision {decision_id} is already undone.")
    return dataset.ledger.decide("undo", {"decision_id": decision_id}, _reason(why), actor)


def notes(dataset: Dataset, entity: str) -> list[dict[str, Any]]:
    """The notes on an entity, oldest first: ``text, at, actor``; those of merged ids too."""
    current = dataset.resolve_redirect(entity)
    return [
        {"text": row.payload["text"], "at": row.at, "actor": row.actor, "decision": row.decision_id}
        for row in decision_rows(_log(dataset))
        if row.stands
        and row.kind == "annotate"
        and dataset.resolve_redirect(str(row.payload["entity"])) == current
    ]


def _log(dataset: Dataset) -> pl.DataFrame:
    return dataset.ledger.read("decisions", dataset.version)


def _reason(why: str) -> str:
    if not why.strip():
        raise BadInput("请说明理由。", "Say why.")
    return why


def _entity(dataset: Dataset, entity_id: str) -> Entity:
    found = dataset.entity(entity_id)
    if found is None:
        raise UnknownEntity(f"没有实体 {entity_id}。", f"There is no entity {entity_id}.")
    return found


def _record_ids(dataset: Dataset, entity_id: str) -> list[int]:
    members = dataset.records.filter(pl.col("cluster") == entity_id)
    return members["record_id"].unique(maintain_order=True).to_list()


def _same(dataset: Dataset, first: str, second: str) -> dict[str, Any]:
    a, b = _entity(dataset, first), _entity(dataset, second)
    if a.id == b.id:
        raise BadInput(f"{a.label} 已是同一实体。", f"{a.label} is one entity already.")
    if a.type != b.type:
        raise BadInput("类型不同的实体不能合并。", "Entities of different types cannot be merged.")
    records = [*_record_ids(dataset, a.id), *_record_ids(dataset, b.id)]
    if not records:
        raise BadInput(
            "号码不能合并：号码本身就是实体。", "Numbers cannot be merged: the number is the thing."
        )
    return {"records": records, "entities": [a.id, b.id]}


def _check_end(kind: schema.RelationType, entity: Entity, allowed: Sequence[str]) -> None:
    table = schema.load()
    if "any" in allowed or any(table.is_a(entity.type, name) for name in allowed):
        return
    raise BadInput(
        f"关系“{kind.zh}”不能连接{table.entities[entity.type].zh}（{entity.label}）。",
        f"The relation '{kind.en}' cannot join a {table.entities[entity.type].en}"
        f" ({entity.label}).",
    )


def _stored_end(dataset: Dataset, entity_id: str) -> tuple[str, int]:
    number = dataset.numbers.filter(pl.col("entity_id") == entity_id)["number_key"]
    if number.len():
        return "number", int(number[0])
    return "record", int(dataset.rows_of(entity_id)["record_id"][0])
