"""What a viewer sees instead of a number or a name: the same width, most of it hidden.

Names ``张*`` / ``王某某``, ID numbers ``110105********002X``, phones
``138****8000``, cards ``622202******0123``. A mask keeps every separator and
counts only the characters between them, so ``6222 0212 3456 0123`` stays four
groups wide. Masking twice changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Final

#: characters people put between digits; they are kept where they are
_SEPARATORS: Final = frozenset(" \t\u3000\u00a0-–—._·,，()（）")

#: numbers this short are service lines (110, 95588), printed on every wall
_SERVICE_DIGITS: Final = 6

#: an organisation is no person: the name of a firm is not hidden
_FIRM: Final = re.compile(r"..(公司|合作社|商行|经营部|事务所|银行|支行|分行|Ltd\.?|Inc\.?|LLC)$")

_CHINA: Final = re.compile(r"^(\s*[+＋]?\s*(?:0086|８６|86)[\s-]*)(?=[0-9０-９])")


def _hide(text: str, head: int, tail: int, sign: str = "*") -> str:
    """Replace the significant characters of ``text`` but the first ``head`` and last ``tail``."""
    places = [i for i, c in enumerate(text) if c not in _SEPARATORS]
    hidden = set(places[head : len(places) - tail if tail else None])
    return "".join(sign if i in hidden else c for i, c in enumerate(text))


def _length(text: str) -> int:
    return sum(c not in _SEPARATORS for c in text)


def shown_of_card(length: int) -> tuple[int, int]:
    """How many characters a card mask shows at the front and at the back."""
    if length < 8:
        return 0, min(2, length // 2)
    return min(6, max(0, length - 8)), 4


def shown_of_id(length: int) -> tuple[int, int]:
    """How many characters an ID mask shows at the front and at the back."""
    return (6, 4) if length >= 15 else (min(1, length // 3), min(2, length // 3))


def shown_of_phone(length: int) -> tuple[int, int]:
    """The same for a phone number without its country code; service lines are shown whole."""
    if length <= _SERVICE_DIGITS:
        return length, 0
    return (3, 4) if length >= 10 else (2, 2)


def shown_of_text(length: int) -> tuple[int, int]:
    """The same for free text: the province of an address, the year of a date."""
    if length >= 10:
        return 4, 0
    return (2, 0) if length >= 4 else (min(1, length // 2), 0)


def mask_card(text: str) -> str:
    """A card, account, IMEI, IMSI, ICCID or wallet: first six and last four stay."""
    return _hide(text, *shown_of_card(_length(text)))


def mask_id(text: str) -> str:
    """An ID number: division and last four stay (``110105********002X``)."""
    return _hide(text, *shown_of_id(_length(text)))


def mask_phone(text: str) -> str:
    """A phone number, with or without ``+86``: first three and last four stay."""
    found = _CHINA.match(text)
    code = found.group(1) if found and _length(text[found.end() :]) >= 7 else ""
    rest = text[len(code) :]
    plus = "+" if rest.startswith("+") else ""
    rest = rest[len(plus) :]
    return code + plus + _hide(rest, *shown_of_phone(_length(rest)))


def mask_text(text: str) -> str:
    """An address, birth date, chat id or a story: only its beginning stays."""
    return _hide(text, *shown_of_text(_length(text)))


def mask_name(text: str) -> str:
    """A personal name: ``张三`` → ``张*``, ``王小明`` → ``王某某``, ``Li Wei`` → ``L* W**``."""
    if _FIRM.search(text.strip()):
        return text
    return re.sub(r"[^\s·、,，;；/|()（）“”\"']+", lambda word: _mask_word(word.group()), text)


def _mask_word(word: str) -> str:
    if len(word) == 1:
        return "*"
    if unicodedata.category(word[0]) != "Lo" or len(word) == 2 or "*" in word:
        return word[0] + "*" * (len(word) - 1)
    return word[0] + "某" * (len(word) - 1)


def _mask_nothing(text: str) -> str:
    return text


#: the mask names of ``schema.yml``
MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "": _mask_nothing,
    "name": mask_name,
    "id": mask_id,
    "phone": mask_phone,
    "card": mask_card,
    "text": mask_text,
}

_ID: Final = r"(?<![0-9A-Za-z])[1-9]\d{16}[0-9Xx](?![0-9A-Za-z])"
_MOBILE: Final = r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?1\d\d(?:[- ]?\d{4}){2}(?![0-9A-Za-z])"
_E164: Final = r"(?<![0-9A-Za-z])\+[1-9]\d{6,14}(?![0-9A-Za-z])"
_LANDLINE: Final = r"(?<![0-9A-Za-z])0\d{2,3}-?\d{7,8}(?![0-9A-Za-z])"
_LONG: Final = (
    r"(?<![0-9A-Za-z])(?:\d{12,30}|\d{4}(?:[ -]\d{4}){2,6}(?:[ -]\d{1,4})?)(?![0-9A-Za-z])"
)
_WALLET: Final = r"(?<![0-9A-Za-z])(?:T[1-9A-HJ-NP-Za-km-z]{33}|0x[0-9A-Fa-f]{40})(?![0-9A-Za-z])"
_NUMBERS: Final = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("id", _ID),
            ("phone", f"{_MOBILE}|{_E164}|{_LANDLINE}"),
            ("card", f"{_LONG}|{_WALLET}"),
        )
    )
)
#: 05·11张三被诈骗案, 张三等人诈骗案: a case is commonly named after a person
_VICTIM: Final = re.compile(r"[\u4e00-\u9fff·]{1,3}[\u4e00-\u9fff](?=被(?!害)|等人|涉嫌)")


def mask_numbers(text: str) -> str:
    """Free text with every ID, phone, card and wallet number in it masked, wherever it stands."""
    half = unicodedata.normalize("NFKC", text)
    if len(half) != len(text):  # a folded character of another width: mask the folded text
        text = half
    pieces, last = [], 0
    for found in _NUMBERS.finditer(half):
        start, end = found.span()
        pieces += [text[last:start], MASKS[found.lastgroup or "card"](text[start:end])]
        last = end
    return "".join(pieces) + text[last:]


def mask_story(text: str) -> str:
    """Free text that may name a victim or suspect (``张三被…案``), numbers masked too."""
    return mask_numbers(_VICTIM.sub(lambda m: mask_name(m.group()), text))


#: words of a source file's header → the mask of the column
_HEADERS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), mask)
    for pattern, mask in (
        (
            r"案件编号|案号|流水|批次|单号|报告编号|接警编号|团伙编号|窝点编号|时间|日期|金额|余额",
            "-",
        ),
        (r"证件号|身份证|护照|id.?number|id.?card|passport", "id"),
        (r"微信|qq|住址|户籍|出生|简要案情|案情|昵称|邮箱|wechat|address|birth", "text"),
        (r"银行|类型|类别|状态|标志|bank$|type$|status$", ""),
        (
            r"卡号|账号|账户|帐号|账卡号|imei|imsi|iccid|机身码|钱包|地址哈希|wallet|card|account",
            "card",
        ),
        (r"电话|手机|号码|主叫|被叫|phone|mobile|tel|caller|callee", "phone"),
        (r"团伙名称|案件名称|银行名|网点|商户|设备名称|app|单位名称|基站名称", ""),
        (r"姓名|户名|名称|人$|绰号|别名|曾用名|name|holder|被害人|事主|嫌疑人|租用|注册", "name"),
    )
)


def mask_row(header: Iterable[str], cells: Iterable[str]) -> list[str]:
    """The cells of one original row, masked by their header's word and by what they hold.

    A name that one cell hides is hidden in the row's other cells too.
    """
    names, values = list(header), list(cells)
    names += [""] * (len(values) - len(names))
    masked = [mask_cell(name, value) for name, value in zip(names, values, strict=False)]
    hidden = {
        value.strip()
        for name, value in zip(names, values, strict=False)
        if _header_mask(name) == "name" and mask_name(value) != value and len(value.strip()) > 1
    }
    return [hide_names(cell, hidden) for cell in masked]


def hide_names(text: str, names: Iterable[str]) -> str:
    """``text`` with each of ``names`` masked wherever it stands, longer ones first."""
    for name in sorted(names, key=lambda n: (-len(n), n)):
        text = text.replace(name, mask_name(name)) if name in text else text
    return text


def _header_mask(header: str) -> str:
    word = unicodedata.normalize("NFKC", header).strip().lower()
    return next((mask for pattern, mask in _HEADERS if pattern.search(word)), "")


def mask_cell(header: str, value: str) -> str:
    """One cell: the header's mask, and every number that stands in it all the same."""
    kind = _header_mask(header)
    if kind == "-":
        return value
    if kind in ("id", "card", "phone") and not any(c.isdigit() or c == "*" for c in value):
        kind = "name"  # 交易对手账卡号 that holds a name
    return mask_numbers(MASKS[kind](value))
