"""Joins of the money around a payment: paid back to the victim, borrowed, settled by a courier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from queries.chains.evidence import rows_of
from queries.chains.finds import Find
from queries.chains.scene import Scene
from queries.chains.seed import READ
from queries.chains.vocabulary import Words, stage_join

#: role code of an account that paid a victim
_PAYBACK: Final = "payback"


@stage_join()
def payer_of_victim(scene: Scene, words: Words) -> Iterator[Find]:
    """Accounts of the case that paid a victim: rebates, small profits, payouts.

    An account is the case's when it is a first payee, reported or involved, reached by the
    money, or held or controlled by its gangs or people. Cost: the rows into the victims' accounts.
    """
    ring, seed = scene.file.ring, scene.file.seed
    own = scene.payees | set(scene.level) | seed.suspects
    own |= scene.accounts_of({*ring.people, *ring.gangs})
    own -= set(seed.accounts)
    victims = {account for account, person in seed.accounts.items() if person in scene.victims}
    rows = scene.evidence.facts("transfers", "payee", victims)
    ids = scene.evidence.ids_of(own)
    low, high = scene.window
    for row in rows.iter_rows(named=True):
        if row["payer"] in own and row["time"] is not None and low <= row["time"] <= high:
            yield Find(ids[row["payer"]], READ, rows_of(row["evidence"]), _PAYBACK)


@stage_join()
def borrowed_payment(scene: Scene, words: Words) -> Iterator[Find]:
    """Victims whose payment was borrowed just before: the loan's row with the payment's.

    The lender is no part of the chain.
    """
    loan, span = scene.template.words["loan"], scene.template.micros("loan_hours")
    rows = scene.evidence.facts("transfers", "payee", {p.account for p in scene.payments})
    for row in rows.iter_rows(named=True):
        said = f"{row['summary'] or ''} {row['counter_name'] or ''}"
        if row["time"] is None or not any(word in said for word in loan):
            continue
        for payment in scene.payments:
            if payment.account == row["payee"] and 0 <= payment.time - row["time"] <= span:
                behind = payment.rows | rows_of(row["evidence"])
                yield Find(payment.victim, payment.confidence, behind)


@stage_join()
def settlement_account(scene: Scene, words: Words) -> Iterator[Find]:
    """Suspect accounts to which a courier among the first payees handed the money over."""
    money = scene.evidence.money
    ids = scene.evidence.ids_of(set(money.payee[scene.settlements].tolist()))
    for move in scene.settlements.tolist():
        yield Find(ids[int(money.payee[move])], READ, money.rows_at(move), level=2)
