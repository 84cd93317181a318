"""A ``fund-trace`` envelope as plain records: payments, moves and ends of one currency.

Amounts are minor units of :attr:`Trace.currency`, times µs UTC. Nothing is computed
here but the choice of payments; sums never cross currencies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import BadInput

Ref = Mapping[str, Any]
#: what tells two payments apart
_Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of a victim; ``number`` is its place in the answer, from 1."""

    number: int
    victim: Ref
    case: str
    time: int
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Move:
    """A movement that carries money of one payment; ``level`` is that of ``target``.

    With ``is_sum`` it stands for ``count`` movements that the answer added up; they have
    no references, and ``time`` is the first one's.
    """

    payment: int
    level: int
    source: Ref
    target: Ref
    time: int
    amount_minor: int
    tainted_minor: int
    references: tuple[Ref, ...]
    count: int = 1
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """Where money of one payment stops, and why."""

    payment: int
    account: Ref
    level: int
    reason: str
    tainted_minor: int
    balance_minor: int | None
    last_seen: int | None


@dataclass(frozen=True, slots=True)
class Trace:
    """The chosen payments of one currency, with all their moves and ends.

    ``listed`` are the moves that have references: all, unless the answer had to cut.
    """

    currency: str
    currencies: tuple[str, ...]
    all_payments: tuple[Payment, ...]
    payments: tuple[Payment, ...]
    moves: tuple[Move, ...]
    listed: tuple[Move, ...]
    ends: tuple[End, ...]

    @property
    def total(self) -> int:
        """What the chosen victims paid: the tainted amount."""
        return sum(payment.amount_minor for payment in self.payments)


def name_of(end: Ref) -> str:
    """The id of an account; the code of an end that is none (``CASH``)."""
    return str(end.get("id") or end.get("key") or "")


def read(envelope: Mapping[str, Any], payment: int = 0, currency: str = "") -> Trace:
    """Payment number ``payment`` (0: all) of ``currency`` (empty: the first payment's).

    Raises :class:`BadInput` for a payment or a currency the answer does not have.
    """
    rows, leaves = envelope["rows"], envelope.get("leaves") or ()
    payments = _payments(rows, leaves)
    found = tuple(payments.values())
    currencies = tuple(sorted({item.currency for item in found}))
    if payment and not any(item.number == payment for item in found):
        raise BadInput(f"没有第 {payment} 笔付款。", f"There is no payment {payment}.")
    if currency and currency not in currencies:
        raise BadInput(f"没有币种 {currency} 的付款。", f"No payment is in {currency}.")
    chosen = next((p.currency for p in found if p.number == payment), "") or currency
    chosen = chosen or found[0].currency
    kept = tuple(p for p in found if p.currency == chosen and payment in (0, p.number))
    numbers = {item.number for item in kept}
    sums = envelope.get("flows")  # all moves by pair, where there are too many to list
    moves = tuple(_moves(sums or rows, payments, numbers, payment == 0))
    return Trace(
        currency=chosen,
        currencies=currencies,
        all_payments=found,
        payments=kept,
        moves=moves,
        listed=tuple(_moves(rows, payments, numbers, False)) if sums else moves,
        ends=tuple(_ends(leaves, payments, numbers)),
    )


def _key(payment: Ref) -> _Key:
    source = payment.get("source") or {}
    place = (source.get("file_sha256"), source.get("sheet"), source.get("row"))
    return (payment["case"], payment["victim"]["id"], payment["time"], *place)


def _payments(
    rows: Iterable[Mapping[str, Any]], leaves: Iterable[Mapping[str, Any]]
) -> dict[_Key, Payment]:
    """Every payment named by a move or an end, by time."""
    currencies: dict[_Key, str] = {}
    refs: dict[_Key, Ref] = {}
    for row in (*rows, *leaves):
        key = _key(row["victim_payment"])
        refs[key] = row["victim_payment"]
        if row.get("currency"):
            currencies[key] = str(row["currency"])
    ordered = sorted(refs, key=lambda key: (refs[key]["time"], str(key)))
    return {
        key: Payment(
            number=number,
            victim=refs[key]["victim"],
            case=str(refs[key]["case"]),
            time=refs[key]["time"],
            amount_minor=refs[key]["amount_minor"],
            currency=currencies.get(key, "CNY"),
        )
        for number, key in enumerate(ordered, start=1)
    }


def _moves(
    rows: Iterable[Mapping[str, Any]],
    payments: Mapping[_Key, Payment],
    numbers: set[int],
    together: bool,
) -> Iterable[Move]:
    """The chosen rows; sums of payments taken ``together`` count a whole movement once."""
    for row in rows:
        number = payments[_key(row["victim_payment"])].number
        again = together * row.get("repeats", 0), together * row.get("repeat_minor", 0)
        if number in numbers:
            yield Move(
                payment=number,
                level=row["level"],
                source=row["from"],
                target=row["to"],
                time=row["time"],
                amount_minor=row["amount_minor"] - again[1],
                tainted_minor=row["tainted_minor"],
                references=tuple(row.get("sources") or ()),
                count=row.get("count", 1) - again[0],
                is_sum="count" in row,
            )


def _ends(
    leaves: Iterable[Mapping[str, Any]], payments: Mapping[_Key, Payment], numbers: set[int]
) -> Iterable[End]:
    for leaf in leaves:
        number = payments[_key(leaf["victim_payment"])].number
        if number in numbers:
            yield End(
                payment=number,
                account=leaf["account"],
                level=leaf["level"],
                reason=str(leaf["reason"]),
                tainted_minor=leaf["tainted_minor"],
                balance_minor=leaf.get("balance_minor"),
                last_seen=leaf.get("last_seen"),
            )
