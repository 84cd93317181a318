"""Case files: case register, police reports, stop-payment ledger, cash-out register."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from samples.evidence import headers, mess
from samples.evidence.tables import Book, Cell, Line, Mark, Table, write_csv, write_xlsx
from samples.model import Account, Movement, Person, Thing
from samples.plan import CasePlan, Order, Victim, Withdrawn, World
from samples.tools import url_of

_MORE = {False: "被电信网络诈骗案", True: "等人被电信网络诈骗案"}
_TITLES = ["电信网络诈骗案件登记表", "填报单位：合成市局　合成数据"]


def write_cases(book: Book, folder: Path, world: World) -> None:
    """``案件登记.xlsx``: a row per case and victim, under two title rows."""
    rows = [_case(case, v) for case in world.cases for v in case.victims if not v.player]
    rows += [_found(case) for case in world.cases if all(v.player for v in case.victims)]
    rows += [_withdrawn_case(made) for made in world.withdrawn]
    write_xlsx(book, folder / "案件登记.xlsx", [Table(headers.CASES, rows, "案件", _TITLES)])


def _case(case: CasePlan, victim: Victim) -> Line:
    person = victim.person
    loss = sum(paid.amount for paid in victim.payments)
    payee = _account(victim.payments[0].payee) if victim.payments else case.first_payees[0]
    url = url_of(case) if case.site is not None and case.site.site.type == "Website" else ""
    phone = case.goip.sims[0] if case.goip is not None else None
    marks: tuple[Mark, ...] = ((case.case.ref, "case"), (person.ref, "victim"))
    marks += ((payee.ref, "suspect-account"), (victim.phone.ref, "victim-phone"))
    if phone is not None:
        marks += ((phone.ref, "suspect-phone"),)
    if url and case.site is not None:
        marks += ((case.site.site.ref, "site"),)
    brief = case.brief.format(count=len(victim.payments))
    called = phone.number if phone is not None else victim.told.get("phone", "")
    names = (f"{case.day:%m·%d}{case.victim.person.name}{_MORE[len(case.victims) > 1]}", case.scam)
    texts = (payee.card, called, url, brief, "侦查中")
    cells = _case_row(case.case, names, person, case.day, loss, texts)
    if case.index % 2:  # typed with a Chinese keyboard
        cells[headers.CASES.index("受害人证件号码")] = mess.wide(person.id_number)
    return cells, marks


def _found(case: CasePlan) -> Line:
    """A case nobody reported: no victim, all first payees in one cell."""
    url = url_of(case) if case.site is not None else ""
    brief = case.brief.format(count=len(case.payments))
    payees = "；".join(account.card for account in case.first_payees)
    names = (f"{case.day:%m·%d}{case.scam}案", case.scam)
    cells = _case_row(case.case, names, None, case.day, 0, (payees, "", url, brief, "侦查中"))
    cells[headers.CASES.index("案件类别")] = "开设赌场案"
    marks: tuple[Mark, ...] = ((case.case.ref, "case"),)
    if case.site is not None:
        marks += ((case.site.site.ref, "site"),)
    return cells, marks + tuple((account.ref, "suspect-account") for account in case.first_payees)


def _withdrawn_case(made: Withdrawn) -> Line:
    texts = (made.shop.card, made.called, "", made.brief, "已撤案")
    names = (f"{made.day:%m·%d}{made.buyer.name}{_MORE[False]}", made.scam)
    cells = _case_row(made.case, names, made.buyer, made.day, made.payment.amount, texts)
    return cells, ((made.case.ref, "case"), (made.buyer.ref, "victim"))


def _case_row(
    case: Thing,
    names: tuple[str, str],
    victim: Person | None,
    day: datetime,
    loss: int,
    texts: tuple[str, ...],
) -> list[Cell]:
    """``names``: name and scam type of the case."""
    cells: list[Cell] = [str(case.key), names[0], "诈骗案", names[1]]
    cells += [f"{day:%Y-%m-%d} 12:05", f"{day + timedelta(days=1):%Y-%m-%d}", "合成市局"]
    cells.append(f"{day:%Y-%m-%d} 11:05")
    if victim is None:
        cells += [""] * 6
    else:
        cells += [victim.address, victim.name, victim.phone, victim.name, victim.id_number]
        cells.append(mess.yuan(loss))
    return [*cells, *texts, ""]


def write_reports(book: Book, folder: Path, world: World) -> None:
    """``接警单.xlsx``: what the victim said; one row per payment, some digits full-width."""
    rows = [
        _report(case, victim, place, paid)
        for case in world.cases
        for victim in case.victims
        if not victim.player
        for place, paid in enumerate(victim.payments)
    ]
    rows += [_withdrawn_report(made) for made in world.withdrawn]
    write_xlsx(book, folder / "接警单.xlsx", [Table(headers.REPORTS, rows, "接警")])


def _report(case: CasePlan, victim: Victim, place: int, paid: Movement) -> Line:
    person, payee = victim.person, _account(paid.payee)
    amount = mess.yuan(paid.amount, grouped=True)
    late = max(row.time for row in victim.payments) + timedelta(minutes=25)
    cells: list[Cell] = [str(victim.report.key), f"{late:%Y-%m-%d %H:%M}", person.name]
    spaced = f"{person.phone[:3]} {person.phone[3:7]} {person.phone[7:]}"
    cells += [spaced if case.index % 2 else person.phone]
    cells += [f"￥{mess.wide(amount)}元" if place else amount]
    cells += [victim.account.card, payee.card, f"{paid.time:%Y-%m-%d %H:%M}"]
    cells += [victim.told.get(name, "") for name in ("phone", "virtual", "url")]
    cells += [case.case_no, "合成数据"]
    marks: tuple[Mark, ...] = ((victim.report.ref, "report"), (person.ref, "report-victim"))
    marks += ((victim.phone.ref, "victim-phone"),)
    marks += ((case.case.ref, "case"), (victim.account.ref, "victim-account"))
    return cells, (*marks, (payee.ref, "payee"), (paid.ref, "report"))


def _withdrawn_report(made: Withdrawn) -> Line:
    paid, buyer = made.payment, made.buyer
    cells: list[Cell] = [
        str(made.report.key),
        f"{made.day:%Y-%m-%d} 17:40",
        buyer.name,
        buyer.phone,
    ]
    cells += [mess.yuan(paid.amount), made.account.card, made.shop.card]
    cells += [f"{paid.time:%Y-%m-%d %H:%M}", made.called, "", "", str(made.case.key), made.note]
    return cells, ((made.report.ref, "report"), (buyer.ref, "report-victim"))


def write_orders(book: Book, folder: Path, world: World) -> None:
    """``止付冻结台账.xlsx``: 48-hour stops, one renewed, one freeze."""
    rows = [_order(order) for case in world.cases for order in case.orders]
    if rows:
        table = Table(headers.ORDERS, rows, "台账", ["紧急止付和快速冻结台账"])
        write_xlsx(book, folder / "止付冻结台账.xlsx", [table])


def _order(order: Order) -> Line:
    account, start = order.account, order.start
    card = " ".join(account.card[at : at + 4] for at in range(0, len(account.card), 4))
    cells: list[Cell] = [str(order.stop.key), card, account.holder, account.bank.name]
    cells += [order.case_no, f"{start:%Y-%m-%d %H:%M:%S}"]
    cells += [f"{start + timedelta(hours=48):%Y-%m-%d %H:%M:%S}", str(order.sequence)]
    marks: tuple[Mark, ...] = ((order.stop.ref, "stop"), (account.ref, "stopped"))
    if order.freeze is None:
        return [*cells, "", "", "", "止付成功"], marks
    frozen = start + timedelta(hours=20)
    cells += [f"{frozen:%Y-%m-%d %H:%M:%S}", f"{frozen + timedelta(days=180):%Y-%m-%d %H:%M:%S}"]
    return [*cells, mess.yuan(order.frozen), "冻结成功"], (*marks, (order.freeze.ref, "freeze"))


def write_cash(book: Book, folder: Path, world: World) -> None:
    """``取现登记.csv``: withdrawals of accounts whose bank answered; they repeat bank rows."""
    rng = world.sample.random("cash")
    rows: list[Line] = []
    for row in world.cash_outs:
        if not row.account.statement:
            continue
        atm, person = row.atm, row.person
        when = row.movement.time + timedelta(seconds=rng.randrange(-30, 40))
        cells: list[Cell] = [
            "'" + row.account.card,
            f"{when:%Y-%m-%d %H:%M:%S}",
            mess.yuan(row.movement.amount),
        ]
        cells += [atm.bank, atm.code, atm.address, f"{atm.lon:.6f}", f"{atm.lat:.6f}", "WGS84"]
        cells += [row.image, person.name if person else "", person.id_number if person else ""]
        marks: tuple[Mark, ...] = (
            (row.ref, "cash-out"),
            (atm.ref, "atm"),
            (row.account.ref, "cashed"),
        )
        if person is not None:
            marks += ((person.ref, "withdrawer"),)
        rows.append(([*cells, row.case_no], marks))
    write_csv(book, folder / "取现登记.csv", Table(headers.CASH, rows), "gb18030")


def _account(account: Account | None) -> Account:
    assert account is not None
    return account
