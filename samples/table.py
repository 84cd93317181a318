"""Which stages each template needs: the table of domain.md §4.3, a letter per stage S1 to S9."""

from __future__ import annotations

STAGES = tuple(f"S{number}" for number in range(1, 11))
#: R required, O optional, - not applicable; S10 runs beside every chain
_NEEDS = {
    "T1": "OR-RORRRO",
    "T2": "RRORRRRRR",
    "T3": "OR-RRROOR",
    "T4": "ORORRRRRO",
    "T5": "-R-RRRORO",
    "T6": "ORRRRRRRR",
    "T7": "RRORRRRRO",
    "T8": "RRORRRRRO",
    "T9": "ORORRRRRO",
    "T10": "-RRRORRRR",
    "T11": "-R-RRROOO",
}

#: roles of S7 and of S9 (domain.md §4.2), and what some templates call them
LAUNDERERS, RETURNERS = "S7", "S9"
_ROLES = {
    LAUNDERERS: ("水房", "跑分", "码商", "枪手"),
    RETURNERS: ("老板", "金主", "组长", "主管", "财务", "话务"),
}
_OWN_ROLES = {
    ("T3", RETURNERS): ("老板", "组长", "主管", "经理", "财务", "业务员", "美工", "导师", "客服"),
    ("T5", LAUNDERERS): ("水房", "跑分", "亲属", "卡农", "取款"),
    ("T10", RETURNERS): ("老板", "金主", "股东", "代理", "组长", "主管", "财务", "客服"),
    ("T11", LAUNDERERS): ("水房", "跑分", "财务", "发货", "收款"),
}


def roles(template: str, which: str) -> tuple[str, ...]:
    """Words of the roles that launder, or get their share, in this kind of scam."""
    return _OWN_ROLES.get((template, which), _ROLES[which])


def required(template: str) -> tuple[str, ...]:
    """The stages a complete chain has, in order."""
    return tuple(s for s, need in zip(STAGES, _NEEDS[template], strict=False) if need == "R")


def absent(template: str) -> tuple[str, ...]:
    """The stages this kind of scam has not."""
    return tuple(s for s, need in zip(STAGES, _NEEDS[template], strict=False) if need == "-")


def following(template: str, stage: str) -> str:
    """The pair of ``stage`` and the next required one, such as ``S6-S7``; empty for none."""
    stages = required(template)
    place = stages.index(stage) + 1 if stage in stages else len(stages)
    return f"{stage}-{stages[place]}" if place < len(stages) else ""
