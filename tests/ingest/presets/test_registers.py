"""Registers a unit keeps: suspects, gangs, dens, batches, relations, sites, orders, cash-outs."""
# ruff: noqa: E501 (rows of a file stand in one line)

import polars as pl
import xlsxwriter

from tests.ingest.presets.loading import Loaded, load_files, load_texts

SUSPECTS = """
嫌疑人登记表
人员编号,姓名,曾用名,绰号,性别,民族,出生日期,证件类型,证件号码,户籍地址,现住址,联系电话,微信号,QQ号,职业,团伙名称,团伙角色,上线,到案方式,到案时间,强制措施,抓获地点,是否在逃,通缉级别,涉案案件编号
RY1,冯 八,冯小八,老八,男,汉族,1949-12-31,居民身份证,11010519491231002X,合成省,,13800138000,abc_123,12345678,无业,合成一号团伙,一线话务员,老板娘,抓获,2026-06-01,刑拘,,否,,A1；A2
RY2,,,大头,男,,,,,,,,,,,GANG-01,车手,11010519491231002X,,,,,是,A,A1
"""


def load(text: str) -> Loaded:
    return load_texts(SUSPECTS, GANGS, DENS, RELATIONS, SITES, ORDERS, CASH)[text]


def test_a_suspect_with_gang_superior_and_accounts():
    loaded = load(SUSPECTS)
    assert loaded.preset == "suspects"
    assert loaded.relations == {
        "Person(冯八) INVOLVED_IN[一线话务员] Case(case:A1)",
        "Person(冯八) INVOLVED_IN[一线话务员] Case(case:A2)",
        "Person(冯八) MEMBER_OF[一线话务员] Gang(合成一号团伙)",
        "Person(冯八) REPORTS_TO Person(老板娘)",
        "Person(冯八) USES phone:+8613800138000",
        "Person(冯八) USES virtual:wechat:abc_123",
        "Person(冯八) USES virtual:qq:12345678",
        "Person(大头) INVOLVED_IN[车手] Case(case:A1)",
        "Person(大头) MEMBER_OF[车手] Gang(gang:GANG-01)",
        "Person(大头) REPORTS_TO Person(id:11010519491231002X)",
    }
    props = loaded.props("Person(冯八)")
    assert props["alias"] == "老八、冯小八"
    assert props["birth_date"] == "1949-12-31"
    assert loaded.props("Person(大头)")["alias"] == "大头"


GANGS = """
团伙编号,团伙名称,案件编号,专案代号,诈骗类型,级别,活动起,活动止,境内外,备注
GANG-01,合成一号团伙,A1,合成专案,冒充公检法,团伙,2026-01-01,,境外,
"""
DENS = """
窝点编号,窝点类型,地址,国家,经度,纬度,坐标系,所属团伙,启用时间,捣毁时间,网络IP,固定电话,查获设备数,案件编号,备注
D-01,话务窝点,合成大厦三层,柬埔寨,104.9,11.5,WGS84,合成一号团伙,2026-01-01,,203.0.113.7；203.0.113.8,+855 23 123 456,26,A1,
"""


def test_a_gang():
    loaded = load(GANGS)
    assert loaded.preset == "gangs"
    assert loaded.relations == {"Gang(合成一号团伙) INVOLVED_IN Case(case:A1)"}
    assert loaded.strong("gang") == [["gang:GANG-01"]]
    assert loaded.props("Gang(合成一号团伙)")["active_from"] == "2026-01-01"


def test_a_den_with_its_lines():
    loaded = load(DENS)
    assert loaded.preset == "dens"
    assert loaded.relations == {
        "Gang(合成一号团伙) BASED_AT Den(den:D-01)",
        "Den(den:D-01) USES_IP ip:203.0.113.7",
        "Den(den:D-01) USES_IP ip:203.0.113.8",
        "Den(den:D-01) HAS_PHONE phone:+85523123456",
        "Den(den:D-01) INVOLVED_IN Case(case:A1)",
        "Den(den:D-01) LOCATED_IN Location(合成大厦三层)",
    }


BATCHES = [
    "批次编号",
    "来源平台",
    "信息类型",
    "条数",
    "文件SHA256",
    "提供人",
    "提供人证件号",
    "接收方",
    "交付时间",
    "价格",
    "案件编号",
]
ITEMS = ["批次编号", "行号", "姓名", "电话", "证件号码"]


def write_batches(path, receivers):
    book = xlsxwriter.Workbook(str(path))
    first, second = book.add_worksheet("批次"), book.add_worksheet("明细")
    first.write_row(0, 0, BATCHES)
    for place, receiver in enumerate(receivers, start=1):
        row = [
            f"B{place}",
            "合成网购",
            "订单",
            "2",
            "ab" * 32,
            "陈九",
            "11010519491231002X",
            receiver,
            "2026-04-01",
            "8000.00",
            "A1",
        ]
        first.write_row(place, 0, row)
    second.write_row(0, 0, ITEMS)
    second.write_row(1, 0, ["B1", "1", "赵一", "13800138000", "11010519491231002X"])
    second.write_row(2, 0, ["B1", "2", "周四", "139****9000", "110105********0021"])
    book.close()


def test_batches_and_the_people_in_them_are_two_sheets(tmp_path):
    path = tmp_path / "公民个人信息批次.xlsx"
    write_batches(path, ["GANG-01", "D-01", "合成一号团伙", "王五", "110105194912310134"])
    loaded = load_files(tmp_path, [path])[path.name]
    assert [sheet.preset for sheet in loaded.sheets] == [
        "personal-info-batches",
        "personal-info-items",
    ]
    assert {line for line in loaded.relations if "LEAKED_TO" in line} == {
        "PersonalInfoBatch(B1) LEAKED_TO Gang(gang:GANG-01)",
        "PersonalInfoBatch(B2) LEAKED_TO Den(den:D-01)",
        "PersonalInfoBatch(B3) LEAKED_TO Gang(合成一号团伙)",
        "PersonalInfoBatch(B4) LEAKED_TO Person(王五)",
        "PersonalInfoBatch(B5) LEAKED_TO Person(id:110105194912310134)",
    }
    assert "Person(陈九) PROVIDED PersonalInfoBatch(B1)" in loaded.relations
    assert {line for line in loaded.relations if "APPEARS" in line} == {
        "Person(赵一) APPEARS_IN_BATCH PersonalInfoBatch(batch:B1)",
        "Person(周四) APPEARS_IN_BATCH PersonalInfoBatch(batch:B1)",
    }
    assert loaded.relation("APPEARS_IN_BATCH")["props"]["row_no"] in ("1", "2")
    assert loaded.relation("LEAKED_TO")["amount_minor"] == 800000
    assert loaded.strong("batch-item") == [["id:11010519491231002X"], []]


RELATIONS = """
主体类型,主体,关系,客体类型,客体,起,止,数量,金额,角色,案件编号,依据文书,备注
人员,11010519491231002X,供应,犯罪团伙,GANG-01,2026-04-01,,4,"8,000.00",,A1,讯问笔录,银行卡四张
Person,王五,MEMBER_OF,团伙,合成一号团伙,,,,,水房,A1,,
银行卡,6900120000000000128,转账,Account,6900270000000000126,2026-06-01,,,50000,,A1,账本,工资
人员,王五,不存在的关系,团伙,GANG-01,,,,,,A1,,
"""


def test_relations_an_officer_asserts():
    loaded = load(RELATIONS)
    assert loaded.preset == "relations"
    assert loaded.relations == {
        "Person(id:11010519491231002X) SUPPLIES Gang(gang:GANG-01)",
        "Person(王五) MEMBER_OF[水房] Gang(合成一号团伙)",
        "account:6900120000000000128 TRANSFERS_TO account:6900270000000000126",
    }
    row = loaded.relation("SUPPLIES")
    assert (row["props"]["what"], row["count"], row["amount_minor"]) == ("银行卡四张", 4, 800000)
    assert (row["method"], row["confidence"], row["case_no"]) == ("asserted", 1.0, "A1")
    assert loaded.counts[1] == 1


SITES = """
网址或包名,类型,域名,IP,证书SHA256,注册人,服务器租用人,首见,末见,案件编号
http://www.gaj.example/wanted,网址,gaj.example,203.0.113.9,,-,11010519491231002X,2026-04-20,2026-05-02,A1
com.example.SafePay,APP,,203.0.113.9、203.0.113.10,abcd,合成科技有限公司,王五,,,A1
"""


def test_sites_and_apps():
    loaded = load(SITES)
    assert loaded.preset == "sites-apps"
    assert loaded.relations == {
        "Person(id:11010519491231002X) OPERATES[renter] url:gaj.example",
        "url:gaj.example HOSTED_ON ip:203.0.113.9",
        "url:gaj.example INVOLVED_IN Case(case:A1)",
        "app:com.example.SafePay REGISTERED_TO Organization(合成科技有限公司)",
        "Person(王五) OPERATES[renter] app:com.example.SafePay",
        "app:com.example.SafePay HOSTED_ON ip:203.0.113.9",
        "app:com.example.SafePay HOSTED_ON ip:203.0.113.10",
        "app:com.example.SafePay INVOLVED_IN Case(case:A1)",
    }


ORDERS = """
申请单号,账号,户名,开户行,案件编号,止付时间,止付到期,止付次数,冻结时间,冻结到期,冻结金额,反馈结果
ZF1,6900120000000000128,孙三,合成银行甲,A1,2026-05-01 13:00,2026-05-03 13:00,1,2026-05-03,2026-11-03,"1,000.00",成功
ZF1,6900120000000000128,孙三,合成银行甲,A1,2026-05-03 13:00,2026-05-05 13:00,2,,,,成功
"""


def test_orders_stop_and_freeze():
    loaded = load(ORDERS)
    assert loaded.preset == "stop-payments"
    assert loaded.relations == {
        "StopPayment(stop:ZF1#1) STOPPED account:6900120000000000128",
        "StopPayment(stop:ZF1#2) STOPPED account:6900120000000000128",
        "Freeze(freeze:ZF1) FROZEN account:6900120000000000128",
        "StopPayment(stop:ZF1#1) INVOLVED_IN Case(case:A1)",
        "StopPayment(stop:ZF1#2) INVOLVED_IN Case(case:A1)",
        "Freeze(freeze:ZF1) INVOLVED_IN Case(case:A1)",
    }
    assert loaded.props("Freeze(freeze:ZF1)")["amount_minor"] == 100000


CASH = """
卡号,取现时间,金额,银行,网点或ATM编号,地址,经度,纬度,坐标系,影像编号,取款人,取款人证件号,案件编号
6900120000000000128,2026-05-01 12:10:00,20000,合成银行甲,ATM001,合成路9号,116.4,39.9,WGS84,YX1,孙三,11010519491231002X,A1
6900120000000000128,2026-05-01 12:12:00,"9,900.00",合成银行甲,ATM001,合成路9号,,,,YX2,大头,,A1
6900120000000000128,,100,合成银行甲,ATM001,,,,,,,,A1
"""


def test_cash_outs():
    loaded = load(CASH)
    assert loaded.preset == "cash-outs"
    assert loaded.relations == {
        "Person(孙三) WITHDREW account:6900120000000000128",
        "Person(大头) WITHDREW account:6900120000000000128",
    }
    rows = loaded.facts["cashouts"].sort("time")
    assert rows["amount_minor"].to_list() == [2000000, 990000]
    assert [loaded.number(key) for key in rows["atm"]] == ["合成银行甲|ATM001"] * 2
    people = dict(loaded.records.select("record_id", "name").iter_rows())
    assert [people[key] for key in rows["person"]] == ["孙三", "大头"]
    moves = loaded.facts["transfers"]
    assert set(moves["payee_kind"]) == {"CASH"}
    assert set(moves["origin"]) == {"cashout"}
    assert loaded.counts == (2, 1, 1)


def test_types_of_numbers_in_registers():
    loaded = load(CASH)
    kinds = dict(loaded.numbers.select("norm", "type").unique().iter_rows())
    assert kinds["合成银行甲|ATM001"] == "AtmOrBranch"
    assert loaded.numbers.filter(pl.col("namespace") == "account").height >= 1
