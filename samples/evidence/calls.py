"""Call records as operators return them: one file per number asked for, and the table of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from samples import cells
from samples.evidence import headers, mess
from samples.evidence.tables import Book, Cell, Line, Mark, Table, write_csv, write_xlsx
from samples.model import Call, Phone
from samples.plan import World
from samples.streets import Town

_KINDS = {
    ("voice", True): "主叫",
    ("voice", False): "被叫",
    ("forward", True): "呼转",
    ("sms", True): "短信主叫",
    ("sms", False): "短信被叫",
}
_DURATIONS: dict[str, Callable[[int], str]] = {
    "gb18030": str,
    "utf8": mess.clock,
    "xlsx": mess.spoken,
    "hex": str,
    "utf16": str,
}
_PREFIXES = {"gb18030": "", "utf8": "86", "xlsx": "+86", "hex": "0086", "utf16": ""}


def write_calls(book: Book, folder: Path, world: World, town: Town) -> None:
    """``话单_<number>`` for every dossier, the bulk return, and ``基站信息.csv``."""
    rng = world.sample.random("call mess")
    own = _by_phone(world.calls)
    for dossier in world.dossiers:
        rows = _Records(world, dossier.style, rng).rows(dossier.phones, own)
        path = folder / f"话单_{dossier.name}.csv"
        table = Table(headers.CALLS, rows, "话单")
        if dossier.style == "utf16":
            write_csv(book, path.with_suffix(".tsv"), table, "utf-16", "\t")
        elif dossier.style == "xlsx":
            table.titles = [f"号码{dossier.name}通话详单（合成数据）"]
            write_xlsx(book, path.with_suffix(".xlsx"), [table])
        else:
            write_csv(book, path, table, "utf-8-sig" if dossier.style == "utf8" else "gb18030")
    bulk = Table(headers.CALLS, _bulk(world, town, own, rng))
    write_csv(book, folder / "话单_批量.csv", bulk, "gb18030")
    _write_cells(book, folder, world)


Own = dict[str, list[tuple[Call, bool]]]


def _by_phone(calls: Iterable[Call]) -> Own:
    own: Own = {}
    for call in calls:
        own.setdefault(call.caller.ref, []).append((call, True))
        if call.kind != "forward":
            own.setdefault(call.callee.ref, []).append((call, False))
    return own


def _bulk(world: World, town: Town, own: Own, rng: Random) -> Iterator[Line]:
    """Everybody else's records in one return, street by street."""
    records = _Records(world, "hex", rng)
    yield from records.rows(world.bulk, own)
    for phones, calls in town.talking():
        yield from records.rows(phones, _by_phone(calls))


class _Records:
    """Rows of one file, in time order per phone, in the style of its operator."""

    def __init__(self, world: World, style: str, rng: Random) -> None:
        self.world, self.style, self.rng = world, style, rng
        self.number = 0

    def rows(self, phones: Iterable[Phone], own: Own) -> Iterator[Line]:
        for phone in phones:
            calls = sorted(own.get(phone.ref, []), key=lambda pair: (pair[0].time, pair[0].ref))
            for call, outgoing in calls:
                self.number += 1
                other = call.callee if outgoing else call.caller
                marks: tuple[Mark, ...] = ((phone.ref, "own"), (other.ref, "other"))
                if call.ref:
                    marks += ((call.ref, "call"),)
                    marks += tuple((part.ref, "own-device") for part in phone.parts)
                cells = self._cells(self.number, phone, other, call, outgoing)
                yield cells, marks if call.ref else ()

    def _cells(
        self, number: int, phone: Phone, other: Phone, call: Call, outgoing: bool
    ) -> list[Cell]:
        style = self.style
        end = call.time + timedelta(seconds=call.duration)
        place = self._place(phone)
        return [
            str(number),
            _KINDS[call.kind, outgoing],
            phone.number,
            self._other(other),
            f"{call.time:%Y-%m-%d %H:%M:%S}",
            f"{end:%Y-%m-%d %H:%M:%S}",
            _DURATIONS[style](call.duration),
            f"合成小区{place}",
            phone.imsi,
            self._imei(phone),
            "合成省合成一市",
            phone.carrier,
            *self._cell(place),
            *("", "", "", ""),
            other.carrier,
            *("", "", "", ""),
            call.text,
        ]

    def _other(self, phone: Phone) -> str:
        """The other number as this operator prints it; hotlines sometimes with a country code."""
        if not phone.imsi:
            return f"+86{phone.number}" if self.rng.random() < 0.1 else phone.number
        return _PREFIXES[self.style] + phone.number

    def _imei(self, phone: Phone) -> str:
        """Operators often zero the check digit."""
        return phone.imei[:14] + "0" if self.style == "utf8" else phone.imei

    def _place(self, phone: Phone) -> int:
        """Home cell mostly; dedicated cells (below 10) never move."""
        if phone.cell < 10 or self.rng.random() < 0.7:
            return phone.cell
        return self.rng.randrange(10, cells.CELLS)

    def _cell(self, place: int) -> tuple[str, str, str, str]:
        area, cell = cells.lac(self.world.sample), cells.ci(place)
        if self.style == "hex":
            return f"{area:X}", f"{cell:X}", "", ""
        return str(area), str(cell), *_position(place)


def _position(place: int) -> tuple[str, str]:
    lon, lat = cells.position(place)
    return f"{lon:.6f}", f"{lat:.6f}"


def _write_cells(book: Book, folder: Path, world: World) -> None:
    rows: list[Line] = []
    for place in range(cells.CELLS):
        lon, lat = _position(place)
        area, cell = str(cells.lac(world.sample)), str(cells.ci(place))
        name = f"合成小区{place}"
        line: list[Cell] = [f"JZ{area}{place:03d}", name, area, cell, "4G", lon, lat]
        line += [
            str(place * 9 % 360),
            "500",
            f"合成省合成一市示范路{place}号",
            "GCJ-02",
            "合成移动",
        ]
        rows.append((line, ()))
    write_csv(book, folder / "基站信息.csv", Table(headers.CELLS, rows), "gb18030")
