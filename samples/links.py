"""The planned links of a case: which rows prove each neighbouring pair of stages."""

from __future__ import annotations

from typing import Any

from samples.evidence.tables import Book
from samples.model import Movement
from samples.stages import Answer
from samples.table import following, required


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


def case_links(made: Answer, book: Book) -> list[dict[str, Any]]:
    """All planned links of one case; a link without a row in the files is left out."""
    links = _Links(made.case.case_no, book)
    for row in made.case.proofs:
        links.add(row.stage, row.source, row.relation, row.target, row.rows)
    _funds(links, made)
    return links.found


def _funds(links: _Links, made: Answer) -> None:
    """Transfers out of the first payees and on, withdrawals, wages; by the template's pairs."""
    case = made.case
    out, cash, back = (following(case.template, stage) for stage in ("S6", "S7", "S8"))
    if "S7" not in required(case.template):
        cash = out if out == "S6-S8" else "S8"
        back = out if out == "S6-S9" else "S9"
    for paid in case.payments:
        links.transfer("S6", paid)
    for hop in dict.fromkeys(made.hops):
        first = hop.payer in case.first_payees and out == "S6-S7"
        links.transfer("S6-S7" if first else "S7", hop)
    for row in made.cash:
        links.add(cash, row.account.ref, "CASHED_AT", row.atm.ref, (row.ref, "cash-out"))
    for wage in made.wages:
        links.transfer(back or "S9", wage)
