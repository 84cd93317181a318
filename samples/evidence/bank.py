"""Bank statements: 34 columns, one file per bank, each bank with habits of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from samples.evidence import headers, mess
from samples.evidence.tables import Book, Cell, CsvSheet, Line, Mark, Sheet, Table, XlsxSheet
from samples.model import Account, Movement
from samples.plan import World
from samples.streets import Town


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
    """Rows of returned accounts; ``ledger``: their movements in their own bank's time.

    ``again`` gets the rows that a second export of the bank repeats.
    """

    def __init__(self, world: World, movements: Iterable[Movement], rng: Random) -> None:
        self.world, self.rng = world, rng
        self.ledger: dict[str, list[Entry]] = {}
        self.again: list[Line] = []
        for made in movements:
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
        if account.owner is not None:
            holder += ((account.owner.ref, "holder"),)
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
        own: list[Cell] = [tab + account.card, tab + account.number, account.holder, account.paper]
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


class Banks:
    """The statement files of all banks, open at once: a street is written, then forgotten."""

    def __init__(self, book: Book, folder: Path, world: World) -> None:
        self.world, self.rng = world, world.sample.random("bank mess")
        self.sheets: dict[str, Sheet] = {}
        self.more: dict[str, Sheet] = {}
        self.written: dict[str, int] = dict.fromkeys(STYLES, 0)
        for name, style in STYLES.items():
            path = folder / f"{name}_交易明细信息.csv"
            self.sheets[name] = _open(book, path, style, world)
            if style.overlap:
                path = folder / f"{name}_交易明细信息_补充.csv"
                self.more[name] = _open(book, path, style, world)

    def add(self, accounts: Iterable[Account], movements: Iterable[Movement]) -> None:
        """The statements of ``accounts``; some banks repeat the header in mid-file."""
        statements = Statements(self.world, movements, self.rng)
        for account in accounts:
            name = account.bank.name
            style, sheet = STYLES[name], self.sheets[name]
            if self.written[name] % 3 == 2 and style.title:
                sheet.add((list(headers.BANK), ()))
            self.written[name] += 1
            for line in statements.rows(account, style):
                sheet.add(line)
            if name in self.more:
                for line in statements.again:
                    self.more[name].add(line)
            statements.again.clear()

    def close(self) -> None:
        """Finish every file."""
        for sheet in (*self.sheets.values(), *self.more.values()):
            sheet.close()


def write_banks(book: Book, folder: Path, world: World, town: Town) -> list[tuple[Account, int]]:
    """One statement file per bank, and a second export of bank 乙 that overlaps the first.

    Returns the accounts of the streets with their closing balances.
    """
    banks = Banks(book, folder, world)
    banks.add(world.statements(), world.movements)
    closing = []
    for accounts, movements in town.banking():
        banks.add(accounts, movements)
        closing += list(closing_balances(accounts, movements))
    banks.close()
    return closing


def closing_balances(
    accounts: Iterable[Account], movements: Iterable[Movement]
) -> Iterator[tuple[Account, int]]:
    """Every account with its balance after its last movement."""
    held: dict[str, int] = {}
    for made in movements:
        for account, sign in ((made.payee, 1), (made.payer, -1)):
            if made.ok and account is not None:
                held[account.ref] = held.get(account.ref, 0) + sign * made.amount
    return ((account, account.opening + held.get(account.ref, 0)) for account in accounts)


def _open(book: Book, path: Path, style: Style, world: World) -> Sheet:
    bank = path.name.partition("_")[0]
    table = Table(headers.BANK, (), "交易明细")
    if style.title:
        table.titles = [
            f"{bank}协助查询交易明细（合成数据）",
            f"查询单号：CX{world.sample.seed:06d}",
        ]
    if style.footer:
        table.footers = [["合计"], [f"制表：{bank}　以上数据仅供演示"]]
    if style.encoding == "xlsx":
        return XlsxSheet(book, path.with_suffix(".xlsx"), table)
    return CsvSheet(book, path, table, style.encoding)
