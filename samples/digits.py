"""Check digits and made-up identifiers that no real person, card or phone can have.

ID numbers have the sequence ``000``, cards stand under the fictional prefixes
``6900xx``, phones begin with 140 or 160, IMSIs with the test network 99999.
"""

from __future__ import annotations

import hashlib
from random import Random

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def digits(rng: Random, count: int) -> str:
    """``count`` random digits as text."""
    return f"{rng.randrange(10**count):0{count}d}"


def luhn_digit(body: str) -> str:
    """The digit that makes ``body`` plus itself pass the Luhn check."""
    total = 0
    for place, char in enumerate(reversed(body)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def with_luhn(body: str) -> str:
    """``body`` followed by its Luhn digit."""
    return body + luhn_digit(body)


def id_number(county: str, birth: str) -> str:
    """An 18-character ID number with sequence 000; ``birth`` is ``YYYYMMDD``."""
    body = f"{county}{birth}000"
    total = sum(int(char) * weight for char, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def card_number(rng: Random, prefix: str, length: int) -> str:
    """A Luhn-valid card number of ``length`` digits under ``prefix``."""
    return with_luhn(prefix + digits(rng, length - len(prefix) - 1))


def account_number(rng: Random, prefix: str) -> str:
    """A 17-digit account number; account numbers carry no check digit."""
    return f"99{prefix[2:]}{digits(rng, 11)}"


def phone_number(rng: Random) -> str:
    """Eleven digits in the ranges 140 and 160, which are possible but not assigned."""
    return rng.choice(("140", "160")) + str(rng.randrange(1, 10)) + digits(rng, 7)


def imsi(rng: Random) -> str:
    """Fifteen digits in the test network MCC 999 MNC 99."""
    return "99999" + digits(rng, 10)


def imei(rng: Random) -> str:
    """Fifteen digits with a Luhn check, type allocation 99000…"""
    return with_luhn("99000" + digits(rng, 9))


def iccid(rng: Random) -> str:
    """Twenty digits with a Luhn check, beginning 898699."""
    return with_luhn("898699" + digits(rng, 13))


def mac_address(rng: Random) -> str:
    """A locally administered MAC, ``02-…``, in upper case with dashes."""
    return "-".join(["02", *(f"{rng.randrange(256):02X}" for _ in range(5))])


def tron_address(rng: Random) -> str:
    """A TRON address (base58check) over twenty bytes with an obvious pattern."""
    body = b"\x41" + bytes([rng.randrange(256)] * 4) + b"SYNTHETIC-" + rng.randbytes(6)
    body += hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4]
    number = int.from_bytes(body, "big")
    text = ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    return text


_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(rng: Random) -> str:
    """A company's 18-character credit code (GB 32100) under the division 000000."""
    body = digits(rng, 8)
    total = sum(
        int(sign) * weight for sign, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    body = f"91000000{body}{'0123456789X0'[11 - total % 11]}"
    if "X" in body:  # both check digits are easier to read as digits
        return credit_code(rng)
    total = sum(_CODE_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + _CODE_SIGNS[-total % 31]
