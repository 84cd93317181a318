"""Seized devices: GOIP with their SIM cards, pseudo base stations; and reported spam messages."""

from __future__ import annotations

from pathlib import Path

from samples import words
from samples.digits import iccid
from samples.evidence import headers
from samples.evidence.registers import day_of
from samples.evidence.tables import Book, Cell, Line, Mark, Table, write_csv, write_xlsx
from samples.gcj import to_gcj
from samples.gear import Goip, Station
from samples.mint import Mint
from samples.plan import CasePlan, World
from samples.wave import FOREIGN

_CHANNELS = ("12321", "合成移动", "合成联通")


def write_goip(book: Book, folder: Path, world: World) -> None:
    """``GOIP扣押登记.xlsx``: a row per SIM card, the device's own cells merged down."""
    rows: list[Line] = []
    merges: list[tuple[int, int, int]] = []
    mint = Mint(world.sample, "iccid")
    users: dict[str, list[CasePlan]] = {}
    for case in world.cases:
        if case.goip is not None:
            users.setdefault(case.goip.device.ref, []).append(case)
    for cases in users.values():
        goip = cases[0].goip
        assert goip is not None
        first = len(rows)
        for sim in goip.sim_cards:
            rows.append(_sim(mint, cases, goip, str(sim.key), (sim.ref, "sim")))
        for column in (0, 1, 2, 5, 6, 7, 8, 9, 10):
            merges.append((first, len(rows) - 1, column))
            for cells, _ in rows[first + 1 :]:
                cells[column] = ""
    if rows:
        table = Table(headers.GOIP, rows, "GOIP", ["GOIP设备扣押登记（合成数据）"], merges=merges)
        write_xlsx(book, folder / "GOIP扣押登记.xlsx", [table])


def _sim(mint: Mint, cases: list[CasePlan], goip: Goip, imsi: str, mark: Mark) -> Line:
    """A SIM of a device; one that worked for several gangs names all their cases."""
    case, numbers = cases[0], "；".join(case.case_no for case in cases)
    cells: list[Cell] = [str(goip.device.key), "32", str(len(goip.sims)), iccid(mint.rng), imsi]
    cells += [goip.address, f"合成省{words.CITIES[0]}示范路{case.tag[-2:]}号出租屋"]
    cells += [goip.installer.name, goip.installer.id_number, day_of(case, 30), numbers]
    marks = (mark, (goip.device.ref, "goip"), (goip.installer.ref, "installer"))
    return [*cells, "合成数据"], marks


def write_stations(book: Book, folder: Path, world: World) -> None:
    """``伪基站扣押登记.xlsx``: the cases' stations, and one of another investigation."""
    mint = Mint(world.sample, "station")
    rows: list[Line] = []
    for case in world.cases:
        if case.station is not None:
            rows.append(_station(mint, case, case.station, len(rows) + 1))
    holder = mint.person()
    number = f"KX{world.sample.mark}{world.day:%y%m}{world.sample.number:04d}"
    cells: list[Cell] = [str(len(rows) + 1), number, "", "伪基站", "WJZ-合成", "车载", "935.2"]
    cells += ["20", *FOREIGN, "合成系统", "12840", "9310"]
    cells += [f"{world.day:%Y-%m-%d} 08:10至{world.day:%Y-%m-%d} 17:45"]
    cells += [f"{world.day:%Y-%m-%d} 18:20", mint.address(), "114.305000", "30.592800"]
    cells += [holder.name, holder.id_number, "", "合成市局", "", "合成数据"]
    table = Table(headers.STATIONS, [*rows, (cells, ())], "扣押")
    write_xlsx(book, folder / "伪基站扣押登记.xlsx", [table])


def _station(mint: Mint, case: CasePlan, made: Station, place: int) -> Line:
    first, last = made.stays[0][0].time, made.stays[-1][-1].time
    sent = sum(map(len, made.stays)) * mint.rng.randrange(180, 260)
    cells: list[Cell] = [str(place), str(made.station.key), case.case_no, "伪基站", "WJZ-合成"]
    cells += ["车载", "938.4", "20", made.lac, made.ci, "合成系统", str(sent), str(sent * 7 // 10)]
    cells += [f"{first:%Y-%m-%d %H:%M}至{last:%Y-%m-%d %H:%M}", f"{made.seized:%Y-%m-%d %H:%M}"]
    cells += [mint.address(), f"{made.stays[-1][-1].lon:.6f}", f"{made.stays[-1][-1].lat:.6f}"]
    cells += [made.driver.name, made.driver.id_number, "", "合成市局", f"JD{case.tag}", "合成数据"]
    return cells, ((made.station.ref, "station"), (made.driver.ref, "device-holder"))


def write_broadcasts(book: Book, folder: Path, world: World) -> None:
    """``黑广播登记.xlsx``: pirate transmitters, what they sent and who put them up."""
    mint = Mint(world.sample, "broadcast")
    rows: list[Line] = []
    for case in world.cases:
        made = case.broadcast
        if made is None:
            continue
        cells: list[Cell] = [str(made.station.key), case.case_no, "黑广播", made.frequency, "500"]
        cells += ["8", str(made.programme.key), mint.address(), "", day_of(case, 20)]
        cells += ["114.282000", "30.611000", "WGS84", made.operator.name]
        marks = ((made.station.ref, "broadcast"), (made.operator.ref, "device-holder"))
        rows.append(([*cells, made.operator.id_number, "合成数据"], marks))
    if rows:
        write_xlsx(book, folder / "黑广播登记.xlsx", [Table(headers.BROADCASTS, rows, "黑广播")])


def write_spam(book: Book, folder: Path, world: World) -> None:
    """``垃圾短信举报.csv``: who reported which message; carriers give GCJ-02, 12321 WGS-84."""
    rows: list[Line] = []
    for place, spam in enumerate(sorted(world.spam, key=lambda row: row.time)):
        lat, lon, crs = spam.lat, spam.lon, "WGS84"
        if place % 3:
            (lat, lon), crs = to_gcj(lat, lon), "GCJ-02"
        cells: list[Cell] = [spam.phone.number, f"{spam.time:%Y-%m-%d %H:%M:%S}", spam.shown]
        cells += [spam.text, spam.lac, spam.ci, f"{lon:.7f}", f"{lat:.7f}", crs]
        marks: tuple[Mark, ...] = ()
        if spam.ref:
            marks = ((spam.ref, "spam"), (spam.phone.ref, "spam-receiver"))
            marks += tuple(
                (case.station.text.ref, "spam")
                for case in world.cases
                if case.station is not None and case.station.text.key == spam.text
            )
        rows.append(([*cells, _CHANNELS[place % 3]], marks))
    if rows:
        write_csv(book, folder / "垃圾短信举报.csv", Table(headers.SPAM, rows), "gb18030")
