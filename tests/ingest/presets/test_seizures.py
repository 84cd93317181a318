"""伪基站 and GOIP registers."""
# ruff: noqa: E501 (rows of a file stand in one line)

from tests.ingest.presets.loading import Loaded, load_texts

STATIONS = """
伪基站扣押登记表
序号,扣押清单号,案件编号,设备名称,型号,安装方式,发射频率(MHz),额定功率(W),伪LAC,伪CI,操作系统,短信发送条数,受影响用户数(IMSI),日志起止时间,查获时间,查获地点,经度,纬度,持有人,持有人证件号,车牌号,保管单位,鉴定意见编号,备注
1,KY001,A1234,伪基站,WJZ,车载,935.2,20,65001,10,合成系统,"12,840",9310,2026-03-02至2026-03-03,2026-03-02 18:20,合成路口,114.305,30.5928,孙三,11010519491231002X,鄂A·12345,合成市局,JD1,
"""
GOIP = """
设备序列号,端口数,插卡数,SIM卡号(ICCID),IMSI,控制端IP,架设地址,架设人,架设人证件号,查获时间,案件编号,备注
GOIP-0001,32,2,89860012345678901234,460001234567890,203.0.113.7,合成出租屋,孙三,11010519491231002X,2026-05-31,A1234,
GOIP-0001,32,2,89860012345678901242,460001234567891,203.0.113.7,合成出租屋,李四,,2026-05-31,A1234,
"""


def load(text: str) -> Loaded:
    return load_texts(STATIONS, GOIP)[text]


def test_a_station_with_its_holder_vehicle_and_place():
    loaded = load(STATIONS)
    assert loaded.preset == "pseudo-base-stations"
    assert loaded.relations == {
        "PseudoBaseStation(pbs:KY001) INVOLVED_IN Case(case:A1234)",
        "Person(孙三) OPERATES PseudoBaseStation(pbs:KY001)",
        "PseudoBaseStation(pbs:KY001) SEIZED_FROM Person(孙三)",
        "PseudoBaseStation(pbs:KY001) SEIZED_AT Location(合成路口)",
        "Person(孙三) USES plate:鄂A12345",
    }
    props = loaded.props("PseudoBaseStation(pbs:KY001)")
    assert (props["sms_sent"], props["users"], props["seized_at"]) == (
        12840,
        9310,
        "2026-03-02 18:20:00",
    )
    assert loaded.strong("device-holder") == [["id:11010519491231002X"]]


def test_a_goip_device_is_one_row_per_sim():
    loaded = load(GOIP)
    assert loaded.preset == "goip-devices"
    device = "GoipDevice(goip:GOIP-0001)"
    assert loaded.relations == {
        f"imsi:460001234567890 INSERTED_IN {device}",
        f"imsi:460001234567891 INSERTED_IN {device}",
        f"iccid:89860012345678901234 INSERTED_IN {device}",
        f"iccid:89860012345678901242 INSERTED_IN {device}",
        f"{device} USES_IP ip:203.0.113.7",
        f"{device} LOCATED_IN Location(合成出租屋)",
        f"{device} INVOLVED_IN Case(case:A1234)",
        f"Person(孙三) OPERATES {device}",
        f"Person(李四) OPERATES {device}",
    }


def test_an_installer_without_number_is_only_named():
    loaded = load(GOIP)
    assert [] in loaded.strong("reference")
    assert loaded.strong("installer") == [["id:11010519491231002X"]]
