"""Check digits, for one number and for columns: Luhn, MOD 11-2, MOD 31-3, Base58Check."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
_USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def luhn_ok(digits: str) -> bool:
    """Whether the last digit is the Luhn check of the others (ISO/IEC 7812)."""
    total = sum(map(int, digits[-1::-2])) + sum(_DOUBLED[int(d)] for d in digits[-2::-2])
    return total % 10 == 0


def digit_matrix(digits: pl.Series, width: int) -> npt.NDArray[np.uint8]:
    """Digits as a matrix of ``width`` columns, right-aligned, filled with zeros."""
    padded = digits.str.pad_start(width, "0").to_numpy().astype(f"S{width}")
    return padded.view(np.uint8).reshape(len(digits), width) - np.uint8(48)


def luhn_ok_series(digits: pl.Series) -> pl.Series:
    """:func:`luhn_ok` over a column of digit strings of at most 32 digits."""
    if digits.is_empty():
        return pl.Series([], dtype=pl.Boolean)
    matrix = digit_matrix(digits, 32)
    table = np.array(_DOUBLED, dtype=np.uint8)
    total = matrix[:, 1::2].sum(axis=1, dtype=np.int64)
    total += table[matrix[:, 0::2]].sum(axis=1, dtype=np.int64)
    return pl.Series(total % 10 == 0)


def id_check(first17: str) -> str:
    """The 18th character of a resident ID number (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(d) * w for d, w in zip(first17, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def id_check_ok_series(numbers: pl.Series) -> pl.Series:
    """Whether 18-character numbers (17 digits and a digit or ``X``) carry their check."""
    if numbers.is_empty():
        return pl.Series([], dtype=pl.Boolean)
    matrix = digit_matrix(numbers.str.slice(0, 17), 17)
    totals: npt.NDArray[Any] = matrix.astype(np.int64) @ np.array(_ID_WEIGHTS, dtype=np.int64)
    expected = np.array(list(_ID_CHECKS))[totals % 11]
    return pl.Series(expected == numbers.str.slice(17, 1).to_numpy().astype("U1"))


def uscc_ok(number: str) -> bool:
    """Whether an 18-character unified social credit code carries its check (GB 32100)."""
    try:
        values = [_USCC_ALPHABET.index(sign) for sign in number]
    except ValueError:
        return False
    total = sum(v * w for v, w in zip(values, _USCC_WEIGHTS, strict=False))
    return len(values) == 18 and (31 - total % 31) % 31 == values[17]


def organization_code_ok(code: str) -> bool:
    """Whether a nine-character organisation code carries its check (GB 11714, MOD 11)."""
    if not code.isascii() or not code[:8].isalnum():
        return False
    total = sum(int(sign, 36) * w for sign, w in zip(code, _ORG_WEIGHTS, strict=False))
    return code[8:] == "0123456789X"[(11 - total % 11) % 11]


def base58check_ok(address: str, prefix: bytes) -> bool:
    """Whether ``address`` decodes to 25 bytes that start with ``prefix`` and carry their check."""
    value = 0
    for sign in address:
        place = _BASE58.find(sign)
        if place < 0:
            return False
        value = value * 58 + place
    if value.bit_length() > 200:
        return False
    payload = value.to_bytes(25, "big")
    body, check = payload[:21], payload[21:]
    return (
        body.startswith(prefix)
        and hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4] == check
    )
