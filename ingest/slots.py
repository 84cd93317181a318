"""The slots a mapping may fill in each fact table, and which of them a row cannot do without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Slots:
    """``columns`` take a column, ``entities`` an entity, ``constants`` one of some words.

    Each group of ``needed`` must have at least one slot with a value in the row.
    """

    columns: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...]
    entities: tuple[str, ...] = ()
    constants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SLOTS: Final[dict[str, Slots]] = {
    "transfers": Slots(
        _words(
            "own_account own_card direction counter time amount income expense currency"
            " counter_name cash merchant balance serial status channel summary kind ip mac"
            " terminal payer payee"
        ),
        (("own_account", "own_card", "payer", "payee"), ("time",), ("amount", "income", "expense")),
        (),
        {
            "origin": _words("bank self report cashout"),
            "payee_kind": _words("CASH MERCHANT UNKNOWN"),
        },
    ),
    "calls": Slots(
        _words(
            "own other kind time end duration forwarded_to own_imei own_imsi own_cell other_imei"
            " other_imsi other_cell status"
        ),
        (("own",), ("time",)),
    ),
    "messages": Slots(
        _words("own other kind time text shown_number own_cell status"), (("own",), ("time",))
    ),
    "presences": Slots(
        _words("number place time until status"), (("number",), ("place",), ("time",))
    ),
    "logins": Slots(
        _words("account ip mac device time status"),
        (("account",), ("ip", "mac", "device"), ("time",)),
    ),
    "cashouts": Slots(
        _words("account atm amount currency time image status"),
        (("account",), ("time",), ("amount",)),
        ("person",),
    ),
    "stays": Slots(_words("hotel room time until status"), (("person",), ("time",)), ("person",)),
    "trips": Slots(
        _words("trip_no origin destination seat order_no time status"),
        (("person",), ("time",)),
        ("person",),
        {"kind": _words("train flight border")},
    ),
}
