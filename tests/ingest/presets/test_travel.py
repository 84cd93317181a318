"""Hotels, trains, border, flights: who was where, and the person named only by the file."""
# ruff: noqa: E501 (rows of a file stand in one line)

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.ingest.filing import workbook
from tests.ingest.presets.loading import Loaded, load_files

ID, OTHER = "11010519491231002X", "110101199003070011"
HOTEL = """
姓名,性别,民族,出生日期,证件类型,证件号码,旅店代码,旅店名称,旅店区划,旅店地址,旅店联系号码,房间号码,入住时间,离店时间,省级名称,户籍地区划,户籍地详情
赵一,男,汉族,19491231,身份证,11010519491231002X,H001,合成宾馆,合成区,合成路9号,010-88886666,301,20260501143000,2026-05-02 12:00,合成省,110105,合成街
钱二,女,汉族,,身份证,110101199003070011,H001,合成宾馆,合成区,合成路9号,010-88886666,301,2026-05-01 14:31,,合成省,110101,
"""
NAMELESS = """
旅店名称,房间号码,入住时间,离店时间
合成宾馆,302,2026-06-01 14:30:00,2026-06-02 12:00:00
"""
TICKETS = """
车票序号,发车日期,发车时间,乘车人姓名,证件类型,证件号码,票号,列车车次,发站,到站,车厢号,席别,席位号,售票车站,售票时间,购票人,购票人证件号码,购票人联系方式,退票车站,退票日期,退票时间,改签车站,改签时间,改签新票票号
1,20260501,0930,赵一,二代身份证,11010519491231002X,E001,G101,合成东,合成西,05,二等座,12F,合成东,2026-04-30 20:00:00,钱二,110101199003070011,13800138000,,,,,,
2,20260502,1000,赵一,二代身份证,11010519491231002X,E002,G102,合成西,合成东,05,二等座,12A,合成东,2026-04-30 20:00:00,,,,合成东,20260501,1200,,,
3,20260503,1000,赵一,二代身份证,11010519491231002X,E003,G103,合成西,合成东,05,二等座,12A,合成东,2026-04-30 20:00:00,,,,,,,合成西,20260502,E004
4,20260504,08:15:00,赵一,二代身份证,11010519491231002X,E004,G104,合成西,合成东,05,二等座,无座,合成东,2026-05-02 20:00:00,,,,,,,,,
"""
PAYMENTS = [
    ["车票序号", "列车车次", "发车日期", "交易订单号", "交易时间", "收单行"],
    ["1", "G101", "20260501", "DD01", "2026-04-30 20:00:00", "合成银行甲"],
    ["4", "G104", "20260504", "DD01", "2026-04-30 20:00:00", "合成银行甲"],
]
BORDER = """
姓名,证件号码,出入标识,出入境时间,口岸,前往/来自国家,交通方式,航班号
赵一,E12345678,出境,2026-05-01 08:00:00,合成机场,柬埔寨,飞机,ZZ123
赵一,E12345678,入境,2026-06-01 08:00:00,合成机场,柬埔寨,飞机,ZZ124
"""
FLIGHTS = """
姓名,证件号,航班号,起飞时间,起飞机场,到达机场,座位号,客票状态
赵一,11010519491231002X,ZZ123,2026-05-01 08:00:00,合成机场,金边,32A,已使用
赵一,11010519491231002X,ZZ125,2026-05-02 08:00:00,合成机场,金边,32A,已退票
"""
VEHICLES = """
号牌号码,号牌种类,车辆品牌,车辆识别代号,机动车所有人,身份证明号码,联系电话,初次登记日期,机动车状态
鄂A·12345,小型汽车,合成牌,LSYNTH00000000001,赵一,11010519491231002X,13800138000,2020-01-01,正常
鄂AD12345,小型新能源汽车,合成牌,LSYNTH00000000002,合成商贸有限公司,,,2020-01-01,正常
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Loaded]:
    """Every file of this module, in one ledger, by the key it has here."""
    folder: Path = tmp_path_factory.mktemp("travel")
    texts = {
        "hotel.csv": HOTEL,
        f"旅馆住宿_赵一_{ID}.csv": NAMELESS,
        "border.csv": BORDER,
        "flights.csv": FLIGHTS,
        "vehicles.csv": VEHICLES,
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.lstrip("\n").encode("gb18030"))
    rows = [line.split(",") for line in TICKETS.strip().splitlines()]
    workbook(folder / "trains.xlsx", {"票面": rows, "交易": PAYMENTS})
    return load_files(folder, [*(folder / name for name in texts), folder / "trains.xlsx"])


def when(microseconds: int | None) -> str:
    """Local time of a fact."""
    shift = 8 * 3600
    return f"{datetime.fromtimestamp((microseconds or 0) / 1e6 + shift, UTC):%m-%d %H:%M}"


def person(found: Loaded, record: int) -> str:
    return str(found.records.filter(record_id=record)["strong_keys"][0][0])


def test_stays_name_guest_house_room_and_nights(loaded: dict[str, Loaded]) -> None:
    found = loaded["hotel.csv"]
    assert found.preset == "hotel-stays"
    rows = found.facts["stays"].sort("time").iter_rows(named=True)
    shown = [(person(found, r["person"]), r["hotel"], r["room"], when(r["time"])) for r in rows]
    assert shown == [
        (f"id:{ID}", "合成宾馆 H001", "301", "05-01 14:30"),
        (f"id:{OTHER}", "合成宾馆 H001", "301", "05-01 14:31"),
    ]
    assert "Organization(合成宾馆) HAS_PHONE phone:+861088886666" in found.relations


def test_the_guest_named_only_by_the_file(loaded: dict[str, Loaded]) -> None:
    found = loaded[f"旅馆住宿_赵一_{ID}.csv"]
    assert found.preset == "hotel-stays"
    assert found.sheets[0].given == ["姓名", "证件号码"]
    row = found.facts["stays"].row(0, named=True)
    assert person(found, row["person"]) == f"id:{ID}"
    assert found.records.filter(role="guest")["name"].to_list() == ["赵一"]
    assert (when(row["time"]), when(row["until"])) == ("06-01 14:30", "06-02 12:00")


def test_a_ticket_given_back_or_changed_is_no_journey(loaded: dict[str, Loaded]) -> None:
    found = loaded["trains.xlsx"]
    assert [sheet.preset for sheet in found.sheets] == ["train-tickets", "train-payments"]
    assert found.counts == (6, 0, 2)
    rows = found.facts["trips"].sort("time").iter_rows(named=True)
    shown = [
        (r["trip_no"], r["origin"], r["destination"], r["seat"], r["order_no"], when(r["time"]))
        for r in rows
    ]
    assert shown == [
        ("G101", "合成东", "合成西", "05-12F-二等座", "E001", "05-01 09:30"),
        ("G104", "合成西", "合成东", "05-无座-二等座", "E004", "05-04 08:15"),
    ]


def test_one_order_pays_for_tickets_of_the_same_file(loaded: dict[str, Loaded]) -> None:
    found = loaded["trains.xlsx"]
    tickets = {keys[0] for keys in found.strong("ticket")}
    paid = found.strong("ticket-payment")
    assert len(tickets) == 4
    assert [keys[0] for keys in paid] == ["transaction:DD01"] * 2
    assert {keys[1] for keys in paid} < tickets
    assert "Person(钱二) RELATED_TO[购票人] Person(赵一)" in found.relations
    assert "Person(钱二) USES phone:+8613800138000" in found.relations


def test_border_crossings_go_both_ways(loaded: dict[str, Loaded]) -> None:
    found = loaded["border.csv"]
    rows = found.facts["trips"].sort("time")
    assert set(rows["kind"]) == {"border"}
    assert rows.select("origin", "destination", "trip_no").rows() == [
        ("合成机场", "柬埔寨", "ZZ123"),
        ("柬埔寨", "合成机场", "ZZ124"),
    ]
    assert found.strong("traveller") == [["passport:E12345678"]]


def test_flights_flown_only(loaded: dict[str, Loaded]) -> None:
    found = loaded["flights.csv"]
    assert found.preset == "flights"
    assert found.facts["trips"].select("kind", "trip_no", "seat").rows() == [
        ("flight", "ZZ123", "32A")
    ]
    assert found.counts == (2, 0, 1)


def test_vehicles_and_their_owners(loaded: dict[str, Loaded]) -> None:
    found = loaded["vehicles.csv"]
    assert found.relations == {
        "plate:鄂A12345 REGISTERED_TO[所有人] Person(赵一)",
        "plate:鄂AD12345 REGISTERED_TO[所有人] Organization(合成商贸有限公司)",
        "Person(赵一) USES phone:+8613800138000",
    }
