"""The expected answer for one case: which planned things stand in which stage, and the links.

S1 to S5 and S10 are what the template's plan says the files show; S6 to S9 are
calculated here from the planned money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from samples.model import Account, CashOut, Movement
from samples.plan import CasePlan, World
from samples.table import LAUNDERERS, RETURNERS, STAGES, absent, required, roles
from samples.walk import WINDOW, Leaving, is_wage, leaving, reached

Reached = dict[str, tuple[Account, list[Movement]]]


@dataclass(slots=True)
class Answer:
    """Refs per stage, the status of stages and links, and what proves S6 to S9."""

    case: CasePlan
    entities: dict[str, list[str]] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    completeness: float = 0.0
    verdict: str = ""
    hops: list[Movement] = field(default_factory=list)
    cash: list[CashOut] = field(default_factory=list)
    wages: list[Movement] = field(default_factory=list)


def answers(world: World) -> list[Answer]:
    """What a matcher must find for each case in the files of ``world``."""
    moves = leaving(world.movements)
    return [_answer(world, case, moves) for case in world.cases]


def _answer(world: World, case: CasePlan, moves: Leaving) -> Answer:
    made = Answer(case)
    made.entities = {stage: list(case.stages.get(stage, ())) for stage in STAGES}
    accounts = _walk(made, moves)
    payers = [victim.person.ref for victim in case.victims if victim.payments]
    payees = dict.fromkeys(paid.payee.ref for paid in case.payments if paid.payee)
    made.entities["S6"] = [*payers, *payees, *case.stages.get("S6", ())]
    made.entities["S7"] += [*accounts, *_launderers(world, case, accounts)]
    _cash(world, made, accounts)
    _returns(world, made, accounts)
    for stage in absent(case.template):
        made.entities[stage] = []
    _score(made)
    return made


def _walk(made: Answer, moves: Leaving) -> Reached:
    """S7 accounts over all payments, with the inflows that reached each."""
    accounts: Reached = {}
    barred = {victim.account.ref for victim in made.case.victims}
    barred |= {account.ref for account in made.case.first_payees}
    for payment in made.case.payments:
        for ref, (account, inflows) in reached(payment, moves, barred).items():
            accounts.setdefault(ref, (account, []))[1].extend(inflows)
    for first in made.case.first_payees:
        assert first.ref not in accounts
    made.hops = [inflow for _, inflows in accounts.values() for inflow in inflows]
    return accounts


def _launderers(world: World, case: CasePlan, accounts: Mapping[str, object]) -> list[str]:
    """Registered 水房 people of the case who hold or control a reached account."""
    holders = {
        account.person.ref
        for account in world.accounts
        if account.person and account.ref in accounts
    }
    for row in world.assertions:
        if (
            row.relation == "CONTROLS"
            and row.case_no == case.case_no
            and row.target.ref in accounts
        ):
            holders.add(row.source.ref)
    return [
        member.person.ref
        for member in world.members
        if member.case is case
        and member.person.ref in holders
        and any(word in member.role for word in roles(case.template, LAUNDERERS))
    ]


def _cash(world: World, made: Answer, accounts: Reached) -> None:
    """S8: machines and runners of registered withdrawals within 72 h of an inflow; the wallet."""
    found: dict[str, None] = dict.fromkeys(made.entities["S8"])
    inflows = {ref: rows for ref, (_, rows) in accounts.items()}
    for paid in made.case.payments:
        assert paid.payee is not None
        inflows.setdefault(paid.payee.ref, []).append(paid)
    for row in world.cash_outs:
        when = row.movement.time
        into = inflows.get(row.account.ref, []) if row.account.statement else []
        if any(timedelta(0) <= when - inflow.time <= WINDOW for inflow in into):
            made.cash.append(row)
            found[row.atm.ref] = None
            if row.person is not None:
                found[row.person.ref] = None
    case = made.case
    if case.wallet is not None and case.otc is not None and case.otc.ref in accounts:
        found[case.wallet.ref] = None
    made.entities["S8"] = list(found)


def _returns(world: World, made: Answer, accounts: Reached) -> None:
    """S9: accounts with two or more wage rows from an S7 account, and the bosses who hold them."""
    case, rows = made.case, []
    for row in world.movements:
        if (
            row.payer is not None
            and row.payer.ref in accounts
            and row.payer.statement
            and is_wage(row)
        ):
            rows.append(row)
    counted: dict[str, int] = {}
    for row in rows:
        assert row.payee is not None
        counted[row.payee.ref] = counted.get(row.payee.ref, 0) + 1
    paid = [account for account in case.wage_accounts if counted.get(account.ref, 0) >= 2]
    made.wages = [row for row in rows if row.payee in paid]
    known = {member.person.ref: member.role for member in world.members if member.case is case}
    people = [
        account.person.ref
        for account in paid
        if account.person
        and any(
            word in known.get(account.person.ref, "") for word in roles(case.template, RETURNERS)
        )
    ]
    made.entities["S9"] += [*(account.ref for account in paid), *people]


def _score(made: Answer) -> None:
    """Statuses, links, completeness and verdict (domain.md §4.4); nothing here is derived."""
    stages, gone = required(made.case.template), absent(made.case.template)
    for stage in STAGES:
        made.statuses[stage] = "confirmed" if made.entities[stage] else "gap"
        if stage in gone:
            made.statuses[stage] = "not_applicable"
    for one, two in pairwise(stages):
        both = made.entities[one] and made.entities[two]
        made.links[f"{one}-{two}"] = "evidenced" if both else "none"
    most = 2 * len(stages) - 1
    points = sum(made.statuses[stage] == "confirmed" for stage in stages)
    points += sum(link == "evidenced" for link in made.links.values())
    made.completeness = float(f"{points / most:.12g}")
    whole = all(made.statuses[stage] == "confirmed" for stage in stages)
    mostly = made.completeness >= 0.8 and whole
    made.verdict = "complete" if points == most else "mostly_complete" if mostly else "broken"
