"""账户开户信息: cards, accounts, holders of every kind, the bound phone."""
# ruff: noqa: E501 (rows of a file stand in one line)

from tests.ingest.presets.loading import Loaded, load_texts

HEADER = (
    "账户开户名称,开户人证件号码,交易卡号,交易账号,账号开户时间,账户余额,可用余额,开户网点,账户状态,账号开户银行,"
    "账户类型,币种,开户网点代码,销户日期,销户网点,开户联系方式,通信地址,联系电话,最后交易时间"
)
TEXT = f"""
账户信息查询结果,,,,,,,,,,,,,,,,,,
{HEADER}
赵 一,１１０１０５１９４９１２３１００２Ｘ,'6900120000000000128,="1100100001234567",2025/3/1,"1,234.50",0,合成支行,正常,合成银行甲,Ⅰ类,人民币,001,,,138-0013-8000,合成路1号,-,2026-01-01
合成商贸有限公司,91110000600037341L,,1100100007654321,20240101,￥１００．００,100,合成支行,止付,合成银行甲,对公,CNY,001,,,,,,
合成五金店,-,,1100100007654322,20240101,无,,合成支行,正常,合成银行甲,对公,,,,,,,,
钱二,110105********002X,6.90012E+18,1100100007654323,,,,,销户,合成银行甲,,,,2026-02-01,,,,,
合计,,,,,1334.50,,,,,,,,,,,,,
"""
CARDS = """
卡号,开户行,户名,U盾,绑定手机
6900120000000000128,合成银行甲,赵一,有,13800138000
"""


def load(text: str) -> Loaded:
    return load_texts(TEXT, CARDS)[text]


def test_what_an_account_list_says():
    loaded = load(TEXT)
    assert loaded.preset == "bank-accounts"
    assert loaded.relations == {
        "account:6900120000000000128 CARD_OF account:1100100001234567",
        "Person(赵一) HOLDS account:6900120000000000128",
        "Person(赵一) HOLDS account:1100100001234567",
        "account:6900120000000000128 BINDS phone:+8613800138000",
        "account:1100100001234567 BINDS phone:+8613800138000",
        "Organization(合成商贸有限公司) HOLDS account:1100100007654321",
        "Organization(合成五金店) HOLDS account:1100100007654322",
        "Person(钱二) HOLDS account:1100100007654323",
    }


def test_holders_and_their_keys():
    loaded = load(TEXT)
    assert loaded.strong("holder") == [
        ["id:11010519491231002X"],
        ["uscc:91110000600037341L"],
        ["org:合成五金店"],
        [],
    ]


def test_properties_of_an_account():
    loaded = load(TEXT)
    props = loaded.props("account:1100100001234567")
    assert props["balance_minor"] == 123450
    assert props["open_date"] == "2025-03-01"
    assert props["bank"] == "合成银行甲"
    assert props["currency"] == "CNY"
    assert loaded.types()["6900120000000000128"] == "BankCard"
    assert loaded.types()["1100100001234567"] == "BankAccount"


def test_a_card_in_scientific_notation_makes_no_node():
    loaded = load(TEXT)
    assert not [entity for entity in loaded.entities if "6.9" in entity or "690012E" in entity]
    assert loaded.counts == (4, 0, 3)


def test_a_seized_card_list():
    loaded = load(CARDS)
    assert loaded.relations == {
        "Person(赵一) HOLDS account:6900120000000000128",
        "account:6900120000000000128 BINDS phone:+8613800138000",
    }
