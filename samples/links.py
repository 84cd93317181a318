"""The planned links of a case: which rows prove each neighbouring pair of stages."""

from __future__ import annotations

from typing import Any

from samples.evidence.tables import Book
from samples.model import Assertion, Movement
from samples.plan import World
from samples.stages import Answer


class _Links:
    def __init__(self, case_no: str, book: Book) -> None:
        self.case_no, self.book = case_no, book
        self.found: list[dict[str, Any]] = []

    def add(
        self, stage: str, source: str, relation: str, target: str, proof: tuple[str, ...]
    ) -> None:
        """A link of ``stage``; ``proof`` is a ref and the roles of its rows that prove it."""
        places = self.book.of(*proof)
        if places:
            rows = [
                {"file": place.file, "sheet": place.sheet, "row": place.row, "role": place.role}
                for place in places
            ]
            self.found.append(
                {"from": source, "type": relation, "to": target, "case": self.case_no}
                | {"stage": stage, "rows": rows}
            )

    def transfer(self, stage: str, made: Movement) -> None:
        """A bank row, or both sides of it."""
        assert made.payer is not None and made.payee is not None
        proof = (made.ref, "payer", "payee")
        self.add(stage, made.payer.ref, "TRANSFERS_TO", made.payee.ref, proof)


def case_links(world: World, made: Answer, book: Book) -> list[dict[str, Any]]:
    """All planned links of one case; a link without a row in the files is left out."""
    links = _Links(made.case.case_no, book)
    _tools(links, world, made)
    if made.case.gap != "B":
        _contact(links, world, made)
    _funds(links, made)
    return links.found


def _tools(links: _Links, world: World, made: Answer) -> None:
    """Batch, suppliers and devices."""
    case, supply = made.case, made.case.supply
    batch, gang, victim = supply.batch.ref, case.gang.ref, case.victim.ref
    installer, renter = supply.installer.ref, supply.renter.ref
    links.add("S1", victim, "APPEARS_IN_BATCH", batch, (victim, "batch-item"))
    links.add("S1", supply.broker.ref, "PROVIDED", batch, (batch, "batch"))
    links.add("S1-S2", batch, "LEAKED_TO", gang, (batch, "batch"))
    for row in world.assertions:
        if row.case_no == case.case_no and row.ref:
            proof = (row.ref, "relation")
            links.add(_stage(row), row.source.ref, row.relation, row.target.ref, proof)
    links.add("S2", installer, "OPERATES", supply.goip.ref, (installer, "installer"))
    links.add("S2", renter, "OPERATES", supply.site.ref, (renter, "renter"))


def _stage(row: Assertion) -> str:
    stages = {"SUPPLIES": "S1-S2", "OPERATES": "S2", "LEADS": "S9", "CONTROLS": "S7"}
    return stages.get(row.relation, "S7-S8")


def _contact(links: _Links, world: World, made: Answer) -> None:
    """SIM in the device, its call, the forwarding, the second contact, the payment after it."""
    case = made.case
    relay, victim = case.supply.sims[0], case.victim_phone
    card = case.supply.sim_cards[0]
    links.add("S2-S4", card.ref, "INSERTED_IN", case.supply.goip.ref, (card.ref, "sim"))
    for call in world.calls:
        ends = (call.caller, call.callee)
        if call.kind == "forward" and call.caller is relay:
            links.add("S4-S5", relay.ref, "FORWARDS_TO", call.callee.ref, (call.ref, "call"))
        elif ends == (relay, victim):
            links.add("S2-S4", relay.ref, "CALLS", victim.ref, (call.ref, "call"))
        elif ends == (case.second_phone, victim):
            links.add("S4-S5", call.caller.ref, "CALLS", victim.ref, (call.ref, "call"))
    paid = case.payments[0]
    assert paid.payee is not None
    links.add(
        "S5-S6",
        case.victim_account.ref,
        "TRANSFERS_TO",
        paid.payee.ref,
        (paid.ref, "payer", "payee"),
    )


def _funds(links: _Links, made: Answer) -> None:
    """Transfers out of the first payees and on, withdrawals, wages."""
    case = made.case
    for paid in case.payments:
        links.transfer("S6", paid)
    for hop in dict.fromkeys(made.hops):
        links.transfer("S6-S7" if hop.payer in case.first_payees else "S7", hop)
    for row in made.cash:
        links.add("S7-S8", row.account.ref, "CASHED_AT", row.atm.ref, (row.ref, "cash-out"))
    for wage in made.wages:
        links.transfer("S8-S9", wage)
