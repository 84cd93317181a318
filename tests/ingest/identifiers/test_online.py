"""Platform accounts and crypto addresses."""

import pytest
from stdnum import bitcoin

from ingest.identifiers import normalise, parse


@pytest.mark.parametrize(
    ("kind", "written", "norm"),
    [
        ("virtual", "微信:Abc_123", "wechat:abc_123"),
        ("virtual", "微信号：wxid_abc123", "wechat:wxid_abc123"),
        ("virtual", "QQ12345678", "qq:12345678"),
        ("virtual", "qq号 12345678", "qq:12345678"),
        ("virtual", "飞机@boss", "telegram:@boss"),
        ("virtual", "某聊:42", "某聊:42"),
        ("virtual:微信", "Abc_123", "wechat:abc_123"),
        ("virtual:QQ", "12345678", "qq:12345678"),
        ("virtual:QQ", "QQ12345678", "qq:12345678"),
    ],
)
def test_platform_and_id(kind, written, norm):
    assert parse(kind, written).norm == norm


def test_an_id_without_platform_says_so():
    parsed = parse("virtual", "abc_123")
    assert (parsed.norm, parsed.issues) == ("unknown:abc_123", ("platform_unknown",))


@pytest.mark.parametrize(("kind", "bad"), [("virtual:QQ", "0123"), ("virtual:微信", "1abc")])
def test_ids_no_platform_would_give_are_remarked(kind, bad):
    assert parse(kind, bad).issues == ("format",)


def test_unknown_kinds_are_an_error():
    import polars as pl

    with pytest.raises(KeyError):
        normalise("nonsense", pl.Series(["x"]))


def test_bitcoin():
    address = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
    assert bitcoin.is_valid(address)
    assert parse("wallet", address) == (address, True, (), "BTC", None)
    assert parse("wallet", address[:-1] + "3").issues == ("checksum",)


def test_tron():
    address = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
    assert parse("wallet", address) == (address, True, (), "TRON", None)
    assert parse("wallet", address[:-1] + "u").issues == ("checksum",)


def test_ethereum_is_written_in_lower_case():
    parsed = parse("wallet", "0x52908400098527886E0F7030069857D2E4169EE7")
    assert (parsed.norm, parsed.hint) == ("0x52908400098527886e0f7030069857d2e4169ee7", "ETH")


def test_masked_and_broken_addresses():
    assert parse("wallet", "TR7N******Lj6t").issues == ("masked",)
    assert parse("wallet", "hello").issues == ("format",)
