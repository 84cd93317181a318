"""Joins of companies: the one that plays the business, and those whose accounts take the money."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from queries.chains.evidence import Rel
from queries.chains.finds import Find
from queries.chains.scene import Scene
from queries.chains.vocabulary import Words, stage_join

#: kinds of units (Organization.subtype) that stand in many cases without being of any
_INNOCENT: Final = ("bank", "psp", "carrier", "platform", "银行", "支付", "运营商", "平台", "快递")


def _companies(scene: Scene, rels: Iterable[Rel]) -> Iterator[Find]:
    """The organizations that start these relations; banks, carriers and the like left out."""
    found = list(rels)
    types = scene.evidence.types_of({rel.source for rel in found})
    named = {entity for entity, kind in types.items() if kind == "Organization"}
    named -= _innocent(scene, named)
    for rel in found:
        if rel.source in named:
            yield Find(rel.source, rel.confidence, rel.rows, rel.role)


def _innocent(scene: Scene, companies: Collection[str]) -> set[str]:
    return {
        record["cluster"]
        for record in scene.evidence.records_of(companies)
        if any(word in str(record["props"].get("subtype") or "") for word in _INNOCENT)
    }


@stage_join()
def company_of_case(scene: Scene, words: Words) -> Iterator[Find]:
    """Companies involved in the case."""
    yield from _companies(scene, scene.involved("Organization"))


@stage_join()
def payee_company(scene: Scene, words: Words) -> Iterator[Find]:
    """Companies that hold a first payee."""
    accounts = scene.evidence.ids_of(scene.payees).values()
    yield from _companies(scene, scene.into("HOLDS", list(accounts)))


@stage_join()
def account_company(scene: Scene, words: Words) -> Iterator[Find]:
    """Companies that hold an account in the layers."""
    yield from _companies(scene, scene.into("HOLDS", scene.found("S7")))
