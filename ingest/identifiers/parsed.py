"""What reading one identifier gives: its one written form, and what is wrong with it."""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl


class Parsed(NamedTuple):
    """One identifier, read.

    ``norm`` is the written form that keys are made of; ``None`` when no node may
    be built from the value (blank, masked, digits lost). ``ok`` says that every
    rule of the kind holds; a wrong check digit leaves ``norm`` and clears ``ok``.
    ``issues`` are codes of :data:`ISSUES`; a blank value has none. ``hint`` is what
    the value shows about its kind (``mobile``, ``card``, ``passport`` …), and
    ``pattern`` the masked form (digits and ``*``) of a masked value.
    """

    norm: str | None = None
    ok: bool = False
    issues: tuple[str, ...] = ()
    hint: str = ""
    pattern: str | None = None


BLANK: Final = Parsed()

#: the columns of a normalised frame, in this order (``raw`` comes first)
COLUMNS: Final[dict[str, pl.DataType]] = {
    "norm": pl.String(),
    "ok": pl.Boolean(),
    "issues": pl.List(pl.String()),
    "hint": pl.String(),
    "pattern": pl.String(),
}

#: every issue code with its sentence in zh and en
ISSUES: Final[dict[str, tuple[str, str]]] = {
    "masked": ("已掩码，不能作为号码", "masked, cannot serve as a number"),
    "precision_lost": (
        "数字精度已丢失（科学计数法），请按文本重新导出",
        "digits were lost (scientific notation); export the column as text",
    ),
    "precision_suspect": ("末位全为零，精度可能已丢失", "ends in zeros, digits may have been lost"),
    "length": ("位数不对", "wrong number of digits"),
    "format": ("不是该类号码的写法", "not written like such a number"),
    "luhn": ("校验位不符", "check digit does not match"),
    "checksum": ("校验码不符", "check character does not match"),
    "birth": ("出生日期无效", "no valid birth date"),
    "place_unknown": ("行政区划代码不详", "division code is not known"),
    "upgraded_15": ("由15位证件号升位", "upgraded from a 15-digit number"),
    "letter_as_digit": ("字母误作数字（O/0、l/1），已更正", "a letter stood for a digit"),
    "doc_type_guessed": ("证件类型按写法推断", "document type guessed from its form"),
    "extension": ("分机号已去除", "extension removed"),
    "ip_prefix": ("IP拨号前缀已去除", "dialling prefix removed"),
    "no_area_code": ("固话缺少区号", "landline without area code"),
    "unassigned_range": ("号段未分配", "range is not assigned"),
    "spoof_suspected": ("疑似改号", "possibly a spoofed caller id"),
    "private": ("内网或保留地址", "private or reserved address"),
    "unspecified": ("占位值", "placeholder value"),
    "sentinel": ("基站占位值", "placeholder cell value"),
    "radix": ("按十六进制读取", "read as hexadecimal"),
    "from_name": ("取自姓名栏", "found in the name's cell"),
    "taken_out": ("由单元格内其他文字中取出", "taken out of a cell with other words"),
    "radix_ambiguous": (
        "同列有十六进制值，按十进制读取",
        "read as decimal, though its column also holds hexadecimal values",
    ),
    "legacy": ("旧式登记号", "legacy registration number"),
    "defanged": ("网址已还原", "address was defanged"),
    "platform_unknown": ("平台不详", "platform not known"),
}


def issue_text(code: str, lang: str = "zh") -> str:
    """The sentence for an issue code in ``zh`` or ``en``; an unknown code is itself."""
    zh, en = ISSUES.get(code, (code, code))
    return en if lang.startswith("en") else zh
