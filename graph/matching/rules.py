"""The rules that propose a pair, with their words and weights (domain.md §2.4).

A weight is how far one agreement alone speaks for one person; weights of several
rules add up as 1 − Π(1 − w), the form domain.md §5.7 gives for linking cases. They
order the queue and decide nothing: no score joins two records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """Words of a rule in Chinese and English, and its weight between 0 and 1."""

    zh: str
    en: str
    weight: float


RULES: Final[dict[str, Rule]] = {
    "name_phone": Rule("姓名与电话相同", "same name and phone", 0.85),
    "name_birth": Rule("姓名与出生日期相同", "same name and birth date", 0.8),
    "masked_id": Rule("脱敏证件号相符", "a masked ID number fits", 0.75),
    "nick_phone": Rule("绰号（或名）与电话相同", "same nickname and phone", 0.7),
    "sound_phone": Rule("姓名同音且电话相同", "names sound alike, same phone", 0.7),
    "sound_birth": Rule("姓名同音且出生日期相同", "names sound alike, same birth date", 0.6),
    "masked_phone": Rule("脱敏电话相符", "a masked phone fits", 0.5),
    "initials_phone": Rule("姓名首字母与电话相符", "initials of the name, same phone", 0.5),
    "ambiguous_name": Rule("案内多个实体叫此名", "several entities of the case are called so", 0.5),
    "sound_division": Rule("姓名同音且户籍区划相同", "names sound alike, same division", 0.3),
}

#: words of what speaks against a pair
AGAINST: Final[dict[str, tuple[str, str]]] = {
    "birth": ("出生日期不同", "different birth dates"),
}

#: a score is multiplied by this for each thing that speaks against the pair
AGAINST_FACTOR: Final = 0.4
