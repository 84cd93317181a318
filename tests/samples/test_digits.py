"""Check digits agree with python-stdnum; nothing made up could be real (domain.md §8)."""

from __future__ import annotations

import hashlib
from random import Random

import pytest
from stdnum import imei, imsi, luhn
from stdnum.cn import ric

from samples import digits, words

RNG = Random(20261)
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@pytest.mark.parametrize("county", [code for code, _ in words.COUNTIES])
@pytest.mark.parametrize("birth", ["19550101", "19881231", "20041231"])
def test_id_numbers_are_valid_and_unissued(county: str, birth: str) -> None:
    number = digits.id_number(county, birth)
    assert ric.is_valid(number)
    assert number[14:17] == "000"


def test_a_known_id_number() -> None:
    assert digits.id_number("110105", "19900101") == "110105199001010002"


def test_cards_and_iccids_pass_luhn() -> None:
    for length in (16, 19):
        card = digits.card_number(RNG, "690012", length)
        assert luhn.is_valid(card)
        assert len(card) == length
    assert luhn.is_valid(digits.iccid(RNG))
    assert len(digits.iccid(RNG)) == 20


def test_devices_and_sims_are_test_numbers() -> None:
    assert imei.is_valid(digits.imei(RNG))
    assert imsi.info(digits.imsi(RNG))["mcc"] == "999"
    assert digits.phone_number(RNG)[:3] in ("140", "160")


def test_wallets_pass_base58check() -> None:
    address = digits.tron_address(RNG)
    number = 0
    for char in address:
        number = number * 58 + _BASE58.index(char)
    body = number.to_bytes(25, "big")
    assert (address[0], len(address), body[0]) == ("T", 34, 0x41)
    assert hashlib.sha256(hashlib.sha256(body[:21]).digest()).digest()[:4] == body[21:]
