"""IMEI, IMSI, ICCID and plates."""

import pytest

from ingest.identifiers import parse


@pytest.mark.parametrize(
    ("written", "issues"),
    [
        ("868000000000019", ()),
        ("868000000000010", ()),  # call records write 0 for the check digit
        ("86800000000001", ()),
        ("8680000000000170", ()),
        ("868000000000012", ("luhn",)),
        ("86-800000-000001-9", ()),
    ],
)
def test_the_key_of_a_handset_is_fourteen_digits(written, issues):
    parsed = parse("imei", written)
    assert (parsed.norm, parsed.issues) == ("86800000000001", issues)


@pytest.mark.parametrize(
    "bad", ["8.68E+14", "1234567890123", "00000000000000", "868000******019", "ABCDEFGHIJKLMNO"]
)
def test_what_is_no_imei(bad):
    assert parse("imei", bad).norm is None


@pytest.mark.parametrize(
    ("imsi", "operator"),
    [("460001234567890", "China Mobile"), ("460111234567890", "China Telecom")],
)
def test_the_operator_of_an_imsi(imsi, operator):
    parsed = parse("imsi", imsi)
    assert parsed.norm == imsi
    assert operator in parsed.hint


def test_test_networks_are_accepted():
    assert parse("imsi", "999991234567890").ok


@pytest.mark.parametrize("bad", ["46000123456789012", "4.6E+14", "460"])
def test_what_is_no_imsi(bad):
    assert parse("imsi", bad).norm is None


def test_iccid_lengths_and_filler():
    assert parse("iccid", "8986 0012 3456 7890 1234").norm == "89860012345678901234"
    assert parse("iccid", "8986001234567890123F").norm == "8986001234567890123"
    assert parse("iccid", "898600A2345678901234").norm == "898600A2345678901234"
    assert parse("iccid", "1234").issues == ("length",)


@pytest.mark.parametrize(
    ("written", "norm"),
    [
        ("京A·12345", "京A12345"),
        ("京a 12345", "京A12345"),
        ("粤BD12345", "粤BD12345"),
        ("沪A1234警", "沪A1234警"),
        ("粤Z1234港", "粤Z1234港"),
        ("浙AO1234", "浙A01234"),
    ],
)
def test_plates(written, norm):
    assert parse("plate", written).norm == norm


@pytest.mark.parametrize("bad", ["A12345", "京123456", "京A123", "无牌"])
def test_what_is_no_plate(bad):
    assert parse("plate", bad).norm is None
