"""Every identifier of domain.md §2.3 with the traps its libraries set, one case each.

The table's rows, in order: resident ID (a to h), 15 digits, PAN, phone, IMEI, IMSI, ICCID,
cells, USCC, IP/MAC/URL, accounts on platforms, plates, divisions, coordinates, wallets,
names (pinyin of surnames, traditional characters), numerals.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from graph.text import fold, pinyin_readings
from ingest import values
from ingest.identifiers import gender, parse
from ingest.identifiers.checksums import id_check
from ingest.values.coordinates import bd_to_gcj, wgs_to_gcj


def resident(first17: str) -> str:
    """A resident ID number with its check character."""
    return first17 + id_check(first17)


X = "11010519491231002X"
#: row of the table and trap → kind, text, written form, accepted, issues that must be there
TRAPS: dict[str, tuple[str, str, str | None, bool, set[str]]] = {
    "ID (a) full width, letter too": ("id", "１１０１０５１９４９１２３１００２Ｘ", X, True, set()),
    "ID (b) spaces inside": ("id", "110105 19491231 002x", X, True, set()),
    "ID (c) county merged away, born before": (
        "id", resident("36112719850307001"), resident("36112719850307001"), True, set()
    ),
    "ID (c) county abolished, born after": (
        "id", resident("11010320120307001"), resident("11010320120307001"), True, set()
    ),
    "ID (d) new county": (
        "id", resident("33011419900307001"), resident("33011419900307001"), True, {"place_unknown"}
    ),
    "ID (e) born in the future": (
        "id", resident("11010529990307001"), resident("11010529990307001"), False, {"birth"}
    ),
    "ID (f) Hong Kong residence permit": (
        "id", resident("81000019850307001"), resident("81000019850307001"), True, set()
    ),
    "ID (f) Macao residence permit": (
        "id", resident("82000019850307001"), resident("82000019850307001"), True, set()
    ),
    "ID (f) Taiwan residence permit": (
        "id", resident("83000019850307001"), resident("83000019850307001"), True, set()
    ),
    "ID (h) masked": ("id", "110105********002X", None, False, {"masked"}),
    "ID wrong check": ("id", "110105194912310021", "110105194912310021", False, {"checksum"}),
    "15-digit ID": ("id", "110105491231002", X, True, {"upgraded_15"}),
    "PAN Luhn is an error for a card": (
        "card", "6900120000000000127", "6900120000000000127", False, {"luhn"}
    ),
    "PAN and nothing for an account": (
        "account", "6900120000000000127", "6900120000000000127", True, set()
    ),
    "PAN lost digits": ("card", "6.90012E+18", None, False, {"precision_lost"}),
    "phone with 0086": ("phone", "0086-138-0013-8000", "+8613800138000", True, set()),
    "phone landline with 86": ("phone", "86010 8888 6666", "+861088886666", True, set()),
    "phone 400": ("phone", "4008001234", "4008001234", True, set()),
    "phone short line": ("phone", "96110", "96110", True, set()),
    "phone SMS port": ("phone", "1069012345678", "1069012345678", True, set()),
    "phone masked keeps its stars": ("phone", "138****8000", None, False, {"masked"}),
    "phone as a float": ("phone", "1.3800138E+10", None, False, {"precision_lost"}),
    "phone of ten digits": ("phone", "1380013800", None, False, {"length"}),
    "IMEI with its check": ("imei", "868000000000010", "86800000000001", True, set()),
    "IMEI of a call record ends in 0": ("imei", "868000000000010", "86800000000001", True, set()),
    "IMEISV": ("imei", "8680000000000112", "86800000000001", True, set()),
    "IMSI": ("imsi", "460001234567890", "460001234567890", True, set()),
    "IMSI of a test network": ("imsi", "999991234567890", "999991234567890", True, set()),
    "ICCID with a wrong check": (
        "iccid", "89860012345678901234", "89860012345678901234", False, {"luhn"}
    ),
    "cell in hexadecimal": ("cell", "10CD-52E5", "4301-21221", True, {"radix"}),
    "cell placeholder FFFF": ("cell", "FFFF-1", None, False, {"sentinel"}),
    "cell placeholder 268435455": ("cell", "1-268435455", None, False, {"sentinel"}),
    "cell 4G": ("cell", "460-00-4301-198604801", "4301-198604801", True, set()),
    "USCC": ("uscc", "91110000600037341L", "91110000600037341L", True, set()),
    "USCC is no person": ("uscc", X, None, False, set()),
    "organisation code": ("uscc", "60003734-1", "600037341", True, {"legacy"}),
    "IP": ("ip", "203.0.113.7:8080", "203.0.113.7", True, set()),
    "MAC": ("mac", "00-1A-2B-3C-4D-5E", "001a2b3c4d5e", True, set()),
    "URL defanged": ("url", "hxxp://bad[.]example.com/a", "example.com", True, {"defanged"}),
    "WeChat": ("virtual", "微信:wxid_abc123", "wechat:wxid_abc123", True, set()),
    "QQ": ("virtual", "QQ12345678", "qq:12345678", True, set()),
    "Alipay user id": ("account", "2088001234567890", "2088001234567890", True, set()),
    "plate": ("plate", "鄂A·12345", "鄂A12345", True, set()),
    "plate of an electric car": ("plate", "鄂AD12345", "鄂AD12345", True, set()),
    "wallet in lower case": (
        "wallet", "0x52908400098527886e0f7030069857d2e4169ee7",
        "0x52908400098527886e0f7030069857d2e4169ee7", True, set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_identifier(trap: str) -> None:
    kind, text, norm, ok, issues = TRAPS[trap]
    parsed = parse(kind, text)
    assert (parsed.norm, parsed.ok) == (norm, ok)
    assert issues <= set(parsed.issues)


def test_id_g_has_a_gender() -> None:
    assert (gender(X), gender(resident("11010119900307001"))) == ("女", "男")


def test_a_card_keeps_both_meanings_of_its_length() -> None:
    assert parse("card", "6900120000000000128").hint == "card"
    assert parse("account", "2088001234567890").hint == "payment"


def test_coordinates_of_three_systems_are_one_point() -> None:
    lat, lon = np.array([39.9087]), np.array([116.3975])
    gcj = wgs_to_gcj(lat, lon)
    assert [round(float(axis[0]), 6) for axis in gcj] == [39.910103, 116.403744]
    text = [pl.Series([f"{axis[0]:.8f}"]) for axis in gcj]
    back = values.coordinates(text[1], text[0], "gcj02").row(0)
    assert abs(back[0] - 116.3975) < 1e-6 and abs(back[1] - 39.9087) < 1e-6
    assert abs(float(bd_to_gcj(lat, lon)[0][0]) - 39.9087) > 0.003


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("单雄", "shan"), ("仇英", "qiu"), ("区某", "ou"), ("解缙", "xie"), ("查理", "zha"),
        ("曾国", "zeng"),
    ],
)  # fmt: skip
def test_surnames_are_read_as_surnames(name: str, reading: str) -> None:
    assert any(full.startswith(reading) for full, _ in pinyin_readings(name))


def test_initials_and_folding() -> None:
    assert "zs" in {initials for _, initials in pinyin_readings("张三")}
    assert fold("臺灣陳國樑轉帳") == fold("台湾陈国梁转账")


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("壹拾贰万叁仟肆佰伍拾陆元柒角捌分", 12345678),
        ("1.2万", 1_200_000),
        ("11.3亿", 113_000_000_000),
    ],
)  # fmt: skip
def test_numerals(text: str, minor: int) -> None:
    assert values.amounts(pl.Series([text]))["minor"].to_list() == [minor]


def test_numerals_with_a_counter_are_refused_not_guessed() -> None:
    found = values.amounts(pl.Series(["65.14万笔"]))
    assert found.row(0) == (None, "amount_format")
