"""Joins of the response: reports, stop-payments and freezes. They run beside the chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from queries.chains.finds import Find
from queries.chains.scene import Scene
from queries.chains.vocabulary import Words, stage_join

_ORDERS: Final = ("StopPayment", "Freeze")


@stage_join()
def report_of_case(scene: Scene, words: Words) -> Iterator[Find]:
    """Police reports of the case or of its victims in it."""
    yield from _of_case(scene, "PoliceReport")
    here = ("", scene.file.case.case_no)
    for rel in scene.out("REPORTED", scene.victims):
        if rel.case_no in here:
            yield Find(rel.target, rel.confidence, rel.rows)


@stage_join()
def order_of_case(scene: Scene, words: Words) -> Iterator[Find]:
    """Stop-payments and freezes of the case."""
    yield from _of_case(scene, *_ORDERS)


def _of_case(scene: Scene, *types: str) -> Iterator[Find]:
    for rel in scene.involved(*types):
        yield Find(rel.source, rel.confidence, rel.rows)
    for record in scene.evidence.records_in_case(scene.file.case.case_no):
        if record["type"] in types:
            row = (record["import_id"], record["sheet"], record["row"])
            yield Find(record["cluster"], record["confidence"], frozenset((row,)))


@stage_join()
def order_on_account(scene: Scene, words: Words) -> Iterator[Find]:
    """Orders on an account of the chain, unless they name another case."""
    accounts = scene.found("S6", "S7", "S9")
    rels = scene.into("STOPPED", accounts) + scene.into("FROZEN", accounts)
    cases: dict[str, set[str]] = {}
    for named in scene.evidence.out("INVOLVED_IN", {rel.source for rel in rels}):
        cases.setdefault(named.source, set()).add(named.target)
    for rel in rels:
        own = scene.file.case.id in cases.get(rel.source, {scene.file.case.id})
        if own and rel.case_no in ("", scene.file.case.case_no):
            yield Find(rel.source, rel.confidence, rel.rows)
