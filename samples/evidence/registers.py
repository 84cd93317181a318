"""Registers a unit keeps: gangs, dens, suspects, batches, relations, sites, stations, GOIP."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

from graph import schema
from samples import words
from samples.digits import iccid
from samples.evidence import headers
from samples.evidence.tables import Book, Cell, Line, Mark, Table, write_csv, write_xlsx
from samples.mint import Mint
from samples.model import Account, Person, Thing
from samples.plan import CasePlan, Member, World

_DEN_COUNTRIES = ("柬埔寨", "老挝")


def _day(case: CasePlan, days: int) -> str:
    return f"{case.day + timedelta(days=days):%Y-%m-%d}"


def write_gangs(book: Book, folder: Path, world: World) -> None:
    """``团伙登记.xlsx``: each case's gang, and the shared 水房 once per case."""
    rows: list[Line] = []
    for case in world.cases:
        assert world.laundry is not None
        for gang in (case.gang, world.laundry.gang):
            cells: list[Cell] = [
                str(gang.key),
                gang.data["name"],
                case.case_no,
                case.case.data["code"],
            ]
            cells += [
                gang.data["scam"],
                "团伙",
                _day(case, -120),
                "",
                "境外" if gang is case.gang else "境内",
            ]
            rows.append(([*cells, "合成数据"], ((gang.ref, "gang"),)))
    write_xlsx(book, folder / "团伙登记.xlsx", [Table(headers.GANGS, rows, "团伙", ["团伙登记表"])])


def write_dens(book: Book, folder: Path, world: World) -> None:
    """``窝点登记.xlsx``: the den abroad, its IP and its network phone."""
    rows: list[Line] = []
    for place, case in enumerate(world.cases):
        gang = str(case.gang.key) if place == 0 else case.gang.data["name"]
        cells: list[Cell] = [str(case.den.key), "话务窝点", "合成大厦三层", _DEN_COUNTRIES[place]]
        cells += [
            f"{104.9 + place:.4f}",
            f"{11.5 + place:.4f}",
            "WGS84",
            gang,
            _day(case, -110),
            "",
        ]
        cells += [case.den.data["ip"], case.den_phone.number, "26", case.case_no, "合成数据"]
        rows.append((cells, ((case.den.ref, "den"), (case.den_phone.ref, "den-phone"))))
    write_xlsx(book, folder / "窝点登记.xlsx", [Table(headers.DENS, rows, "窝点")])


def write_suspects(book: Book, folder: Path, world: World) -> None:
    """``嫌疑人登记.xlsx``: a role per person and case; one caller is known by nickname only."""
    rows = [_suspect(place, member) for place, member in enumerate(world.members, start=1)]
    titles = ["嫌疑人登记表", "单位：合成市局　合成数据"]
    write_xlsx(book, folder / "嫌疑人登记.xlsx", [Table(headers.SUSPECTS, rows, "嫌疑人", titles)])


def _suspect(place: int, member: Member) -> Line:
    person, case = member.person, member.case
    shown = person.id_shown
    gang = str(member.gang.key) if case.index == 0 else member.gang.data["name"]
    birth = person.id_number[6:14]
    cells: list[Cell] = [
        f"RY{case.tag}{place:03d}",
        person.name,
        "",
        person.alias,
        person.gender,
        "汉族",
    ]
    cells += [
        f"{birth[:4]}-{birth[4:6]}-{birth[6:]}" if shown else "",
        "居民身份证" if shown else "",
    ]
    cells += [person.id_number if shown else "", person.address if shown else "", ""]
    cells += [person.phone, "", "", "无业", gang, member.role, member.upline]
    cells += ["抓获", _day(case, 40), "刑事拘留", "", "否", "", case.case_no]
    return cells, ((person.ref, "suspect"), (member.gang.ref, "gang"))


def write_batches(book: Book, folder: Path, world: World) -> None:
    """``公民个人信息批次.xlsx``: batches, and on the second sheet the people in them."""
    mint = Mint(world.variant, world.seed, f"leaked {world.size}")
    count = {"S": 110}.get(world.size, 1500)
    heads: list[Line] = []
    details: list[Line] = []
    for case in world.cases:
        key, broker = str(case.supply.batch.key), case.supply.broker
        digest = hashlib.sha256(key.encode()).hexdigest()
        people = [mint.person() for _ in range(count)]
        victim_row = mint.rng.randrange(20, count - 20)
        people.insert(victim_row, case.victim)
        for person in case.leaked:
            people.insert(7, person)
        head: list[Cell] = [key, "合成网购平台", "购物订单", str(len(people)), digest, broker.name]
        head += [broker.id_number, str(case.gang.key), _day(case, -35), "8000.00", case.case_no]
        heads.append((head, ((case.supply.batch.ref, "batch"), (broker.ref, "provider"))))
        for number, person in enumerate(people, start=1):
            marks: tuple[Mark, ...] = ()
            if person is case.victim or person in case.leaked:
                marks = ((person.ref, "batch-item"), (case.supply.batch.ref, "batch-item"))
            details.append((_leaked(mint, key, number, person, bool(marks)), marks))
    tables = [Table(headers.BATCHES, heads, "批次"), Table(headers.BATCH_ROWS, details, "明细")]
    write_xlsx(book, folder / "公民个人信息批次.xlsx", tables)


def _leaked(mint: Mint, key: str, number: int, person: Person, exact: bool) -> list[Cell]:
    """One leaked row; sellers mask some of the others."""
    phone, paper = person.phone, person.id_number
    if not exact and mint.rng.random() < 0.08:
        phone, paper = f"{phone[:3]}****{phone[-4:]}", f"{paper[:6]}********{paper[-4:]}"
    return [key, str(number), person.name, phone, paper]


def write_relations(book: Book, folder: Path, world: World) -> None:
    """``关系登记.xlsx``: what officers assert, with types and relations by their Chinese names."""
    table = schema.load()
    rows: list[Line] = []
    for row in world.assertions:
        cells: list[Cell] = []
        for end in (row.source, row.target):
            type_name, key = _end(end)
            cells += [table.entities[type_name].zh.split("/")[0], key]
        cells.insert(2, table.relations[row.relation].zh.split("/")[0])
        cells += [row.start, "", row.count, row.amount, row.role, row.case_no, "讯问笔录", row.note]
        marks: tuple[Mark, ...] = ((row.source.ref, "subject"), (row.target.ref, "object"))
        rows.append((cells, (*marks, (row.ref, "relation")) if row.ref else marks))
    write_xlsx(book, folder / "关系登记.xlsx", [Table(headers.RELATIONS, rows, "关系")])


def _end(end: Person | Thing | Account) -> tuple[str, str]:
    if isinstance(end, Person):
        return "Person", end.id_number
    if isinstance(end, Account):
        return "BankCard", end.card
    return end.type, str(end.key)


def write_sites(book: Book, folder: Path, world: World) -> None:
    """``涉诈网址.csv``: the false "safe account" site and who rented its server."""
    rows: list[Line] = []
    for place, case in enumerate(world.cases):
        host = str(case.supply.site.key)
        digest = hashlib.sha256(host.encode()).hexdigest()
        address = case.den.data["ip"].rpartition(".")[0] + f".{40 + place}"
        cells: list[Cell] = [f"http://{host}/wanted", "网址", host, address, digest, "-"]
        cells += [case.supply.renter.id_number, _day(case, -20), _day(case, 1), case.case_no]
        rows.append((cells, ((case.supply.site.ref, "site"), (case.supply.renter.ref, "renter"))))
    write_csv(book, folder / "涉诈网址.csv", Table(headers.SITES, rows), "utf-8-sig")


def write_goip(book: Book, folder: Path, world: World) -> None:
    """``GOIP扣押登记.xlsx``: a row per SIM card, the device's own cells merged down."""
    rows: list[Line] = []
    merges: list[tuple[int, int, int]] = []
    mint = Mint(world.variant, world.seed, "iccid")
    for case in world.cases:
        first = len(rows)
        for sim in case.supply.sim_cards:
            rows.append(_sim(mint, case, str(sim.key), (sim.ref, "sim")))
        for column in (0, 1, 2, 5, 6, 7, 8, 9, 10):
            merges.append((first, len(rows) - 1, column))
            for cells, _ in rows[first + 1 :]:
                cells[column] = ""
    table = Table(headers.GOIP, rows, "GOIP", ["GOIP设备扣押登记（合成数据）"], merges=merges)
    write_xlsx(book, folder / "GOIP扣押登记.xlsx", [table])


def _sim(mint: Mint, case: CasePlan, imsi: str, mark: Mark) -> Line:
    cells: list[Cell] = [
        str(case.supply.goip.key),
        "32",
        str(len(case.supply.sims)),
        iccid(mint.rng),
        imsi,
    ]
    cells += [case.den.data["ip"], f"合成省{words.CITIES[0]}示范路{case.tag[-2:]}号出租屋"]
    cells += [
        case.supply.installer.name,
        case.supply.installer.id_number,
        _day(case, 30),
        case.case_no,
        "合成数据",
    ]
    return cells, (mark, (case.supply.goip.ref, "goip"), (case.supply.installer.ref, "installer"))


def write_stations(book: Book, folder: Path, world: World) -> None:
    """``伪基站扣押登记.xlsx``: a station of another investigation, joined to nothing."""
    mint = Mint(world.variant, world.seed, "station")
    holder = mint.person()
    number = f"KY{world.day:%Y%m}{mint.number:04d}"
    cells: list[Cell] = [
        "1",
        number,
        "",
        "伪基站",
        "WJZ-合成",
        "车载",
        "935.2",
        "20",
        "65001",
        "10",
    ]
    cells += ["合成系统", "12840", "9310", "2026-03-02 08:10至2026-03-02 17:45", "2026-03-02 18:20"]
    cells += [
        mint.address(),
        "114.305000",
        "30.592800",
        holder.name,
        holder.id_number,
        "",
        "合成市局",
        "",
        "合成数据",
    ]
    write_xlsx(
        book, folder / "伪基站扣押登记.xlsx", [Table(headers.STATIONS, [(cells, ())], "扣押")]
    )
