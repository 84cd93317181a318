"""Bank statements: 34 columns, one file per bank, each bank with habits of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from samples.evidence import headers, mess
from samples.evidence.tables import Book, Cell, Line, Mark, Table, write_csv, write_xlsx
from samples.model import Account, Movement
from samples.plan import World


@dataclass(frozen=True, slots=True)
class Style:
    """How one bank prints: encoding (``xlsx`` for a workbook), time format, flags, which number."""

    encoding: str
    time: str = "%Y-%m-%d %H:%M:%S"
    out: str = "出"
    into: str = "进"
    ok: str = "成功"
    failed: str = "失败"
    currency: str = "CNY"
    counter_account: bool = False
    grouped: bool = False
    tab: bool = False
    title: bool = False
    footer: bool = False
    wide: bool = False
    overlap: bool = False


STYLES = {
    "合成银行甲": Style("gb18030", title=True, footer=True),
    "合成银行乙": Style(
        "gb18030", time="%Y%m%d%H%M%S", out="借", into="贷", counter_account=True, overlap=True
    ),
    "合成银行丙": Style("utf-8-sig", time="%Y/%m/%d %H:%M:%S", out="付", into="收", tab=True),
    "合成银行丁": Style(
        "gb18030",
        out="D",
        into="C",
        ok="是",
        failed="否",
        currency="人民币",
        grouped=True,
        wide=True,
    ),
    "合成银行戊": Style("xlsx", title=True, footer=True, counter_account=True),
}
#: when it stands in the own bank's books, what, and whether money left
Entry = tuple[datetime, Movement, bool]
_KINDS = {"cash": "现", "deposit": "现"}


class Statements:
    """Rows of every returned account; ``ledger``: its movements in its own bank's time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = Random(f"{world.variant}/{world.seed}/bank mess")
        self.ledger: dict[str, list[Entry]] = {}
        self.again: list[Line] = []
        for made in world.movements:
            if made.payer is not None and made.payer.statement:
                self._own(made.payer, made.time, made, True)
            if made.payee is not None and made.payee.statement:
                late = made.time + timedelta(seconds=made.payee_lag)
                self._own(made.payee, late, made, False)
        for rows in self.ledger.values():
            rows.sort(key=lambda row: (row[0], row[1].payer_serial, row[2]))

    def _own(self, account: Account, when: datetime, made: Movement, outgoing: bool) -> None:
        self.ledger.setdefault(account.ref, []).append((when, made, outgoing))

    def rows(self, account: Account, style: Style) -> Iterator[Line]:
        """The statement of ``account``; what a second export repeats is kept in ``again``."""
        balance = account.opening
        first = self.world.day - timedelta(days=1)
        last = first + timedelta(days=21 if style.overlap else 0)
        holder: tuple[Mark, ...] = ((account.ref, "account"),)
        if account.person is not None:
            holder += ((account.person.ref, "holder"),)
        for when, made, outgoing in self.ledger.get(account.ref, []):
            if made.ok:
                balance += -made.amount if outgoing else made.amount
            cells = self._cells(account, style, (when, made, outgoing), balance)
            marks = _marks(made, outgoing)
            if first <= when < last:
                self.again.append((cells, marks))
            yield cells, holder + marks
            holder = ()

    def _cells(self, account: Account, style: Style, entry: Entry, balance: int) -> list[Cell]:
        when, made, outgoing = entry
        other = made.payee if outgoing else made.payer
        number, name, bank = self._counterparty(style, made, other)
        tab = "\t" if style.tab else ""
        amount = mess.yuan(made.amount, grouped=style.grouped)
        if style.wide and not made.ref and self.rng.random() < 0.01:
            amount = mess.wide(amount)
        paper = account.person.id_number if account.person else ""
        own: list[Cell] = [tab + account.card, tab + account.number, account.holder, paper]
        own += [when.strftime(style.time), amount, mess.yuan(balance, grouped=style.grouped)]
        own += [style.out if outgoing else style.into, tab + number if number else ""]
        own += [_KINDS.get(made.kind, "转"), name, "", bank, made.summary, style.currency]
        own += [f"{account.bank.name}示范支行", account.bank.prefix + "01"]
        own += ["合成省" if made.kind == "cash" else "", style.ok if made.ok else style.failed]
        return own + _tail(made, outgoing)

    def _counterparty(
        self, style: Style, made: Movement, other: Account | None
    ) -> tuple[str, str, str]:
        """Number, name and bank of the other side, as this bank shows them."""
        if other is None:
            return "", made.name if made.kind == "merchant" else "", ""
        number = other.number if style.counter_account and other.known else other.card
        if made.ref or other.known:
            return number, other.holder, other.bank.name
        dice = self.rng.random()
        if dice < 0.015:
            number = mess.masked(number)
        elif dice < 0.022:
            number = mess.scientific(number)
        elif dice < 0.03:
            number = ""
        elif style.wide and dice < 0.06:
            number = mess.wide(number)
        return number, other.holder, other.bank.name


def _tail(made: Movement, outgoing: bool) -> list[Cell]:
    """Columns from 传票号 on; computer and shop stand on the payer's side only."""
    sender = [made.terminal, made.ip, made.mac] if outgoing else [made.terminal, "", ""]
    serial = made.payer_serial if outgoing else made.payee_serial
    shop = [made.name, made.code] if outgoing else ["", ""]
    channel = "网上银行" if made.ip else ""
    return ["", *sender, "", serial, *[""] * 4, *shop, "", channel, ""]


def _marks(made: Movement, outgoing: bool) -> tuple[Mark, ...]:
    """A planned movement and the account on its other side; background rows are not marked."""
    if not made.ref:
        return ()
    other = made.payee if outgoing else made.payer
    side: tuple[Mark, ...] = ((made.ref, "payer" if outgoing else "payee"),)
    return (*side, (other.ref, "counterparty")) if other is not None else side


def write_banks(book: Book, folder: Path, world: World) -> None:
    """One statement file per bank, and a second export of bank 乙 that overlaps the first."""
    statements = Statements(world)
    for name, style in STYLES.items():
        accounts = [account for account in world.statements() if account.bank.name == name]
        path = folder / f"{name}_交易明细信息.csv"
        _write(book, path, style, _joined(statements, accounts, style), world)
        if style.overlap:
            again = folder / f"{name}_交易明细信息_补充.csv"
            _write(book, again, style, iter(statements.again), world)


def _joined(statements: Statements, accounts: list[Account], style: Style) -> Iterator[Line]:
    """All accounts of a bank; some banks repeat the header in mid-file."""
    for place, account in enumerate(accounts):
        if place % 3 == 2 and style.title:
            yield list(headers.BANK), ()
        yield from statements.rows(account, style)


def _write(book: Book, path: Path, style: Style, rows: Iterator[Line], world: World) -> None:
    bank = path.name.partition("_")[0]
    titles = [f"{bank}协助查询交易明细（合成数据）", f"查询单号：CX{world.seed:06d}"]
    footers: list[list[Cell]] = [["合计"], [f"制表：{bank}　以上数据仅供演示"]]
    table = Table(headers.BANK, rows, "交易明细")
    table.titles = titles if style.title else []
    table.footers = footers if style.footer else []
    if style.encoding == "xlsx":
        write_xlsx(book, path.with_suffix(".xlsx"), [table])
    else:
        write_csv(book, path, table, style.encoding)
