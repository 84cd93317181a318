"""黑广播, 扣押清单, 通缉令: registers whose numbers stand in descriptions and titles."""

from pathlib import Path

import pytest

from tests.ingest.filing import workbook
from tests.ingest.presets.loading import Loaded, load_files, load_texts

BROADCASTS = """
序号,扣押清单号,案件编号,设备名称,频率(MHz),功率(W),覆盖半径(km),播出内容,天线位置,遥控号码,查获时间,经度,纬度,坐标系,架设人,架设人证件号
1,KY-H1,A1,调频发射机,96.3,500,10,虚假药品广告,合成大厦楼顶,13800138000,2026-05-02,114.3,30.6,WGS84,孙三,11010519491231002X
2,,A1,,101.7,300,,,合成水塔,,2026-05-03,,,,李四,
"""
WANTED = """
编号,级别,姓名,证件号码,发布单位,发布日期,撤销日期,状态,奖金
公缉〔2026〕1号,A级,赵一,11010519491231002X,合成公安部,2026-05-01,,有效,"50,000元"
公缉〔2026〕2号,B级,钱二,110101199003070011,合成省厅,2026-05-01,2026-06-01,撤销,5万
"""
SEIZED = [
    ["扣押物品、文件清单", None, None, None, None],
    ["文号：合公扣字〔2026〕8号", None, "持有人：孙三", None, "扣押日期：2026-05-02"],
    ["编号", "名称", "数量", "特征", "备注"],
    ["1", "手机", "1部", "黑色，IMEI：868000000000010，手机号：13800138000", "开机"],
    ["2", "银行卡", "1张", "卡号 6900 1200 0000 0000 128", None],
    ["3", "现金", "20000元", "百元面额", None],
]


@pytest.fixture(scope="module")
def seized(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    folder: Path = tmp_path_factory.mktemp("seized")
    path = workbook(folder / "扣押清单.xlsx", {"清单": SEIZED})
    return load_files(folder, [path])[path.name]


def load(text: str) -> Loaded:
    return load_texts(BROADCASTS, WANTED)[text]


def test_a_broadcast_with_its_remote_control_and_site():
    loaded = load(BROADCASTS)
    assert loaded.preset == "illegal-broadcasts"
    assert loaded.relations == {
        "IllegalBroadcast(调频发射机) RELATED_TO[遥控号码] phone:+8613800138000",
        "IllegalBroadcast(调频发射机) SEIZED_AT Location(合成大厦楼顶)",
        "IllegalBroadcast(调频发射机) INVOLVED_IN Case(case:A1)",
        "Person(孙三) OPERATES IllegalBroadcast(调频发射机)",
        "IllegalBroadcast(合成水塔) SEIZED_AT Location(合成水塔)",
        "IllegalBroadcast(合成水塔) INVOLVED_IN Case(case:A1)",
        "Person(李四) OPERATES IllegalBroadcast(合成水塔)",
    }
    assert loaded.strong("station") == [
        ["broadcast:KY-H1"], ["broadcast:101.7/合成水塔/2026-05-03"]
    ]  # fmt: skip
    props = loaded.props("IllegalBroadcast(调频发射机)")
    assert (props["coverage_km"], props["content"]) == (10.0, "虚假药品广告")


def test_wanted_notices_name_person_issuer_and_reward():
    loaded = load(WANTED)
    assert loaded.preset == "wanted-notices"
    assert loaded.relations == {
        "Person(赵一) WANTED_BY[A级] WantedNotice(公缉〔2026〕1号)",
        "Person(赵一) WANTED_BY[A级] Agency(合成公安部)",
        "Person(钱二) WANTED_BY[B级] WantedNotice(公缉〔2026〕2号)",
        "Person(钱二) WANTED_BY[B级] Agency(合成省厅)",
    }
    assert loaded.props("WantedNotice(公缉〔2026〕2号)")["reward_minor"] == 5_000_000
    assert loaded.props("WantedNotice(公缉〔2026〕2号)")["revoked_at"] == "2026-06-01"


def test_a_seizure_list_is_numbered_by_its_title(seized: Loaded) -> None:
    assert seized.preset == "seized-items"
    assert seized.counts == (3, 0, 3)
    assert seized.strong("seized") == [[f"seized:合公扣字〔2026〕8号-{line}"] for line in (1, 2, 3)]
    assert seized.relations == {
        "SeizedItem(手机) SEIZED_FROM Person(孙三)",
        "SeizedItem(银行卡) SEIZED_FROM Person(孙三)",
        "SeizedItem(现金) SEIZED_FROM Person(孙三)",
        "SeizedItem(手机) RELATED_TO[机身码] imei:86800000000001",
        "SeizedItem(手机) RELATED_TO[号码] phone:+8613800138000",
        "SeizedItem(银行卡) RELATED_TO[卡号] account:6900120000000000128",
    }
