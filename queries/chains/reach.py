"""From what a person asks about to the cases whose chains answer: case, victim, card, station."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from queries.chains.evidence import Evidence

#: one step from a number or thing to the persons and gangs that may stand in a case
_OWNERS = (
    *("HOLDS", "CONTROLS", "USES", "OPERATES", "PAID_SCAM", "CONTACTED", "PROVIDED"),
    *("RECRUITED", "IN_GROUP", "LURED_TO", "SENT", "RECEIVED"),
)
_STARTS = ("MEMBER_OF", "BASED_AT", "LOCATED_IN", "SEIZED_AT", "SUPPLIES", "APPEARS_IN_BATCH")


def all_cases(evidence: Evidence) -> list[str]:
    """Every registered case, by number."""
    entities = evidence.dataset.entities.filter(pl.col("type") == "Case")
    return list(entities.sort("key", "entity_id")["entity_id"])


def cases_named(evidence: Evidence, entity: str) -> list[str]:
    """Cases that a row joins to the entity directly, or over its holder, user, gang or den.

    Empty when none does: then only a chain's own way (the money) can find it.
    """
    reached = {entity}
    cases = _cases(evidence, reached)
    if not cases:
        for kind in _OWNERS:
            reached |= {rel.source for rel in evidence.into(kind, [entity])}
            reached |= {rel.target for rel in evidence.out(kind, [entity])}
        for kind in _STARTS:
            reached |= {rel.target for rel in evidence.out(kind, [entity])}
        cases = _cases(evidence, reached)
    order = {case: place for place, case in enumerate(all_cases(evidence))}
    return sorted(cases & set(order), key=order.__getitem__)


def _cases(evidence: Evidence, entities: Collection[str]) -> set[str]:
    found = {rel.target for rel in evidence.out("INVOLVED_IN", entities)}
    found |= {rel.target for rel in evidence.out("VICTIM_OF", entities)}
    return found | (set(entities) & set(evidence.case_ids))
