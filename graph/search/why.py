"""The ways a text can match, in the order people expect them, with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: way: score, reason in zh, reason in en
WAYS: Final[dict[str, tuple[int, str, str]]] = {
    "number": (100, "号码完全一致", "the same number"),
    "holder": (95, "与该号码有关系：{about}", "related to that number: {about}"),
    "mask": (90, "与掩码相符", "fits the mask"),
    "mask-length": (86, "与掩码首尾相符，位数不同", "fits the mask's ends, of another length"),
    "prefix": (84, "号码开头一致", "the number begins so"),
    "suffix": (82, "号码结尾一致", "the number ends so"),
    "name": (78, "名称一致", "the same name"),
    "name-mask": (76, "与姓名掩码相符", "fits the masked name"),
    "name-part": (74, "名称包含", "the name contains it"),
    "pinyin": (66, "拼音一致", "the same pinyin"),
    "initials": (62, "拼音首字母一致", "the same pinyin initials"),
    "pinyin-start": (58, "拼音开头一致", "the pinyin begins so"),
    "alias": (50, "绰号或曾用名一致", "the same alias"),
    "alias-part": (48, "绰号或曾用名包含", "an alias contains it"),
    "address": (40, "地址包含", "the address contains it"),
    "sound": (24, "仅读音相同，请核对", "only sounds the same; check"),
    "slip": (20, "近似，仅差一字，请核对", "similar, one character differs; check"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """An entity, what of it matched, how well, and why."""

    entity: str
    matched: str
    score: int
    zh: str
    en: str


def found(entity: str, matched: str, way: str, about: tuple[str, str] = ("", "")) -> Found:
    """A match by one of ``WAYS``; ``about`` fills its reason in zh and en."""
    score, zh, en = WAYS[way]
    return Found(entity, matched, score, zh.format(about=about[0]), en.format(about=about[1]))
