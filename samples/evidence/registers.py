"""Registers a unit keeps: gangs, dens, suspects, batches, relations, sites."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

from graph import schema
from samples.evidence import headers
from samples.evidence.tables import Book, Cell, Line, Mark, Table, write_csv, write_xlsx
from samples.mint import Mint
from samples.model import Account, Person, Phone, Thing
from samples.plan import CasePlan, Member, World
from samples.tools import url_of

#: innocent people in a batch
_LEAKED = 110


def day_of(case: CasePlan, days: int) -> str:
    """The day ``days`` after the case's, as registers write it."""
    return f"{case.day + timedelta(days=days):%Y-%m-%d}"


def write_gangs(book: Book, folder: Path, world: World) -> None:
    """``团伙登记.xlsx``: each case's gang, and the shared 水房 once per case."""
    rows: list[Line] = []
    for case in world.cases:
        for gang in (case.gang, *([case.laundry.gang] if case.laundered else [])):
            cells: list[Cell] = [
                str(gang.key),
                gang.data["name"],
                case.case_no,
                case.case.data["code"],
            ]
            cells += [
                gang.data["scam"],
                "团伙",
                day_of(case, -120),
                "",
                "境外" if gang is case.gang and _abroad(case) else "境内",
            ]
            rows.append(([*cells, "合成数据"], ((gang.ref, "gang"),)))
    write_xlsx(book, folder / "团伙登记.xlsx", [Table(headers.GANGS, rows, "团伙", ["团伙登记表"])])


def _abroad(case: CasePlan) -> bool:
    return case.den is not None and case.den.country != "中国"


def write_dens(book: Book, folder: Path, world: World) -> None:
    """``窝点登记.xlsx``: the dens, their network addresses and landlines."""
    rows: list[Line] = []
    for case in world.cases:
        made = case.den
        if made is None:
            continue
        place = case.index % 10
        gang = str(case.gang.key) if place % 2 == 0 else case.gang.data["name"]
        cells: list[Cell] = [str(made.den.key), made.kind, "合成大厦三层", made.country]
        cells += [f"{104.9 + place:.4f}", f"{11.5 + place:.4f}"]
        cells += ["WGS84", gang, day_of(case, -110), "", made.address, made.phone.number]
        cells += ["26", case.case_no, "合成数据"]
        rows.append((cells, ((made.den.ref, "den"), (made.phone.ref, "den-phone"))))
    if rows:
        write_xlsx(book, folder / "窝点登记.xlsx", [Table(headers.DENS, rows, "窝点")])


def write_suspects(book: Book, folder: Path, world: World) -> None:
    """``嫌疑人登记.xlsx``: a role per person and case; one caller is known by nickname only."""
    rows = [_suspect(place, member) for place, member in enumerate(world.members, start=1)]
    titles = ["嫌疑人登记表", "单位：合成市局　合成数据"]
    write_xlsx(book, folder / "嫌疑人登记.xlsx", [Table(headers.SUSPECTS, rows, "嫌疑人", titles)])


def _suspect(place: int, member: Member) -> Line:
    person, case = member.person, member.case
    shown = person.id_shown
    gang = str(member.gang.key) if case.index % 2 == 0 else member.gang.data["name"]
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
    cells += ["抓获", day_of(case, 40), "刑事拘留", "", "否", "", case.case_no]
    return cells, ((person.ref, "suspect"), (member.gang.ref, "gang"))


def write_batches(book: Book, folder: Path, world: World) -> None:
    """``公民个人信息批次.xlsx``: batches, and on the second sheet the people in them."""
    mint = Mint(world.sample, "leaked")
    heads: list[Line] = []
    details: list[Line] = []
    for case in world.cases:
        made = case.batch
        if made is None:
            continue
        key, broker = str(made.batch.key), made.broker
        digest = hashlib.sha256(key.encode()).hexdigest()
        people = [mint.person() for _ in range(_LEAKED)]
        known = {}
        for person in (*(victim.person for victim in case.victims), *made.others):
            people.insert(mint.rng.randrange(20, len(people) - 20), person)
            known[person.ref] = person
        head: list[Cell] = [key, *made.source, str(len(people)), digest, broker.name]
        head += [broker.id_number, str(case.gang.key), day_of(case, -35), "8000.00", case.case_no]
        heads.append((head, ((made.batch.ref, "batch"), (broker.ref, "provider"))))
        for number, person in enumerate(people, start=1):
            marks: tuple[Mark, ...] = ()
            if known.get(person.ref) is person:
                marks = ((person.ref, "batch-item"), (made.batch.ref, "batch-item"))
            details.append((_leaked(mint, key, number, person, bool(marks)), marks))
    if heads:
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
        cells += [
            row.start,
            row.end,
            row.count,
            row.amount,
            row.role,
            row.case_no,
            "讯问笔录",
            row.note,
        ]
        marks: tuple[Mark, ...] = ((row.source.ref, "subject"), (row.target.ref, "object"))
        rows.append((cells, (*marks, (row.ref, "relation")) if row.ref else marks))
    write_xlsx(book, folder / "关系登记.xlsx", [Table(headers.RELATIONS, rows, "关系")])


def _end(end: Person | Thing | Account | Phone) -> tuple[str, str]:
    if isinstance(end, Person):
        return "Person", end.id_number
    if isinstance(end, Account):
        return "BankCard", end.card
    if isinstance(end, Phone):
        return "PhoneNumber", end.number
    return end.type, end.data.get("text", str(end.key))


def write_sites(book: Book, folder: Path, world: World) -> None:
    """``涉诈网址.csv``: fraud sites and apps, and who rented their servers."""
    rows: list[Line] = []
    for case in world.cases:
        made = case.site
        if made is None:
            continue
        host = str(made.site.key)
        digest = hashlib.sha256(host.encode()).hexdigest()
        kind = "网址" if made.site.type == "Website" else "APP"
        domain = host if kind == "网址" else ""
        cells: list[Cell] = [url_of(case), kind, domain, made.address, digest, "-"]
        cells += [made.renter.id_number, day_of(case, -20), day_of(case, 1), case.case_no]
        rows.append((cells, ((made.site.ref, "site"), (made.renter.ref, "renter"))))
    if rows:
        write_csv(book, folder / "涉诈网址.csv", Table(headers.SITES, rows), "utf-8-sig")
