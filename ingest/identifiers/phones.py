"""Telephone numbers: E.164 for mobiles and landlines, bare digits for service numbers.

``phonenumbers`` is asked only about landlines and numbers abroad; it drops the
stars of a masked number, so masks are found first, and calls every hotline invalid.
"""

from __future__ import annotations

import re
from typing import Final

import phonenumbers
import polars as pl

from ingest.identifiers.cleaning import prepare
from ingest.identifiers.parsed import Parsed

#: mobile ranges assigned in China; other 1xx numbers of 11 digits keep their form with an issue
MOBILE: Final = r"^1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}$"
_HOTLINE = re.compile(r"^(?:95\d{3,6}|96\d{3,4}|100\d{2}|11[0-9]|12\d{1,3}|1010\d{4})$")
_SHARED = re.compile(r"^[48]00\d{7}$")
_SMS_PORT = re.compile(r"^106\d{5,17}$")
_IOT = re.compile(r"^(?:1064[789]\d{8}|14[014]\d{10})$")
_AREA: Final = r"0(?:10|2\d|[3-9]\d{2})"
_AREA_HOTLINE = re.compile(rf"^{_AREA}(\d{{3,8}})$")
_LANDLINE = re.compile(rf"^{_AREA}[2-8]\d{{6,7}}$")
_BARE_LANDLINE = re.compile(r"^(?:10|2\d)[2-8]\d{7}$|^[3-9]\d{2}[2-8]\d{6,7}$")
_DIAL_PREFIX = re.compile(r"^(?:12593|17951|17911|17909|10193|11808)(?=1[3-9]\d{9}$|0\d{9,11}$)")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#)\s*\d{1,6}$|(?<=\d{7})-\d{1,5}$", re.IGNORECASE)
_LABEL = re.compile(r"^[\u4e00-\u9fff]+[:\s]*|[\u4e00-\u9fff]+$|\([^()\d]*\)")
_STRIP = re.compile(r"[\s\-().·/'\"]")
_OLD_LETTERS = str.maketrans("OoIl|", "00111")


def parse_phone(text: str) -> Parsed:
    """A telephone number (cleaned text).

    ``hint``: mobile, fixed, 400, 95, short, sms_port, iot, overseas.
    """
    ready = prepare(text)
    if isinstance(ready, Parsed):
        return ready
    found = _EXTENSION.search(ready)
    issues: tuple[str, ...] = ("extension",) if found else ()
    digits = _STRIP.sub("", _LABEL.sub("", _EXTENSION.sub("", ready)))
    if not digits.lstrip("+").isdigit():
        digits, issues = digits.translate(_OLD_LETTERS), (*issues, "letter_as_digit")
    if not re.fullmatch(r"\+?\d+", digits):
        return Parsed(issues=("format",))
    parsed = _read(digits)
    return parsed._replace(issues=(*issues, *parsed.issues))


def _read(digits: str) -> Parsed:
    national = _national(digits)
    if national is None:
        return _abroad(digits)
    prefix = _DIAL_PREFIX.match(national)
    if prefix:
        return _read_national(national[prefix.end() :], ("ip_prefix",))
    return _read_national(national, _spoof_signs(digits))


def _national(digits: str) -> str | None:
    """The digits behind ``+86``, ``0086`` or ``86``; ``None`` when another country is dialled."""
    for prefix in ("+0086", "+86", "0086", "86"):
        rest = digits.removeprefix(prefix)
        if rest != digits and (prefix != "86" or len(rest) >= 10 or _HOTLINE.match(rest)):
            return rest
    bare = digits.lstrip("+0")
    if digits.startswith(("+", "00")):
        return bare if _HOTLINE.match(bare) and len(bare) <= 5 else None
    return digits


def _spoof_signs(digits: str) -> tuple[str, ...]:
    """A hotline dialled with a foreign prefix is how a changed caller id looks."""
    changed = digits.startswith(("+", "00")) and not digits.startswith(("+86", "0086"))
    return ("spoof_suspected",) if changed else ()


def _read_national(digits: str, issues: tuple[str, ...]) -> Parsed:
    service = _service(digits)
    if service is not None:
        norm, hint, signs = service
        return Parsed(norm, True, (*issues, *signs), hint)
    mobile = digits[1:] if re.match(r"^01[3-9]\d{9}$", digits) else digits
    if len(mobile) == 11 and mobile[0] == "1":
        assigned = re.match(MOBILE, mobile) is not None
        unassigned = () if assigned else ("unassigned_range",)
        return Parsed(f"+86{mobile}", assigned, (*issues, *unassigned), "mobile")
    return _fixed(digits, issues)


def _service(digits: str) -> tuple[str, str, tuple[str, ...]] | None:
    """(norm, hint, issues) of a hotline, 400/800, SMS port or IoT number, else ``None``."""
    if _IOT.match(digits):
        return digits, "iot", ()
    if _SMS_PORT.match(digits):
        return digits, "sms_port", ()
    if _SHARED.match(digits):
        return digits, "400", ()
    if _HOTLINE.match(digits):
        return digits, "95" if digits.startswith("95") else "short", ()
    behind = _AREA_HOTLINE.match(digits)
    if behind and _HOTLINE.match(behind[1]) and not _LANDLINE.match(digits):
        return behind[1], "95" if behind[1].startswith("95") else "short", ()
    return None


def _fixed(digits: str, issues: tuple[str, ...]) -> Parsed:
    if _LANDLINE.match(digits):
        return Parsed(f"+86{digits[1:]}", True, issues, "fixed")
    if _BARE_LANDLINE.match(digits):
        return Parsed(f"+86{digits}", True, issues, "fixed")
    if len(digits) in (7, 8):
        return Parsed(issues=(*issues, "no_area_code"))
    return Parsed(issues=(*issues, "length"))


def _abroad(digits: str) -> Parsed:
    """A number with a foreign country code; an impossible one keeps its digits with an issue."""
    written = "+" + digits.lstrip("+0")
    if not 8 <= len(written) <= 17:
        return Parsed(issues=("length",))
    try:
        number = phonenumbers.parse(written, None)
    except phonenumbers.NumberParseException:
        return Parsed(written, False, ("spoof_suspected",), "overseas")
    norm = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(number):
        return Parsed(norm, True, (), "overseas")
    return Parsed(norm, False, ("spoof_suspected",), "overseas")


def fast_phone(texts: pl.Series) -> pl.DataFrame:
    """Plain 11-digit mobiles among cleaned ``texts``."""
    found = pl.DataFrame({"text": texts.filter(texts.str.contains(MOBILE))})
    return found.select(
        "text",
        ("+86" + pl.col("text")).alias("norm"),
        pl.lit(True).alias("ok"),
        pl.lit([], dtype=pl.List(pl.String)).alias("issues"),
        pl.lit("mobile").alias("hint"),
    )
