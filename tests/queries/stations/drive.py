"""A made-up drive of a station: the files an investigator has, and the plain numbers behind."""
# ruff: noqa: E501 (rows of a file stand in one line)

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np

from ingest.values.coordinates import wgs_to_gcj
from tests.conftest import run_module

DAY = datetime(2026, 5, 12)
STATION = "KY202605001"
_STATIONS = (
    "序号,扣押清单号,案件编号,设备名称,型号,安装方式,发射频率(MHz),额定功率(W),伪LAC,伪CI,查获时间,查获地点,持有人,持有人证件号\n"
    f"1,{STATION},A9901050000002026050001,伪基站,WJZ,车载,935.2,20,65001,10,2026-05-12 20:00:00,合成路口,,\n"
    "2,KY202605002,,伪基站,WJZ,车载,935.2,20,65009,11,2026-05-12 20:00:00,合成路口,,\n"
)
_REPORTS = "接收号码,接收时间,显示号码,短信内容,LAC,CI,经度,纬度,坐标系,举报渠道"
_CELLS = "基站编号,基站名称,LAC,CI,制式,经度,纬度,方位角,覆盖半径(米),地址,坐标系,运营商"
_CALLS = "通联类型,本端号码,对端号码,通话开始/短信发送时间,通话时长（秒）,本端LAC,本端CI"
_CASES = (
    "案件编号,案件名称,案件类别,作案手法,受理时间,报案人联系电话,受害人姓名,受害人证件号码,报案人"
)


@dataclass(frozen=True)
class Seen:
    """Somebody at a place (WGS-84 degrees) at a time; ``own``: the message was the station's."""

    phone: str
    time: datetime
    lat: float
    lon: float
    own: bool
    report: bool = True


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle metres by the spherical law of cosines (another formula than the product's)."""
    one, two = math.radians(lat), math.radians(other_lat)
    turn = math.radians(other_lon - lon)
    cosine = math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(turn)
    return 6_371_008.8 * math.acos(max(-1.0, min(1.0, cosine)))


class Drive:
    """A seeded drive with stops, reports of it, other reports, and calls at cells."""

    def __init__(self, seed: int) -> None:
        """Plan the drive of ``seed``."""
        rng = Random(f"drive/{seed}")
        self.rng, self.seen = rng, list[Seen]()
        self._phones = 0
        when, lat, lon = DAY + timedelta(hours=9), 30.5, 114.3
        for _ in range(6):
            for _ in range(rng.randrange(2, 6)):
                jitter = (rng.uniform(-0.0008, 0.0008), rng.uniform(-0.0008, 0.0008))
                self._add(when, lat + jitter[0], lon + jitter[1], own=True)
                when += timedelta(seconds=rng.randrange(60, 400))
            lat, lon = lat + rng.uniform(0.008, 0.02), lon + rng.uniform(-0.02, 0.02)
            when += timedelta(minutes=rng.randrange(4, 12))
        self.end = when
        for _ in range(40):  # other senders' messages, near and far, early and late
            moment = DAY + timedelta(hours=8, seconds=rng.randrange(4 * 3600))
            self._add(moment, 30.5 + rng.uniform(-0.02, 0.12), 114.3 + rng.uniform(-0.1, 0.1))
        self.cells = [
            (30.5 + rng.uniform(0, 0.1), 114.3 + rng.uniform(-0.05, 0.05)) for _ in range(12)
        ]
        for _ in range(40):
            place = self.cells[rng.randrange(len(self.cells))]
            moment = DAY + timedelta(hours=8, seconds=rng.randrange(4 * 3600))
            self._add(moment, *place, report=False)
        own = next(each for each in self.seen if each.own)
        self.victim = own.phone

    def _add(
        self, when: datetime, lat: float, lon: float, *, own: bool = False, report: bool = True
    ) -> None:
        self._phones += 1
        phone = f"138{self._phones:08d}"
        self.seen.append(Seen(phone, when, round(lat, 6), round(lon, 6), own, report))

    def write(self, folder: Path) -> None:
        """The files under ``folder``; a third of the reports in GCJ-02."""
        reports, calls = [_REPORTS], [_CALLS]
        for place, each in enumerate(self.seen):
            if not each.report:
                cell = self._cell(each)
                calls.append(f"主叫,{each.phone},13900000000,{each.time},30,20001,{cell}")
                continue
            lat, lon, crs = each.lat, each.lon, "WGS84"
            if place % 3 == 0:
                moved = wgs_to_gcj(np.array(lat), np.array(lon))
                (lat, lon), crs = (float(value) for value in moved), "GCJ02"
            area = "65001,10" if each.own else "20001,999"
            reports.append(
                f"{each.phone},{each.time},95588,【合成银行】积分 http://a.example"
                f",{area},{lon:.9f},{lat:.9f},{crs},12321"
            )
        cells = [_CELLS] + [
            f"B{n},合成{n},20001,{100 + n},4G,{lon:.6f},{lat:.6f},0,500,合成路,WGS84,合成移动"
            for n, (lat, lon) in enumerate(self.cells)
        ]
        case = (
            "A9901050000002026050001,合成案,诈骗案,伪基站,2026-05-13,"
            f"{self.victim},孙合成,11010519491231002X,孙合成"
        )
        files = {
            "垃圾短信举报": reports,
            "话单": calls,
            "基站信息": cells,
            "案件登记": [_CASES, case],
            "伪基站扣押登记": _STATIONS.splitlines(),
        }
        folder.mkdir(parents=True)
        for name, lines in files.items():
            (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _cell(self, each: Seen) -> int:
        places = [(round(lat, 6), round(lon, 6)) for lat, lon in self.cells]
        return 100 + places.index((each.lat, each.lon))

    def load(self, home: Path, folder: Path) -> None:
        """Write the files and load them into ``home``."""
        self.write(folder)
        run_module("ingest", "load", str(folder), home=home, store="embedded")
