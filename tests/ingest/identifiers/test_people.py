"""Document numbers are judged in parts: what libraries reject may be genuine."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from ingest.identifiers import birth_date, gender, normalise, parse, strong_key
from ingest.identifiers.checksums import id_check


def number(division: str, born: str, sequence: str = "000") -> str:
    first = division + born + sequence
    return first + id_check(first)


def test_full_width_digits_and_check_letter_are_read():
    parsed = parse("id", " １１０１０５１９４９１２３１００２Ｘ ")
    assert parsed.norm == "11010519491231002X"
    assert parsed.ok


@pytest.mark.parametrize(
    "written", ["110105 19491231 002x", "110105-19491231-002X", "'11010519491231002X"]
)
def test_spaces_dashes_and_quotes_go(written):
    assert parse("id", written).norm == "11010519491231002X"


@pytest.mark.parametrize(
    "genuine",
    [
        number("361127", "19900101"),  # 余干县, which stdnum knows only since 2000
        number("500101", "19900101"),  # 万州 before Chongqing was a province
        number("110103", "20120101"),  # 崇文, dissolved in 2010
        number("330114", "19900101"),  # 钱塘: KeyError in stdnum
        number("810000", "19900101"),
        number("820000", "19900101"),
        number("830000", "19900101"),
    ],
)
def test_merged_and_new_divisions_do_not_make_a_number_invalid(genuine):
    assert parse("id", genuine).ok


def test_unknown_county_is_a_remark_only():
    parsed = parse("id", number("330114", "19900101"))
    assert parsed.issues == ("place_unknown",)
    assert parsed.ok


def test_a_birth_date_in_the_future_is_wrong():
    parsed = parse("id", number("110105", f"{date.today().year + 1}0101"))
    assert parsed.issues == ("birth",)
    assert not parsed.ok
    assert parsed.norm


@pytest.mark.parametrize("born", ["18500101", "19900230", "19901301"])
def test_impossible_birth_dates(born):
    assert "birth" in parse("id", number("110105", born)).issues


def test_a_wrong_check_keeps_the_number_but_not_its_strength():
    parsed = parse("id", "110105194912310021")
    assert parsed == ("110105194912310021", False, ("checksum",), "resident", None)


def test_fifteen_digits_are_upgraded():
    parsed = parse("id", "110105490101002")
    assert parsed.norm == "110105194901010021"
    assert parsed.ok
    assert parsed.issues == ("upgraded_15",)


def test_fifteen_digits_with_no_date_in_them_are_refused():
    assert parse("id", "110105991501002").norm is None


@pytest.mark.parametrize(
    "bad", ["11010519491231002", "1101051949123100212", "张三", "91110000MA0012345X"]
)
def test_other_lengths_give_no_number(bad):
    parsed = parse("id", bad)
    assert parsed.norm is None
    assert parsed.issues


def test_masked_number_is_a_pattern():
    parsed = parse("id", "110105********002X")
    assert (parsed.norm, parsed.pattern, parsed.issues) == (None, "110105********002X", ("masked",))


def test_a_number_in_scientific_notation_is_lost():
    assert parse("id", "1.10105E+17").issues == ("precision_lost",)


def test_letter_o_for_zero():
    parsed = parse("id", "11O105194912310O2X")
    assert parsed.norm == "11010519491231002X"
    assert parsed.issues == ("letter_as_digit",)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("E12345678", "passport"),
        ("EA1234567", "passport"),
        ("G12345678", "passport"),
        ("H12345678", "hk-macao-permit"),
        ("M1234567890", "hk-macao-permit"),
        ("12345678", "taiwan-permit"),
    ],
)
def test_other_documents(written, kind):
    parsed = parse("id", written)
    assert (parsed.norm, parsed.hint, parsed.ok) == (written, kind, True)


def test_strong_keys():
    assert strong_key("11010519491231002X", "resident") == "id:11010519491231002X"
    assert strong_key("E12345678", "passport") == "passport:E12345678"


def test_birth_date_and_sex():
    assert birth_date("11010519491231002X") == date(1949, 12, 31)
    assert gender("11010519491231002X") == "女"
    assert gender("110105194912310138") == "男"


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_agrees_with_stdnum(first):
    assert id_check(first) == ric.calc_check_digit(first + "0")


@given(st.lists(st.one_of(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True), st.text(max_size=20))))
def test_columns_read_as_single_values_do(values):
    rows = normalise("id", pl.Series(values, dtype=pl.String)).drop("raw").rows()
    singles = [parse("id", value) for value in values]
    assert rows == [(p.norm, p.ok, list(p.issues), p.hint, p.pattern) for p in singles]


def test_uscc_with_check_and_letters_put_right():
    good = "91110000600037341L"
    assert uscc.is_valid(good)
    assert parse("uscc", "９１１１００００６０００３７３４１Ｌ").norm == good
    assert parse("uscc", "9111OOOO600037341L").issues == ("letter_as_digit",)
    assert parse("uscc", "911100006000373419").issues == ("checksum",)
    assert not parse("uscc", "911100006000373419").ok


@pytest.mark.parametrize("old", ["110000600037341", "60003734-1"])
def test_older_registration_numbers_are_kept(old):
    assert parse("uscc", old).hint == "legacy"


@pytest.mark.parametrize(
    "person",
    [
        "11010519491231002X",
        "110105194912310021",
        "110105198913310021",
        "110105490101002",
        "E12345678",
    ],
)
def test_the_number_of_a_person_is_no_number_of_a_unit(person):
    assert parse("uscc", person).norm is None
