"""The expected answer for one case: which planned things stand in which stage, and the links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from samples.model import Account, CashOut, Movement
from samples.plan import CasePlan, World
from samples.walk import WINDOW, is_wage, reached

STAGES = tuple(f"S{number}" for number in range(1, 11))
REQUIRED = {"T2": ("S1", "S2", "S4", "S5", "S6", "S7", "S8", "S9")}
_RETURN_ROLES = ("老板", "金主", "组长", "主管", "财务", "话务")
_LAUNDRY_ROLES = ("水房", "跑分", "码商", "枪手")


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


def answer(world: World, case: CasePlan) -> Answer:
    """What a matcher must find for ``case`` in the files of ``world``."""
    made = Answer(case)
    accounts = _walk(world, made)
    _people_and_tools(made)
    made.entities["S6"] = [case.victim.ref, *(account.ref for account in case.first_payees)]
    made.entities["S7"] = [*accounts, *_launderers(world, case, accounts)]
    _cash(world, made, accounts)
    _returns(world, made, accounts)
    made.entities["S10"] = [case.report.ref]
    for order in case.orders:
        made.entities["S10"] += [order.stop.ref, *([order.freeze.ref] if order.freeze else [])]
    _score(made)
    return made


def _people_and_tools(made: Answer) -> None:
    """S1 to S5; without call records S4 and S5 have nobody, whatever the registers say."""
    case = made.case
    made.entities["S1"] = [case.supply.batch.ref, case.supply.broker.ref]
    people = (
        case.supply.dealer,
        case.supply.device_seller,
        case.supply.installer,
        case.supply.renter,
        *case.farmers,
    )
    made.entities["S2"] = [
        case.supply.goip.ref,
        case.supply.site.ref,
        *(person.ref for person in people),
    ]
    made.entities["S3"] = []
    heard = case.gap != "B"
    made.entities["S4"] = [case.supply.sims[0].ref] if heard else []
    den = [case.den.ref, case.den_phone.ref, case.second_phone.ref]
    den += [member.person.ref for member in case.staff]
    made.entities["S5"] = den if heard else []


def _walk(world: World, made: Answer) -> dict[str, tuple[Account, list[Movement]]]:
    """S7 accounts over all payments, with the inflows that reached each."""
    accounts: dict[str, tuple[Account, list[Movement]]] = {}
    for payment in made.case.payments:
        for ref, (account, inflows) in reached(payment, world.movements).items():
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
        and any(word in member.role for word in _LAUNDRY_ROLES)
    ]


def _cash(world: World, made: Answer, accounts: dict[str, tuple[Account, list[Movement]]]) -> None:
    """S8: machines and runners of withdrawals within 72 hours of a reached inflow; the wallet."""
    found: dict[str, None] = {}
    for row in world.cash_outs:
        inflows = accounts[row.account.ref][1] if row.account.ref in accounts else []
        when = row.movement.time
        if any(timedelta(0) <= when - inflow.time <= WINDOW for inflow in inflows):
            assert row.account.statement
            made.cash.append(row)
            found[row.atm.ref] = None
            if row.person is not None:
                found[row.person.ref] = None
    case = made.case
    if case.wallet is not None and case.otc is not None and case.otc.ref in accounts:
        found[case.wallet.ref] = None
    made.entities["S8"] = list(found)


def _returns(
    world: World, made: Answer, accounts: dict[str, tuple[Account, list[Movement]]]
) -> None:
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
    roles = {member.person.ref: member.role for member in world.members if member.case is case}
    people = [
        account.person.ref
        for account in paid
        if account.person
        and any(word in roles.get(account.person.ref, "") for word in _RETURN_ROLES)
    ]
    made.entities["S9"] = [account.ref for account in paid] + people


def _score(made: Answer) -> None:
    """Statuses, links, completeness and verdict (domain.md §4.4); nothing here is derived."""
    required = REQUIRED["T2"]
    for stage in STAGES:
        made.statuses[stage] = "confirmed" if made.entities[stage] else "gap"
    for one, two in pairwise(required):
        both = made.entities[one] and made.entities[two]
        made.links[f"{one}-{two}"] = "evidenced" if both else "none"
    points = sum(made.statuses[stage] == "confirmed" for stage in required)
    points += sum(link == "evidenced" for link in made.links.values())
    made.completeness = float(f"{points / (2 * len(required) - 1):.12g}")
    whole = all(made.statuses[stage] == "confirmed" for stage in required)
    made.verdict = (
        "complete"
        if points == 2 * len(required) - 1
        else "mostly_complete"
        if made.completeness >= 0.8 and whole
        else "broken"
    )
