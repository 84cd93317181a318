"""支付宝 (five files) and 财付通 (two): user ids, logins, amounts in 分, one movement counted once."""
# ruff: noqa: E501 (rows of a file stand in one line)

from tests.ingest.presets.loading import Loaded, load_texts

REGISTRATION = """
用户Id,登陆邮箱,登陆手机,账户名称,证件类型,证件号,可用余额,绑定手机,绑定银行卡,对应的协查数据
2088001234567890,he@example.com,13800138000,赵一,身份证,11010519491231002X,"1,200.50",13800138000,6900120000000000128；6900270000000000026,6900120000000000128
2088009876543210,,,合成商贸有限公司,统一社会信用代码,91110000600037341L,0,13900139000,,
"""
LOGINS = """
登陆账号,支付宝用户ID,账户名,客户端ip,操作发生时间,对应的协查数据
he@example.com,2088001234567890,赵一,203.0.113.7,2026-05-01 09:58:00,x
13800138000,2088001234567890,赵一,10.0.0.1,2026-05-01 09:59:00,x
"""
STATEMENT = """
交易号,商户订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,用户信息,交易对方信息,消费名称,金额（元）,收/支,交易状态,支付方式,清算流水号,备注,对应的协查数据
2026050122001,D1,2026-05-01 10:00:00,2026-05-01 10:00:05,,其他,转账,2088001234567890(赵一),2088009876543210(合成商贸有限公司),转账,500.00,支出,交易成功,余额,,货款,x
2026050122002,D2,2026-05-01 11:00:00,,,其他,即时到账,2088001234567890(赵一),合成超市,日用品,20.50,支出,交易关闭,余额宝,,,x
2026050122003,,2026-05-01 12:00:00,2026-05-01 12:00:01,,其他,转账,赵一(2088001234567890),he2@example.com(钱*),收款,30,收入,交易成功,,,,x
"""
TRADES = """
交易号,外部交易号,交易状态,合作伙伴ID,买家用户id,买家信息,卖家用户id,卖家信息,交易金额（元）,收款时间,最后修改时间,创建时间,交易类型,来源地,商品名称,收货人地址,对应的协查数据
2026050122001,W1,交易成功,2088101,2088001234567890,赵一,2088009876543210,合成商贸有限公司,500.00,2026-05-01 10:00:05,,2026-05-01 10:00:00,即时到账,其他,手机卡套餐,合成市合成路1号,x
"""
TRANSFERS = """
交易号,付款方支付宝账号,收款方支付宝账号,收款机构信息,到账时间,转账金额（元）,转账产品名称,交易发生地,提现流水号,对应的协查数据
2026050122001,13800138000,2088009876543210,,2026-05-01 10:00:05,500.00,转账,其他,,x
2026050122009,2088001234567890,,合成银行甲 6900120000000000128,2026-05-02 10:00:05,800,提现,其他,TX1,x
"""
TENPAY = """
用户ID,交易单号,大单号,用户侧账号名称,借贷类型,交易业务类型,交易用途类型,交易时间,交易金额(分),账户余额(分),用户银行卡号,对手方ID,对手侧账户名称,对手方银行卡号,对手侧银行名称,对手方接收时间,对手方接收金额(分),第三方账户名称,备注1,备注2
wxid_abcdef,1000050101,B1,钱二,出,转账,微信转账,2026-05-01 10:00:00,12345,100,6900120000000000128,sunsan-88,孙三,,,2026-05-01 10:00:02,12345,,谢谢,
wxid_abcdef,1000050102,B2,钱二,入,提现,零钱提现,2026-05-01 10:05:00,100,200,,,,6900270000000000026,合成银行乙,,,合成支付,,
"""
TENPAY_REG = """
账户状态,账号,注册姓名,注册时间,注册身份证号,绑定手机,绑定状态,开户行信息,银行账号
正常,wxid_abcdef,钱二,2020-01-01 00:00:01,11010519491231002X,13800138000,绑定,合成银行甲,6900120000000000128
正常,wxid_abcdef,钱二,2020-01-01 00:00:01,11010519491231002X,13800138000,解绑,合成银行乙,6900270000000000026
"""


def load(text: str) -> Loaded:
    texts = (REGISTRATION, LOGINS, STATEMENT, TRADES, TRANSFERS, TENPAY, TENPAY_REG)
    return load_texts(*texts)[text]


def money(loaded: Loaded) -> list[tuple]:
    rows = loaded.facts["transfers"].sort("row").iter_rows(named=True)
    return [
        (loaded.number(r["payer"]), loaded.number(r["payee"]), r["amount_minor"], r["origin"])
        for r in rows
    ]


def test_a_registration_joins_login_phone_and_cards():
    loaded = load(REGISTRATION)
    assert loaded.preset == "alipay-registrations"
    assert loaded.counts == (2, 0, 1)
    assert loaded.relations == {
        "account:he@example.com CARD_OF[login] account:2088001234567890",
        "account:13800138000 CARD_OF[login] account:2088001234567890",
        "Person(赵一) HOLDS account:2088001234567890",
        "Organization(合成商贸有限公司) HOLDS account:2088009876543210",
        "account:2088001234567890 BINDS phone:+8613800138000",
        "account:2088001234567890 BINDS account:6900120000000000128",
        "account:2088001234567890 BINDS account:6900270000000000026",
        "account:2088009876543210 BINDS phone:+8613900139000",
        "Person(赵一) USES phone:+8613800138000",
    }
    assert loaded.props("account:2088001234567890")["available_minor"] == 120050
    assert loaded.types()["2088001234567890"] == "PaymentAccount"


def test_logins_say_from_where():
    loaded = load(LOGINS)
    assert loaded.preset == "alipay-logins"
    rows = loaded.facts["logins"].sort("time")
    assert [loaded.number(key) for key in rows["ip"]] == ["203.0.113.7", "10.0.0.1"]
    assert "account:he@example.com CARD_OF[login] account:2088001234567890" in loaded.relations


def test_a_statement_takes_number_and_name_out_of_one_cell():
    loaded = load(STATEMENT)
    assert loaded.preset == "alipay-statements"
    assert money(loaded) == [
        ("2088001234567890", "2088009876543210", 50000, "bank"),
        ("2088001234567890", "", 2050, "bank"),
        ("he2@example.com", "2088001234567890", 3000, "bank"),
    ]
    rows = loaded.facts["transfers"].sort("row")
    assert rows["status"].to_list() == ["ok", "failed", "ok"]
    assert rows["counter_name"].to_list() == ["合成商贸有限公司", "合成超市", "钱*"]


def test_trades_and_transfers_repeat_the_statement():
    trades, transfers = load(TRADES), load(TRANSFERS)
    assert (trades.preset, transfers.preset) == ("alipay-trades", "alipay-transfers")
    assert money(trades) == [("2088001234567890", "2088009876543210", 50000, "self")]
    assert (
        "account:2088001234567890 RELATED_TO[收货地址] Location(合成市合成路1号)"
        in trades.relations
    )
    assert money(transfers) == [
        ("13800138000", "2088009876543210", 50000, "self"),
        ("2088001234567890", "6900120000000000128", 80000, "self"),
    ]


def test_tenpay_counts_in_fen():
    loaded = load(TENPAY)
    assert loaded.preset == "tenpay-trades"
    assert money(loaded) == [
        ("WXIDABCDEF".replace("WXID", "WXID_"), "SUNSAN88", 12345, "bank"),
        ("6900270000000000026", "WXID_ABCDEF", 100, "bank"),
    ]
    rows = loaded.facts["transfers"].sort("row")
    assert rows["balance_minor"].to_list() == [100, 200]
    assert "account:WXID_ABCDEF BINDS[支付卡] account:6900120000000000128" in loaded.relations


def test_a_tenpay_registration_binds_its_cards():
    loaded = load(TENPAY_REG)
    assert loaded.preset == "tenpay-registrations"
    assert loaded.relations == {
        "Person(钱二) HOLDS account:WXID_ABCDEF",
        "account:WXID_ABCDEF BINDS phone:+8613800138000",
        "account:WXID_ABCDEF BINDS[绑定] account:6900120000000000128",
        "account:WXID_ABCDEF BINDS[解绑] account:6900270000000000026",
    }
