"""Handsets, SIM cards and vehicles: IMEI, IMSI, ICCID, licence plates."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from stdnum import imsi as stdnum_imsi

from ingest.identifiers.checksums import luhn_ok
from ingest.identifiers.cleaning import compact, prepare
from ingest.identifiers.parsed import Parsed

_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"^(?:[{_PROVINCES}][A-Z][A-Z0-9]{{5,6}}|[{_PROVINCES}][A-Z][A-Z0-9]{{4}}[警学挂领港澳试超]"
    r"|使\d{6}|WJ[A-Z0-9]{5,7})$"
)


def parse_imei(text: str) -> Parsed:
    """An IMEI, IMEISV or 14-digit body; ``norm`` is the first 14 digits.

    Call records often write 0 for the check digit, so a 0 there says nothing.
    """
    ready = prepare(text)
    if isinstance(ready, Parsed):
        return ready
    digits, issues = compact(ready)
    if not digits.isdigit():
        return Parsed(issues=("format",))
    if len(digits) not in (14, 15, 16):
        return Parsed(issues=("length",))
    body = digits[:14]
    if not body.strip("0"):
        return Parsed(issues=("unspecified",))
    if len(digits) == 15 and digits[14] != "0" and not luhn_ok(digits):
        return Parsed(body, False, (*issues, "luhn"), "imei")
    return Parsed(body, True, issues, "imeisv" if len(digits) == 16 else "imei")


def parse_imsi(text: str) -> Parsed:
    """An IMSI of 14 or 15 digits; ``hint`` is the network operator where it is known."""
    ready = prepare(text)
    if isinstance(ready, Parsed):
        return ready
    digits, issues = compact(ready)
    if not digits.isdigit():
        return Parsed(issues=("format",))
    if len(digits) not in (14, 15):
        return Parsed(issues=("length",))
    return Parsed(digits, True, issues, _operator(digits[:6]))


@lru_cache(maxsize=4096)
def _operator(prefix: str) -> str:
    return str(stdnum_imsi.info(prefix.ljust(15, "0")).get("operator", ""))


def parse_iccid(text: str) -> Parsed:
    """An ICCID: 19 or 20 digits that start with 89; a trailing filler ``F`` is dropped."""
    ready = prepare(text)
    if isinstance(ready, Parsed):
        return ready
    digits, issues = compact(re.sub(r"[fF]$", "", ready))
    hexadecimal = re.match(r"^89\d{4}[0-9A-Fa-f]{13,14}$", digits)  # China Mobile: a letter inside
    if not digits.isdigit() and not hexadecimal:
        return Parsed(issues=("format",))
    if len(digits) not in (19, 20) or not digits.startswith("89"):
        return Parsed(issues=("length",) if len(digits) not in (19, 20) else ("format",))
    checked = digits.isdigit() and len(digits) == 20 and not luhn_ok(digits)
    bad_luhn = checked and not luhn_ok(digits[:19])
    return Parsed(digits.upper(), not bad_luhn, (*issues, "luhn") if bad_luhn else issues, "iccid")


def parse_plate(text: str) -> Parsed:
    """A licence plate; ``hint`` ``new-energy`` for the eight-sign ones."""
    ready = prepare(text)
    if isinstance(ready, Parsed):
        return ready
    bare = re.sub(r"[\s\-.·•]", "", ready).upper()
    tail = bare[2:].translate(str.maketrans("OI", "01"))
    fixed = bare[:2] + tail
    if not _PLATE.match(fixed):
        return Parsed(issues=("format",))
    hint = "new-energy" if len(fixed) == 8 and fixed[-1].isalnum() else ""
    return Parsed(fixed, True, () if fixed == bare else ("letter_as_digit",), hint)
