"""What banks return besides accounts and entries: sub-accounts, persons, measures; own print-outs."""
# ruff: noqa: E501 (rows of a file stand in one line)

from pathlib import Path

import pytest

from ingest.load import Options, run
from tests.ingest.filing import workbook
from tests.ingest.presets.loading import Loaded, load_files, load_texts

SUB = """
交易卡号,子账户账号,子账户类别,余额,币种
6900120000000000128,1100100001234567001,活期,"1,000.00",人民币
6900120000000000128,1100100001234567002,定期,20.00,美元
"""
PERSONS = """
客户名称,证照类型,证照号码,单位地址,联系电话,联系手机,工作单位,法人代表,法人代表证件号码
赵一,身份证,11010519491231002X,,010-88886666,13800138000,合成商贸有限公司,,
合成商贸有限公司,统一社会信用代码,91110000600037341L,合成路1号,010-66668888,,,孙三,110101199003070011
"""
MEASURES = """
措施序号,账号,冻结机关,冻结金额,开始日期,截止日期
1,6900120000000000128,合成市公安局,"50,000.00",2026-05-02,2026-11-01
2,6900120000000000128,合成县公安局,,20260503,
"""
TITLED = [
    ["合成银行个人账户交易明细"],
    ["账号：6900120000000000128  户名：赵一", None, None, "币种：人民币"],
    ["交易日期", "交易时间", "摘要", "收入金额", "支出金额", "余额", "对方户名", "对方账号", "对方开户行", "交易渠道", "备注"],
    ["2026-05-01", "10:05:03", "转账", None, "500.00", "500.00", "钱二", "6900270000000000026", "合成银行乙", "手机银行", "货款"],
    ["2026-05-02", "", "工资", "8,000.00", "", "8,500.00", "合成商贸有限公司", "1100100007654321", "合成银行甲", "批量", ""],
    ["合计", None, None, "8,000.00", "500.00"],
]  # fmt: skip
NAMED = """
交易日期,交易时间,摘要,收入金额,支出金额,余额
2026-05-01,100503,ATM取款,,200,300
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Loaded]:
    """Two print-outs: the account in the title, the account in the file's name."""
    folder: Path = tmp_path_factory.mktemp("printed")
    workbook(folder / "titled.xlsx", {"Sheet1": TITLED})
    named = folder / "流水_6900120000000000128_20260601.csv"
    named.write_bytes(NAMED.lstrip("\n").encode("gb18030"))
    return load_files(folder, [folder / "titled.xlsx", named])


def load(text: str) -> Loaded:
    return load_texts(SUB, PERSONS, MEASURES)[text]


def test_sub_accounts_hang_below_their_card_and_are_not_it():
    loaded = load(SUB)
    assert loaded.preset == "sub-accounts"
    assert loaded.relations == {
        "account:1100100001234567001 RELATED_TO[子账户] account:6900120000000000128",
        "account:1100100001234567002 RELATED_TO[子账户] account:6900120000000000128",
    }
    assert loaded.props("account:1100100001234567002")["balance_minor"] == 2000
    assert loaded.props("account:1100100001234567002")["currency"] == "USD"


def test_customers_with_employer_and_legal_representative():
    loaded = load(PERSONS)
    assert loaded.preset == "bank-customers"
    assert loaded.relations == {
        "Person(赵一) USES phone:+8613800138000",
        "Person(赵一) USES phone:+861088886666",
        "Person(赵一) RELATED_TO[工作单位] Organization(合成商贸有限公司)",
        "Organization(合成商贸有限公司) HAS_PHONE phone:+861066668888",
        "Person(孙三) RELATED_TO[法人代表] Organization(合成商贸有限公司)",
    }
    assert loaded.strong("customer") == [["id:11010519491231002X"], ["uscc:91110000600037341L"]]


def test_measures_name_who_froze_how_much_until_when():
    loaded = load(MEASURES)
    assert loaded.preset == "freeze-measures"
    assert loaded.relations == {
        "Freeze(合成市公安局) FROZEN account:6900120000000000128",
        "Freeze(合成县公安局) FROZEN account:6900120000000000128",
    }
    props = loaded.props("Freeze(合成市公安局)")
    assert (props["amount_minor"], props["start"], props["end"]) == (
        5_000_000, "2026-05-02", "2026-11-01"
    )  # fmt: skip


def test_a_print_out_takes_its_account_from_the_title(printed: dict[str, Loaded]) -> None:
    loaded = printed["titled.xlsx"]
    assert loaded.preset == "personal-statements"
    assert loaded.sheets[0].given == ["账号", "户名", "币种"]
    assert loaded.counts == (2, 0, 4)
    rows = loaded.facts["transfers"].sort("row")
    ends = [(loaded.number(r["payer"]), loaded.number(r["payee"])) for r in rows.to_dicts()]
    assert ends == [
        ("6900120000000000128", "6900270000000000026"),
        ("1100100007654321", "6900120000000000128"),
    ]
    assert rows["amount_minor"].to_list() == [50_000, 800_000]
    assert rows["time_precision"].to_list() == ["second", "day"]
    assert set(rows["origin"]) == {"self"}
    assert loaded.props("account:6900120000000000128")["holder_name"] == "赵一"


def test_a_print_out_takes_its_account_from_the_name_of_the_file(
    printed: dict[str, Loaded],
) -> None:
    loaded = printed["流水_6900120000000000128_20260601.csv"]
    row = loaded.facts["transfers"].row(0, named=True)
    assert loaded.number(row["payer"]) == "6900120000000000128"
    assert (row["payee_kind"], row["amount_minor"]) == ("CASH", 20_000)


def test_a_print_out_of_nobody_lacks_its_account(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(NAMED.lstrip("\n"), encoding="utf-8")
    report = run([tmp_path], None, Options(commit=False))
    (entry,) = report.unrecognised
    assert entry["lacks"]["personal-statements"] == ["账号"]
