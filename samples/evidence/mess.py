"""The habits of real files: full-width digits, masks, scientific notation, durations."""

from __future__ import annotations

_WIDE = str.maketrans("0123456789.,-X", "０１２３４５６７８９．，－Ｘ")


def wide(text: str) -> str:
    """Full-width digits and points."""
    return text.translate(_WIDE)


def masked(number: str) -> str:
    """``622202******0123``: only the first six and the last four digits remain."""
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def scientific(number: str) -> str:
    """What a spreadsheet makes of a long number: its digits are lost for good."""
    return f"{number[0]}.{number[1:6]}E+{len(number) - 1}"


def clock(seconds: int) -> str:
    """``00:01:05``."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def spoken(seconds: int) -> str:
    """``1分5秒``."""
    return f"{seconds // 60}分{seconds % 60}秒" if seconds >= 60 else f"{seconds}秒"


def yuan(minor: int, *, grouped: bool = False) -> str:
    """Minor units as ``1234.50`` or ``1,234.50``."""
    sign, minor = ("-" if minor < 0 else ""), abs(minor)
    whole = f"{minor // 100:,}" if grouped else str(minor // 100)
    return f"{sign}{whole}.{minor % 100:02d}"
