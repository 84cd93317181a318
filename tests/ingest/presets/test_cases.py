"""案件登记 and 接警单: victims, reporters, the numbers they named."""
# ruff: noqa: E501 (rows of a file stand in one line)

from tests.ingest.presets.loading import Loaded, load_texts

CASES = """
案件登记表,,,,,,,,,,,,,,,,,,,
案件编号,案件名称,案件类别,作案手法,受理时间,立案时间,立案单位,发案时间,发案地点,报案人,报案人联系电话,受害人姓名,受害人证件号码,损失金额(元),嫌疑人账号,嫌疑人电话,涉案网址,简要案情,案件状态,破案时间
A1,赵一被诈骗案,诈骗,冒充公检法,2026-05-02,2026-05-03,合成市局,2026-05-01,合成区,赵一,138 0013 8000,赵一,11010519491231002X,"200,000.00",6900120000000000128；1100100001234567,+8695588、16012345678,hxxp://www.gaj[.]example/x,冒充民警,立案,
A2,周四被诈骗案,诈骗,刷单,2026-05-04,,合成市局,,,吴五,13900139000,周四,,1.2万,-,,无,,立案,
"""
REPORTS = """
接警编号,接警时间,报警人,报警人电话,被骗金额,付款账号,收款账号,付款时间,嫌疑电话,嫌疑社交账号,涉诈网址,案件编号,备注
J1,2026-05-01 12:00,赵 一,13800138000,"200,000.00",6900270000000000126,6900120000000000128,2026-05-01 11:05:00,16012345678/16012345679,微信：abc_123,http://www.gaj.example,A1,
J2,2026-05-03 12:00,郑七,13700137000,5000,,6900120000000000128,2026-05-03,,,,A3,已撤案
"""


def load(text: str) -> Loaded:
    return load_texts(CASES, REPORTS)[text]


def test_a_case_with_its_victim_and_the_numbers_named():
    loaded = load(CASES)
    assert loaded.preset == "cases"
    case = "Case(赵一被诈骗案)"
    assert {line for line in loaded.relations if "周四" not in line and "吴五" not in line} == {
        f"Person(赵一) VICTIM_OF {case}",
        "Person(赵一) USES phone:+8613800138000",
        f"account:6900120000000000128 INVOLVED_IN[suspect-account] {case}",
        f"account:1100100001234567 INVOLVED_IN[suspect-account] {case}",
        f"phone:95588 INVOLVED_IN[suspect-phone] {case}",
        f"phone:+8616012345678 INVOLVED_IN[suspect-phone] {case}",
        f"url:gaj.example INVOLVED_IN[suspect-site] {case}",
        f"{case} HANDLED_BY Agency(合成市局)",
    }


def test_the_telephone_of_another_reporter_is_not_the_victims():
    loaded = load(CASES)
    assert {line for line in loaded.relations if "周四" in line or "吴五" in line} == {
        "Person(周四) VICTIM_OF Case(周四被诈骗案)",
        "Person(吴五) USES phone:+8613900139000",
        "Person(吴五) INVOLVED_IN[reporter] Case(周四被诈骗案)",
        "Case(周四被诈骗案) HANDLED_BY Agency(合成市局)",
    }
    assert "phone" not in loaded.props("Person(周四)")
    assert loaded.props("Person(赵一)")["phone"] == "+8613800138000"


def test_losses_and_keys():
    loaded = load(CASES)
    assert loaded.relation("VICTIM_OF")["amount_minor"] == 20000000
    assert loaded.props("Case(周四被诈骗案)")["loss_minor"] == 1200000
    assert loaded.strong("case") == [["case:A1"], ["case:A2"]]
    assert loaded.strong("victim") == [["id:11010519491231002X"], []]
    assert set(loaded.records["case_no"]) == {"A1", "A2"}


def test_a_report_tells_who_paid_whom():
    loaded = load(REPORTS)
    assert loaded.preset == "victim-reports"
    assert {line for line in loaded.relations if "郑七" not in line and "J2" not in line} == {
        "Person(赵一) REPORTED PoliceReport(J1)",
        "PoliceReport(J1) INVOLVED_IN Case(case:A1)",
        "Person(赵一) VICTIM_OF Case(case:A1)",
        "Person(赵一) USES phone:+8613800138000",
        "Person(赵一) PAID_SCAM account:6900120000000000128",
        "Person(赵一) CONTROLS[victim-account] account:6900270000000000126",
        "phone:+8616012345678 CONTACTED Person(赵一)",
        "phone:+8616012345679 CONTACTED Person(赵一)",
        "virtual:wechat:abc_123 CONTACTED Person(赵一)",
        "url:gaj.example INVOLVED_IN[suspect-site] Case(case:A1)",
    }
    assert loaded.relation("PAID_SCAM")["amount_minor"] == 20000000


def test_a_report_is_a_movement_of_money_to_the_account_told():
    loaded = load(REPORTS)
    rows = loaded.facts["transfers"].sort("time")
    assert rows.select("amount_minor", "origin", "time_precision").rows() == [
        (20000000, "report", "second"),
        (500000, "report", "day"),
    ]
    assert [loaded.number(key) for key in rows["payer"]] == ["6900270000000000126", ""]


def test_a_withdrawn_report_says_so():
    assert load(REPORTS).props("PoliceReport(J2)")["status"] == "已撤案"
