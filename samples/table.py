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
