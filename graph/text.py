"""One written form for text: folding, pinyin with every reading, digits and masks.

Used by the search index, by name matching and by anything that compares what
people typed. Nothing here does any I/O; results are cached per value.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product
from typing import Final

import opencc

#: stars and their look-alikes that hide digits: 6222****0123
MASK_CHARACTERS: Final = "*＊×✱•●?？…"

#: readings pypinyin does not give these characters, or not first, in a surname
SURNAME_READINGS: Final[dict[str, str]] = {
    "单": "shan",
    "仇": "qiu",
    "区": "ou",
    "解": "xie",
    "查": "zha",
    "曾": "zeng",
    "盖": "ge",
    "朴": "piao",
    "任": "ren",
    "乐": "yue",
    "华": "hua",
    "宁": "ning",
    "纪": "ji",
    "员": "yun",
    "冼": "xian",
    "洗": "xian",
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
    "召": "shao",
    "燕": "yan",
    "缪": "miao",
    "秘": "bi",
    "折": "she",
    "黑": "he",
    "种": "chong",
    "逄": "pang",
    "繁": "po",
    "贾": "jia",
    "覃": "qin",
    "翟": "zhai",
    "令狐": "ling hu",
    "车": "che",
    "佴": "nai",
    "卜": "bu",
    "那": "na",
    "哈": "ha",
    "褚": "chu",
    "晁": "chao",
}

#: a name of many-reading characters gets at most this many spellings
MAX_SPELLINGS: Final = 48

_SAME_CHARACTER: Final = str.maketrans({"帐": "账"})
_TO_SIMPLIFIED = opencc.OpenCC("t2s")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SPACE = re.compile(r"\s+")
_NOT_ALNUM = re.compile(r"[\W_]+")
_MASK_RUN = re.compile(f"[{re.escape(MASK_CHARACTERS)}]+")
_NUMBER_LIKE = re.compile(r"[0-9A-Za-z+@._:/|~\-()\s]*\d[0-9A-Za-z+@._:/|~\-()\s]*")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """``text`` as it is compared: NFKC, simplified, 帐 = 账, lower case, no hidden characters.

    Runs of white space become one space; leading and trailing space goes.
    """
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = "".join(
            c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace()
        )
        text = _TO_SIMPLIFIED.convert(text).translate(_SAME_CHARACTER)
    return _SPACE.sub(" ", text).strip().casefold()


@lru_cache(maxsize=65536)
def compact(text: str) -> str:
    """:func:`fold` without spaces and punctuation: how two names are called equal."""
    return _NOT_ALNUM.sub("", fold(text))


def spaced(text: str) -> str:
    """The characters of the folded text separated by spaces, for the full-text index.

    Latin words and digit runs stay whole.
    """
    out = _HAN.sub(lambda match: f" {match.group()} ", _NOT_ALNUM.sub(" ", fold(text)))
    return _SPACE.sub(" ", out).strip()


def has_han(text: str) -> bool:
    """Whether ``text`` holds a Chinese character."""
    return bool(_HAN.search(text))


@lru_cache(maxsize=8192)
def _readings(character: str) -> tuple[str, ...]:
    if not _HAN.match(character):
        return (character.casefold(),)
    import pypinyin  # its dictionaries take 0.2 s: only who needs a reading waits for them

    found = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ()


@lru_cache(maxsize=65536)
def pinyin_readings(name: str) -> tuple[tuple[str, str], ...]:
    """All (full, initials) spellings of a name, the likeliest first: 张三 → (zhangsan, zs).

    The surname's own reading comes first (仇 qiu, not chou); the other readings
    follow, at most ``MAX_SPELLINGS``. A name without Chinese characters has none.
    """
    name = compact(name)
    if not has_han(name):
        return ()
    columns = _surname_first(name)
    spellings: dict[tuple[str, str], None] = {}
    for parts in product(*(column for column in columns if column)):
        spellings[("".join(parts), "".join(part[:1] for part in parts))] = None
        if len(spellings) >= MAX_SPELLINGS:
            break
    return tuple(spellings)


def _surname_first(name: str) -> list[tuple[str, ...]]:
    columns = [_readings(character) for character in name]
    for length in (2, 1):
        surname = SURNAME_READINGS.get(name[:length])
        if surname and len(name) >= length:
            for place, reading in enumerate(surname.split()):
                columns[place] = tuple(dict.fromkeys((reading, *columns[place])))
            break
    return columns


def typed_pinyin(text: str) -> tuple[str, ...]:
    """Typed pinyin as the index may hold it: no spaces, apostrophes or tones, ü as v.

    A passport's ``lyu`` may be lü, and ``nyu`` a name that goes on with yu: then there are two.
    """
    text = unicodedata.normalize("NFD", fold(text)).replace("u\u0308", "v")
    text = "".join(c for c in text if c.isalpha() and c.isascii())
    return tuple(dict.fromkeys((text, re.sub(r"([ln])yu", r"\1v", text))))


@lru_cache(maxsize=65536)
def squeeze(number: str) -> str:
    """A number as it is compared: NFKC, upper case, letters and digits only."""
    text = unicodedata.normalize("NFKC", number).upper()
    return "".join(c for c in text if c.isalnum())


def is_number_like(text: str) -> bool:
    """Whether ``text`` can be a number or code: has a digit, and no Chinese or mask."""
    return bool(_NUMBER_LIKE.fullmatch(unicodedata.normalize("NFKC", text).strip()))


def is_mask(text: str) -> bool:
    """Whether ``text`` hides characters: ``6222****0123``, ``138＊＊＊＊8000``, ``张*``."""
    text = unicodedata.normalize("NFKC", text)
    return bool(_MASK_RUN.search(text)) and bool(_MASK_RUN.sub("", text).strip())


def mask_parts(text: str) -> tuple[str, int, str] | None:
    """(shown start, hidden length, shown end) of a masked number, squeezed.

    ``None`` when ``text`` is not a mask of one hidden run. One single mask
    character is "some", so its hidden length is 0: any length fits.
    """
    text = unicodedata.normalize("NFKC", text)
    runs = _MASK_RUN.findall(text)
    if len(runs) != 1:
        return None
    start, end = _MASK_RUN.split(text)
    hidden = len(runs[0])
    return squeeze(start), 0 if hidden == 1 else hidden, squeeze(end)


def edit_distance_at_most_one(left: str, right: str) -> bool:
    """Whether one insertion, deletion, change or swap turns ``left`` into ``right``."""
    if abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    rest_left, rest_right = left[start:], right[start:]
    return (
        rest_left[1:] == rest_right[1:]
        or rest_left[1:] == rest_right
        or rest_left == rest_right[1:]
        or (rest_left[:2] == rest_right[1::-1] and rest_left[2:] == rest_right[2:])
    )
