"""What each named projection is made of: entity types, relations, weight, direction (§5.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ACCOUNTS: Final = ("Account", "BankAccount", "BankCard", "PaymentAccount", "CryptoWallet")
_PHONES: Final = ("PhoneNumber", "VirtualIdentity")
#: what several cards or accounts may share
ANCHORS: Final = ("Device", "GoipDevice", "IpAddress", "MacAddress")
#: register entries that tie everybody to the case file, not people to each other
FILE_KEEPING: Final = (
    "INVOLVED_IN", "VICTIM_OF", "HANDLED_BY", "REPORTED", "EVIDENCED_BY", "APPEARS_IN_BATCH",
    "STOPPED", "FROZEN", "REFUNDED", "LINKED_CASE", "SAME_AS", "POSSIBLY_SAME",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Definition:
    """One projection. No ``types`` or ``relations`` means all (but those ``without``).

    ``shape``: ``direct`` edges are the relations themselves; ``shared`` and
    ``presence`` join members that share an anchor or a place and quarter hour.
    ``fold`` puts the only user of a number in the place of the number.
    """

    name: str
    zh: str
    en: str
    types: tuple[str, ...]
    relations: tuple[str, ...]
    weight: str
    weight_zh: str
    weight_en: str
    directed: bool
    shape: str = "direct"
    fold: bool = False
    without: tuple[str, ...] = ()


DEFINITIONS: Final[Mapping[str, Definition]] = {
    d.name: d
    for d in (
        Definition(
            "communication", "通联", "communication", ("Person", *_PHONES),
            ("CALLS", "MESSAGES", "FORWARDS_TO"),
            "count", "通话与短信次数", "number of calls and messages", True, fold=True,
        ),
        Definition(
            "funds", "资金", "funds", ACCOUNTS, ("TRANSFERS_TO",),
            "amount_minor", "金额（分，单一币种）", "amount (minor units, one currency)", True,
        ),
        Definition(
            "supply", "供应与组织", "supply and organisation",
            ("Person", "Gang", "Organization", "Den", "PersonalInfoBatch", "GoipDevice",
             "PseudoBaseStation", "IllegalBroadcast", "Website", "App", *ACCOUNTS),
            ("SUPPLIES", "PROVIDED", "LEAKED_TO", "RECRUITED", "OPERATES", "CONTROLS", "MEMBER_OF",
             "LEADS", "REPORTS_TO", "BASED_AT", "WITHDREW"),
            "ties", "关系种数", "number of kinds of relation", True,
        ),
        Definition(
            "shared-device", "共用设备与网络", "shared devices and networks",
            ("Person", "Den", "SimCard", *_PHONES, *ACCOUNTS),
            ("LOGGED_IN_FROM", "INSERTED_IN", "USES_IP", "USES", "OPERATES"),
            "ties", "共用的设备或地址数", "number of shared devices or addresses", False, "shared",
        ),
        Definition(
            "co-presence", "同现", "co-presence", ("Person", "Vehicle", *_PHONES),
            ("SEEN_AT",),
            "ties", "同小区同一刻钟、同住、同行的次数",
            "times in one cell in one quarter of an hour, one room, or one trip", False,
            "presence", fold=True,
        ),
        Definition(
            "all", "全部关系", "all relations", (), (),
            "ties", "关系种数", "number of kinds of relation", False, without=FILE_KEEPING,
        ),
    )
}  # fmt: skip
