"""Every habit of dirty files (domain.md §6.3), row by row of its table, on rows as they come.

==  =====================================================  ===========================
 1  card as 6.22202E+18                                    science, long-float
 2  leading ', tab, ="6222…", quotes, spaces, dashes       wrapped
 3  full width                                             full-width
 4  amounts in every spelling, signs, 分 and 元            amounts, fen, sign
 5  merged cells                                           test_sources, merged-register
 6  totals, repeated headers, footers                      totals
 7  dates in every spelling                                dates
 8  missing counterparty                                   nobody
 9  counterparty only a name or only a number              half
10  the words for nothing                                  nothing
11  masked numbers and names                               masked
12  O for 0, l for 1, full-width Ｘ                        letters
13  traditional and simplified names                       variants
14  ID beside the name, columns swapped, many values       beside, swapped, many
15  time zones abroad                                      zones
16  LAC and CI in hexadecimal                              hex
17  telephone spellings                                    phones
18  equal rows in overlapping exports                      overlap
==  =====================================================  ===========================
"""
# ruff: noqa: E501 (rows of a file stand in one line)

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from graph.ledger import Ledger
from graph.text import fold
from ingest import rejects
from ingest.load import Options, run
from tests.ingest.filing import workbook
from tests.ingest.presets.loading import Loaded, load_files

A, B = "6900120000000000128", "6900270000000000026"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
HEADER = "交易卡号,交易时间,交易金额,收付标志,交易对手账卡号,对手户名,现金标志,摘要说明,交易流水号"


def statement(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def paid(time: str = "2026-05-01 10:00:00", amount: str = "100", other: str = B) -> str:
    return f'{A},{time},"{amount}",出,{other},李四,,转账,'


DATES = {
    "20160203": ("2016-02-03 00:00", "day"),
    "20160203100501": ("2016-02-03 10:05", "second"),
    "2016/2/3 10:05": ("2016-02-03 10:05", "second"),
    "2016年2月3日": ("2016-02-03 00:00", "day"),
    "16-2-3": ("2016-02-03 00:00", "day"),
    "42403.5": ("2016-02-03 12:00", "second"),
    "2016-02-03 00:00:00": ("2016-02-03 00:00", "day"),
    "2016-02-03T10:05:01+07:00": ("2016-02-03 11:05", "second"),
}
WRONG_DATES = ["2/3/2016", "20161345", "0016-02-03", "昨天"]
AMOUNTS = {
    "1,234.50": 123450, "￥１２３４．５０元": 123450, "1.2万": 1_200_000, "捌拾万元": 80_000_000,
    "0.10": 10, "(20.00)": 2000, "叁仟零伍圆陆角": 300560, "RMB 7": 700,
}  # fmt: skip
WRONG_AMOUNTS = ["12.345", "1e5", "若干", "9999999999999999999"]
PHONES = {
    "0086-138-0013-8000": "+8613800138000",
    "+86 13800138000": "+8613800138000",
    "8613800138000": "+8613800138000",
    "013800138000": "+8613800138000",
    "(010)8888-6666转8": "+861088886666",
}

FILES: dict[str, str] = {
    "science": statement(paid(), paid(other="6.90027E+18"), paid().replace(A, "6.90012e18", 1)),
    "wrapped": statement(
        f"'{A},2026-05-01 10:00:00,100,出,\"=\"\"{B}\"\"\",李四,,转账,",
        f"\t{A},2026-05-01 10:00:01,100,出,6900 2700-0000 0000 026,李四,,转账,",
    ),
    "full-width": statement(f"{A.translate(WIDE)},２０２６－０５－０１ １０：００：００,１００．００,出,{B.translate(WIDE)},（李四）,,转账,"),
    "amounts": statement(*(paid(amount=text) for text in (*AMOUNTS, *WRONG_AMOUNTS, ""))),
    "fen": statement(paid(amount="12345")).replace("交易金额", "交易金额（分）"),
    "sign": statement(paid(amount="-100"), paid(amount="-100").replace(",出,", ",进,")),
    "totals": "某银行交易明细,,,,,,,,\n" + statement(
        paid(), "本页小计,,100,,,,,,", HEADER, paid(time="2026-05-02 10:00:00"),
        "合计,,200,,,,,,", ",,,,,,,,", "打印时间：2026-06-01,,,,,,,,",
    ),
    "dates": statement(*(paid(time=text) for text in (*DATES, *WRONG_DATES))),
    "nobody": statement(
        f"{A},2026-05-01 10:00:00,100,出,,,现金,ATM取款,", f"{A},2026-05-01 10:00:01,2,出,,,,手续费,",
        f"{A},2026-06-21,0.31,进,,,,结息,", f"{A},2026-05-01 10:00:02,5,出,,,,,",
    ),
    "half": statement(
        f"{A},2026-05-01 10:00:00,100,出,,李四,,转账,", f"{A},2026-05-01 10:00:01,100,出,{B},,,转账,"
    ),
    "nothing": statement(
        *(f"{A},2026-05-01 10:00:0{n},1,出,{word},{word},{word},{word},{word}"
          for n, word in enumerate(["-", "无", "NULL", "/", "未知", "***", "不详"]))
    ),
    "masked": statement(paid(other="690027******0026").replace("李四", "李*"), paid(other="6900***026")),
    "letters": "账户开户名称,开户人证件号码,交易卡号,交易账号,账户状态\n"
    f"赵一,１１０１０５１９４９１２３１００２ｘ,6900120000000OO0l28,11001OO001234567,正常\n钱二,11O1O519491231002X,{B},,正常\n",
    "beside": statement(paid()).replace(HEADER, HEADER + ",账户开户名称,开户人证件号码").replace(
        "转账,", "转账,,赵一(11010519491231002X),"
    ),
    "swapped": "账户开户名称,开户人证件号码,交易卡号,账户状态\n"
    f"11010519491231002X,赵一,{A},正常\n钱二,身份证 钱二(110101199003070011),{B},正常\n",
    "many": "人员编号,姓名,绰号,证件号码,联系电话,团伙角色,涉案案件编号\n"
    "R1,赵一,老大,11010519491231002X,13800138000；13900139000、13700137000/13600136000|13500135000,车手,A1；A2\n",
    "zones": "通联类型,本端号码,对端号码,开始时间,时区\n" + "".join(
        f"主叫,13800138000,13900139000,2026-05-01 10:00:00,{zone}\n"
        for zone in ["", "UTC+7", "东七区", "缅甸", "Asia/Dubai", "火星"]
    ),
    "hex": "LAC,CI,经度,纬度,坐标系\n10CD,52E5,116.3,39.9,WGS84\n4301,21221,116.3,39.9,WGS84\n"
    "0xFFFF,12,116.3,39.9,WGS84\n65535,0,116.3,39.9,WGS84\n",
    "phones": "人员编号,姓名,绰号,联系电话,团伙角色,涉案案件编号\n" + "".join(
        f"R{n},人{n},x,{phone},车手,A1\n" for n, phone in enumerate([*PHONES, "1380013800", "138****8000", "95588"])
    ),
    "overlap-1": statement(paid("2026-07-01 10:00:00"), paid("2026-07-02 10:00:00"), paid("2026-07-02 10:00:00")),
    "overlap-2": statement(paid("2026-07-02 10:00:00"), paid("2026-07-02 10:00:00"), paid("2026-07-03 10:00:00")),
}  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Loaded]:
    """Every file of :data:`FILES` in one ledger, in turn in GB18030, UTF-8 and UTF-16."""
    folder: Path = tmp_path_factory.mktemp("habits")
    paths = []
    for place, (name, text) in enumerate(FILES.items()):
        encoding = ("gb18030", "utf-8-sig", "utf-16")[place % 3]
        paths.append(folder / name)
        paths[-1].write_bytes(text.encode(encoding))
    return load_files(folder, paths)


def transfers(loaded: Loaded) -> list[dict[str, Any]]:
    rows = loaded.facts["transfers"].sort("row").to_dicts()
    for row in rows:
        row["payer"], row["payee"] = loaded.number(row["payer"]), loaded.number(row["payee"])
        shift = 8 * 3600
        row["at"] = f"{datetime.fromtimestamp(row['time'] / 1e6 + shift, UTC):%Y-%m-%d %H:%M}"
    return rows


def reasons(name: str) -> dict[str, int]:
    """Reason → how often, as the rejects file of this text says."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(FILES[name].encode("gb18030"))
        (text,) = run([path], None, Options(commit=False)).rejects
    code = rejects.KEYS.index("code")
    return dict(Counter(row[code] for row in list(csv.reader(text.splitlines()))[1:]))


def test_lost_digits_make_no_number(files: dict[str, Loaded]) -> None:
    found = files["science"]
    assert (len(transfers(found)), found.sheets[0].counts["rejected"]) == (2, 1)
    assert set(found.numbers["norm"]) == {A, B}
    assert [row["payee_kind"] for row in transfers(found)] == ["account", "UNKNOWN"]
    assert reasons("science") == {"precision_lost": 2}
    assert "按文本重新导出" in rejects.REASONS["precision_lost"][0]


def test_long_floats_of_a_workbook_are_suspect(tmp_path: Path) -> None:
    rows = [HEADER.split(","), [A, "2026-05-01", 1, "出", 6900270000000000.0, "李四"]]
    rows.append([A, "2026-05-02", 1, "出", 6.90027000000000026e18, "李四"])
    path = workbook(tmp_path / "a.xlsx", {"甲": rows})
    report = run([path], None, Options(commit=False))
    assert report.sheets[0].counts["accepted"] == 2
    assert report.rejects[0].count("precision_lost") == 2


def test_wrapped_and_full_width_numbers_are_the_same(files: dict[str, Loaded]) -> None:
    for name in ("wrapped", "full-width"):
        rows = transfers(files[name])
        assert {(row["payer"], row["payee"]) for row in rows} == {(A, B)}
        assert {row["amount_minor"] for row in rows} == {10000}


def test_amounts_are_exact_or_refused(files: dict[str, Loaded]) -> None:
    rows = transfers(files["amounts"])
    assert [row["amount_minor"] for row in rows] == list(AMOUNTS.values())
    assert reasons("amounts") == {
        "amount_format": 1, "amount_precision": 1, "amount_range": 1, "missing": 1, "precision_lost": 1,
    }  # fmt: skip


def test_fen_in_the_header(files: dict[str, Loaded]) -> None:
    assert transfers(files["fen"])[0]["amount_minor"] == 12345


def test_a_sign_against_its_direction_is_said(files: dict[str, Loaded]) -> None:
    rows = transfers(files["sign"])
    assert [(row["payer"], row["amount_minor"]) for row in rows] == [(A, 10000)] * 2
    assert reasons("sign") == {"sign_direction": 1}


def test_totals_headers_and_footers_are_dropped_with_their_count(files: dict[str, Loaded]) -> None:
    (sheet,) = files["totals"].sheets
    assert sheet.counts["accepted"] + sheet.counts["duplicate"] == 2
    assert sheet.dropped == {
        "title": 1, "header": 1, "total": 2, "repeated": 1, "blank": 1, "footer": 1
    }  # fmt: skip


def test_dates_are_read_by_a_list_of_forms(files: dict[str, Loaded]) -> None:
    found = [(row["at"], row["time_precision"]) for row in transfers(files["dates"])]
    assert found == list(DATES.values())
    assert reasons("dates") == {"time_ambiguous": 1, "time_format": 1, "time_range": 2}


def test_a_missing_other_side_is_what_it_is_not_one_node_of_all(files: dict[str, Loaded]) -> None:
    rows = transfers(files["nobody"])
    kinds = [row["payee_kind"] if row["payer"] == A else row["payer_kind"] for row in rows]
    assert kinds == ["CASH", "FEE", "INTEREST", "UNKNOWN"]
    assert set(files["nobody"].numbers["norm"]) == {A}


def test_half_a_counterparty_stays_half(files: dict[str, Loaded]) -> None:
    rows = transfers(files["half"])
    assert [(row["payee"], row["counter_name"]) for row in rows] == [("", "李四"), (B, "")]


def test_words_for_nothing_are_nothing(files: dict[str, Loaded]) -> None:
    rows = transfers(files["nothing"])
    assert {(row["payee"], row["counter_name"], row["serial"]) for row in rows} == {("", "", "")}
    assert files["nothing"].counts == (7, 0, 1)


def test_masked_numbers_are_no_numbers(files: dict[str, Loaded]) -> None:
    found = files["masked"]
    assert set(found.numbers["norm"]) == {A}
    assert [row["counter_name"] for row in transfers(found)] == ["李*", "李四"]
    assert reasons("masked") == {"masked": 2}


def test_letters_for_digits_are_put_right_and_remarked(files: dict[str, Loaded]) -> None:
    found = files["letters"]
    assert {A, B, "1100100001234567"} <= set(found.numbers["norm"])
    assert found.strong("holder") == [["id:11010519491231002X"]] * 2
    issues = "".join(found.numbers["issues"]) + "".join(found.records["issues"])
    assert issues.count("letter_as_digit") >= 3


def test_one_name_in_three_characters_folds_to_one() -> None:
    assert fold("陳國樑") == fold("陈国樑") == fold("陈国梁")


def test_an_id_beside_or_instead_of_the_name_is_found(files: dict[str, Loaded]) -> None:
    beside, swapped = files["beside"], files["swapped"]
    assert beside.strong("holder") == [["id:11010519491231002X"]]
    assert "Person(赵一) HOLDS account:" + A in beside.relations
    assert swapped.strong("holder") == [["id:11010519491231002X"], ["id:110101199003070011"]]
    assert swapped.records["name"].to_list() == ["赵一", "钱二"]
    issues = "".join(swapped.records["issues"])
    assert "from_name" in issues and "taken_out" in issues


def test_many_values_in_one_cell(files: dict[str, Loaded]) -> None:
    phones = files["many"].numbers.filter(namespace="phone")["norm"]
    assert len(phones) == 5
    assert {
        "Person(赵一) INVOLVED_IN[车手] Case(case:A1)",
        "Person(赵一) INVOLVED_IN[车手] Case(case:A2)",
    } <= files["many"].relations


def test_times_abroad_by_a_zone_column(files: dict[str, Loaded]) -> None:
    times = files["zones"].facts["calls"].sort("row")["time"]
    hours = [datetime.fromtimestamp(time / 1e6, UTC).strftime("%H:%M") for time in times]
    assert hours == ["02:00", "03:00", "03:00", "03:30", "06:00", "02:00"]
    assert reasons("zones") == {"zone_unknown": 1}


def test_cells_in_both_bases_and_their_placeholders(files: dict[str, Loaded]) -> None:
    found = files["hex"]
    assert found.counts == (2, 2, 1)
    assert found.numbers["norm"].unique().to_list() == ["4301-21221"]
    assert reasons("hex")["sentinel"] == 2
    assert "radix" in "".join(found.numbers["issues"])


def test_telephones_in_every_spelling(files: dict[str, Loaded]) -> None:
    phones = set(files["phones"].numbers.filter(namespace="phone")["norm"])
    assert phones == {*PHONES.values(), "95588"}
    assert reasons("phones") == {"length": 1, "masked": 1}


def test_overlapping_exports_count_once(files: dict[str, Loaded]) -> None:
    counts = files["overlap-2"].sheets[0].counts
    assert (counts["accepted"], counts["duplicate"]) == (1, 2)


def test_a_merged_number_is_every_row_s(tmp_path: Path) -> None:
    rows = [
        ["设备序列号", "端口数", "IMSI", "控制端IP"],
        ["G1", 32, "460001234567890", "203.0.113.7"],
        [None, None, "460001234567891", None],
    ]
    path = workbook(tmp_path / "a.xlsx", {"甲": rows}, merged="A2:A3")
    with Ledger.open(tmp_path / "home") as ledger:
        run([path], ledger, Options(actor="tester"))
        joined = ledger.read("relations").filter(type="INSERTED_IN")
        devices = ledger.read("records").filter(type="GoipDevice")["strong_keys"].to_list()
    assert joined.height == 2
    assert devices == [["goip:G1"], ["goip:G1"]]
