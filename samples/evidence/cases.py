"""Case files: case register, police reports, stop-payment ledger, cash-out register."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from samples.evidence import headers, mess
from samples.evidence.tables import Book, Cell, Line, Mark, Table, write_csv, write_xlsx
from samples.model import Account, Movement, Person, Thing
from samples.plan import CasePlan, Order, Withdrawn, World

_TITLES = ["电信网络诈骗案件登记表", "填报单位：合成市局　合成数据"]


def write_cases(book: Book, folder: Path, world: World) -> None:
    """``案件登记.xlsx``, under two title rows."""
    rows = [_case(case) for case in world.cases]
    if world.withdrawn is not None:
        rows.append(_withdrawn_case(world.withdrawn))
    write_xlsx(book, folder / "案件登记.xlsx", [Table(headers.CASES, rows, "案件", _TITLES)])


def _case(case: CasePlan) -> Line:
    victim, day = case.victim, case.day
    loss = sum(paid.amount for paid in case.payments)
    marks: tuple[Mark, ...] = ((case.case.ref, "case"), (victim.ref, "victim"))
    payee, site = case.first_payees[0], f"http://{case.supply.site.key}/wanted"
    phone = case.supply.sims[0].number
    marks += ((payee.ref, "suspect-account"), (case.supply.sims[0].ref, "suspect-phone"))
    marks += ((case.victim_phone.ref, "victim-phone"),)
    brief = f"事主接到自称“检察官”来电，按要求向“安全账户”转账{len(case.payments)}笔。"
    cells = _case_row(case.case, victim, day, loss, (payee.card, phone, site, brief, "侦查中"))
    if case.index:  # typed with a Chinese keyboard
        cells[headers.CASES.index("受害人证件号码")] = mess.wide(victim.id_number)
    return cells, (*marks, (case.supply.site.ref, "site"))


def _withdrawn_case(made: Withdrawn) -> Line:
    brief = "报案人称汇款后联系不上收款方。经核实为建材买卖货款，双方已确认，报案人申请撤回。"
    texts = (made.shop.card, "95588", "", brief, "已撤案")
    cells = _case_row(made.case, made.buyer, made.day, made.payment.amount, texts)
    return cells, ((made.case.ref, "case"), (made.buyer.ref, "victim"))


def _case_row(
    case: Thing, victim: Person, day: datetime, loss: int, texts: tuple[str, ...]
) -> list[Cell]:
    name = f"{day:%m·%d}{victim.name}被电信网络诈骗案"
    cells: list[Cell] = [str(case.key), name, "诈骗案", "冒充公检法"]
    cells += [f"{day:%Y-%m-%d} 12:05", f"{day + timedelta(days=1):%Y-%m-%d}", "合成市局"]
    cells += [f"{day:%Y-%m-%d} 11:05", victim.address, victim.name, victim.phone]
    cells += [victim.name, victim.id_number, mess.yuan(loss), *texts, ""]
    return cells


def write_reports(book: Book, folder: Path, world: World) -> None:
    """``接警单.xlsx``: what the victim said; one row per payment, some digits full-width."""
    rows = [
        _report(case, place, paid)
        for case in world.cases
        for place, paid in enumerate(case.payments)
    ]
    if world.withdrawn is not None:
        rows.append(_withdrawn_report(world.withdrawn))
    write_xlsx(book, folder / "接警单.xlsx", [Table(headers.REPORTS, rows, "接警")])


def _report(case: CasePlan, place: int, paid: Movement) -> Line:
    victim, payee = case.victim, _account(paid.payee)
    amount = mess.yuan(paid.amount, grouped=True)
    called = case.supply.sims[0].number if case.index else "95588"
    cells: list[Cell] = [str(case.report.key), f"{case.day:%Y-%m-%d} 11:58", victim.name]
    spaced = f"{victim.phone[:3]} {victim.phone[3:7]} {victim.phone[7:]}"
    cells += [spaced if case.index else victim.phone]
    cells += [f"￥{mess.wide(amount)}元" if place else amount]
    cells += [case.victim_account.card, payee.card, f"{paid.time:%Y-%m-%d %H:%M}", called, ""]
    cells += [f"http://{case.supply.site.key}/wanted", case.case_no, "合成数据"]
    marks: tuple[Mark, ...] = ((case.report.ref, "report"), (victim.ref, "report-victim"))
    marks += ((case.victim_phone.ref, "victim-phone"),)
    marks += ((case.case.ref, "case"), (case.victim_account.ref, "victim-account"))
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
    cells += [f"{paid.time:%Y-%m-%d %H:%M}", "95588", "", "", str(made.case.key)]
    cells.append("已撤案：经核实为货款，商户提供合同和送货单")
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
    rng = Random(f"{world.variant}/{world.seed}/cash")
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
