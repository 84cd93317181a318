"""Possible matches among many persons: from a register file to the queue, blocks of equal keys.

The peer is the same question as a plain loop over a dictionary of (name, phone), the least
any program must do, without pinyin, masks, birth dates or scores.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from graph.dataset import Dataset
from graph.ledger import Ledger
from graph.matching import candidates
from tests.bench.measure import run

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜"
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红娥玲芬燕彩春菊凤洁梅琳素云莲真环雪荣爱妹香月莺"
    "媛瑞凡佳嘉琼勤珍贞莉娣叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚"
)


def write_register(path: Path, rows: int, seed: int = 1) -> None:
    """``rows`` persons as CSV; about one in twenty is somebody listed twice in other words."""
    rng = random.Random(seed)
    listed: list[tuple[str, str, str]] = []
    for place in range(rows):
        if place and rng.random() < 0.05:
            name, phone, birth = listed[rng.randrange(place)]
            if rng.random() < 0.2:
                phone = phone[:3] + "****" + phone[-4:]
            listed.append((name, phone, birth))
            continue
        name = rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2))))
        day = f"{rng.randrange(1950, 2006)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
        listed.append((name, f"14{rng.randrange(10**9):09d}", day))
    names, phones, births = zip(*listed, strict=True)
    case = [f"A99010500000020260{n % 9 + 1}{n % 7919:05d}" for n in range(rows)]
    number = [f"R{n:08d}" for n in range(rows)]
    header = ("人员编号", "姓名", "联系电话", "出生日期", "涉案案件编号")
    frame = pl.DataFrame(dict(zip(header, (number, names, phones, births, case), strict=True)))
    frame.write_csv(path)


def measure(rows: int) -> Iterator[str]:
    """Lines of figures for ``rows`` persons: the load, the entities, the queue, the peer."""
    with tempfile.TemporaryDirectory() as folder:
        home, path = Path(folder) / "home", Path(folder) / "people.csv"
        write_register(path, rows)
        loaded = run(
            ["tests.bench.import_only", str(path)],
            {"GRAYCHAIN_HOME": str(home)},
        )
        yield f"load of {rows:,} persons: {loaded.seconds:.1f} s"
        with Ledger.open(home) as ledger:
            dataset = Dataset(ledger)
            start = time.perf_counter()
            persons = dataset.records.height
            yield f"identity of {persons:,} records: {time.perf_counter() - start:.1f} s"
            start = time.perf_counter()
            found = candidates(dataset)
            yield f"queue of {len(found):,} pairs: {time.perf_counter() - start:.1f} s"
        start = time.perf_counter()
        yield f"peer, name and phone only: {_plain(path):,} pairs, " + (
            f"{time.perf_counter() - start:.1f} s"
        )


def _plain(path: Path) -> int:
    """Pairs of equal name and phone by a dictionary, row by row."""
    seen: dict[tuple[str, str], int] = {}
    pairs = 0
    for name, phone in pl.read_csv(path, infer_schema=False).select("姓名", "联系电话").iter_rows():
        pairs += seen.get((name, phone), 0)
        seen[name, phone] = seen.get((name, phone), 0) + 1
    return pairs


def main() -> Iterator[str]:
    """The figures at 1M persons (goal: the queue in under two minutes)."""
    yield from measure(1_000_000)
