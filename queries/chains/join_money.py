"""Joins of the money: who paid, first payees, layers, cash and coins, wages."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from queries.chains.evidence import Rel, rows_of
from queries.chains.finds import Find, Source
from queries.chains.ring import gangs_elsewhere
from queries.chains.scene import Scene
from queries.chains.seed import READ
from queries.chains.vocabulary import Words, stage_join


@stage_join()
def paying_victim(scene: Scene, words: Words) -> Iterator[Find]:
    """Victims whose payment counts."""
    for payment in scene.payments:
        role = scene.victims[payment.victim].role
        yield Find(payment.victim, payment.confidence, payment.rows, role)


@stage_join()
def first_payee(scene: Scene, words: Words) -> Iterator[Find]:
    """Accounts the victims paid to: level 1."""
    ids = scene.evidence.ids_of(scene.payees)
    for payment in scene.payments:
        yield Find(ids[payment.payee], payment.confidence, payment.rows, level=1)


@stage_join()
def layered_account(scene: Scene, words: Words) -> Iterator[Find]:
    """Accounts the money reaches in non-decreasing time: level 2 and below."""
    moves = scene.evidence.money.frame[scene.moves].select("payee", "evidence")
    rows: dict[int, set[Source]] = {}
    for payee, evidence in moves.iter_rows():
        rows.setdefault(payee, set()).update(rows_of(evidence))
    ids = scene.evidence.ids_of(rows)
    for payee, behind in rows.items():
        yield Find(ids[payee], READ, frozenset(behind), level=scene.level[payee])


@stage_join("roles")
def account_user(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons with one of ``roles`` in the case who hold or control a layer account."""
    yield from _users(scene, "S7", words, ("HOLDS", "CONTROLS"))


@stage_join("roles")
def account_holder(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons with one of ``roles`` in the case who hold an account that gets wages."""
    yield from _users(scene, "S9", words, ("HOLDS",))


def _users(scene: Scene, stage: str, words: Words, kinds: tuple[str, ...]) -> Iterator[Find]:
    bearers = scene.file.ring.with_role(words["roles"])
    accounts = scene.found(stage)
    rels: list[Rel] = [rel for kind in kinds for rel in scene.into(kind, accounts)]
    for rel in rels:
        if rel.source in bearers:
            role = bearers[rel.source]
            strength = min(rel.confidence, role.confidence)
            yield Find(rel.source, strength, rel.rows | role.sources, role.role)


@stage_join()
def cash_machine(scene: Scene, words: Words) -> Iterator[Find]:
    """Machines and branches where a reached account was emptied after its inflow."""
    for row in scene.cash:
        if row.place:
            yield Find(row.place, row.confidence, row.rows)


@stage_join()
def wallet(scene: Scene, words: Words) -> Iterator[Find]:
    """Wallets a reached account bought into after its inflow."""
    for row in scene.coins:
        yield Find(row.place, row.confidence, row.rows)


@stage_join()
def withdrawer(scene: Scene, words: Words) -> Iterator[Find]:
    """Persons who drew that cash."""
    for row in scene.cash:
        if row.person:
            yield Find(row.person, row.confidence, row.rows)


@stage_join()
def wage_account(scene: Scene, words: Words) -> Iterator[Find]:
    """Accounts with regular wages or shares from the layers or the people behind them."""
    paid = scene.wages.group_by("payee").agg(count=pl.len(), evidence=pl.col("evidence").explode())
    enough = paid.filter(pl.col("count") >= scene.template.limits["wage_count"])
    ids = scene.evidence.ids_of(enough["payee"].to_list())
    finds = [
        Find(ids[payee], READ, rows_of(evidence))
        for payee, evidence in enough.select("payee", "evidence").iter_rows()
    ]
    finds += [Find(rel.target, rel.confidence, rel.rows) for rel in registered_wages(scene)]
    foreign = _held_elsewhere(scene, {find.entity for find in finds})
    yield from (find for find in finds if find.entity not in foreign)


def registered_wages(scene: Scene) -> list[Rel]:
    """Transfers an officer registered as wages out of the layers or from the people behind them."""
    persons = scene.found("S7", "S8")
    payers = set(scene.level) | scene.accounts_of(persons)
    ids = set(scene.evidence.ids_of(payers).values())
    words = scene.template.words["wage"]
    never = {*scene.found("S6", "S7"), *scene.evidence.ids_of(scene.file.seed.accounts).values()}
    return [
        rel
        for rel in scene.out("TRANSFERS_TO", ids)
        if any(word in rel.what for word in words) and rel.target not in never
    ]


def _held_elsewhere(scene: Scene, accounts: set[str]) -> set[str]:
    """Accounts whose holders belong to gangs of other cases only."""
    holders: dict[str, set[str]] = {}
    for rel in scene.into("HOLDS", accounts):
        holders.setdefault(rel.target, set()).add(rel.source)
    everyone = {person for persons in holders.values() for person in persons}
    foreign = gangs_elsewhere(scene.evidence, scene.file.ring, everyone)
    return {account for account, persons in holders.items() if persons <= foreign}
