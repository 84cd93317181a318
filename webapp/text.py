"""How values look on a page: money, times, numbers, and hostile characters made visible."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from markupsafe import Markup, escape

from webapp.i18n import t

_CHINA = timezone(timedelta(hours=8))
#: minor digits of a currency; others have two
_EXPONENTS = {"JPY": 0, "KRW": 0, "USDT": 6, "USDC": 6, "BTC": 8, "ETH": 8}
_SIGNS = {"CNY": "¥", "": "¥", "USD": "$", "EUR": "€"}
#: control, format, surrogate and private characters a page must not obey
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_KEPT = frozenset("\n\t")
_MAYBE_UNSAFE = re.compile(r"[^\x20-\x7e\n\t\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")


@lru_cache(maxsize=4096)
def _is_unsafe(char: str) -> bool:
    return char not in _KEPT and unicodedata.category(char) in _UNSAFE


def _replace(value: str, opening: str, closing: str) -> str:
    return _MAYBE_UNSAFE.sub(
        lambda m: f"{opening}U+{ord(m[0]):04X}{closing}" if _is_unsafe(m[0]) else m[0], value
    )


def plain(value: object) -> object:
    """Any template output: direction and invisible characters become ``⟨U+202E⟩``.

    Works inside attributes too; :func:`shown` is the nicer form for text.
    """
    if isinstance(value, Markup) or not isinstance(value, str):
        return "" if value is None else value
    return _replace(value, "⟨", "⟩")


def shown(value: object) -> Markup:
    """Text for a page: escaped, with direction and invisible characters as small tags."""
    if value is None:
        return Markup("")
    safe = str(escape(str(value)))
    return Markup(_replace(safe, '<span class="tag warn">', "</span>"))


def money(minor: object, currency: str = "CNY", sign: bool = True) -> str:
    """``20000000`` → ``¥200,000.00``; an empty value gives an em dash."""
    if not isinstance(minor, int):
        return "—"
    exponent = _EXPONENTS.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**exponent)
    text = f"{whole:,}" + (f".{rest:0{exponent}d}" if exponent else "")
    mark = _SIGNS.get(currency, currency + " ") if sign else ""
    return ("−" if minor < 0 else "") + mark + text


def when(micros: object, precision: str = "minute") -> str:
    """Epoch µs → ``2026-11-05 11:05`` (``day``, ``minute`` or ``second``) in UTC+8."""
    if not isinstance(micros, int):
        return "—"
    moment = datetime.fromtimestamp(micros / 1e6, UTC).astimezone(_CHINA)
    forms = {"day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M", "second": "%Y-%m-%d %H:%M:%S"}
    return moment.strftime(forms[precision])


def count(number: object) -> str:
    """``1204`` → ``1,204``."""
    return f"{number:,}" if isinstance(number, int) else "—"


def method(name: object) -> str:
    """The word for how a value came to be known."""
    known = ("asserted", "extracted", "manual", "derived", "aggregated")
    return t(f"method.{name}") if name in known else str(name or "—")


def method_class(name: object) -> str:
    """CSS class of the method mark: ``as``, ``ex``, ``ma`` or ``de``."""
    return {"asserted": "as", "manual": "ma", "derived": "de"}.get(str(name), "ex")


def confidence_class(value: object) -> str:
    """CSS class of the confidence bar: three steps at .5 and .8."""
    number = float(value) if isinstance(value, int | float) else 0.0
    return "c3" if number >= 0.8 else "c2" if number >= 0.5 else ""


def confidence(value: object) -> str:
    """``0.9`` → ``.9``, ``1.0`` → ``1.0``."""
    if not isinstance(value, int | float):
        return "—"
    return f"{value:.2f}".rstrip("0").removeprefix("0") if value < 1 else "1.0"


FILTERS = {
    "shown": shown,
    "money": money,
    "when": when,
    "count": count,
    "method": method,
    "method_class": method_class,
    "confidence": confidence,
    "confidence_class": confidence_class,
}
