"""Large synthetic inputs for the benchmarks, written by columns, seeded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

HEADER = (
    "交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,"
    "现金标志,对手户名,对手身份证号,对手开户银行,摘要说明,交易币种,交易网点名称,交易网点代码,交易发生地,"
    "交易是否成功,传票号,终端号,IP地址,MAC地址,对手交易余额,交易流水号,日志号,凭证种类,凭证号,交易柜员号,"
    "商户名称,商户号,备注,交易类型,查询反馈结果原因"
)
START = 1_760_000_000


def _luhn(body: pl.Expr) -> pl.Expr:
    """Append the Luhn digit to an 18-digit string column."""
    digits = [body.str.slice(i, 1).cast(pl.Int32) for i in range(18)]
    total = pl.sum_horizontal(
        [
            pl.when(d * 2 > 9).then(d * 2 - 9).otherwise(d * 2) if i % 2 else d
            for i, d in enumerate(digits)
        ]
    )
    return body + ((10 - total % 10) % 10).cast(pl.String)


def bank_file(path: Path, rows: int, accounts: int, seed: int = 1) -> None:
    """Write a 34-column GB18030 bank export of ``rows`` rows over ``accounts`` cards."""
    rng = np.random.default_rng(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write((HEADER + "\r\n").encode("gb18030"))
        for first in range(0, rows, 200_000):
            count = min(200_000, rows - first)
            text = _bank_rows(rng, first, count, accounts).write_csv(
                include_header=False, line_terminator="\r\n"
            )
            file.write(text.encode("gb18030"))


def _bank_rows(rng: np.random.Generator, first: int, count: int, accounts: int) -> pl.DataFrame:
    own, other = rng.integers(0, accounts, (2, count))
    cents = rng.integers(1, 5_000_000, count)
    index = np.arange(first, first + count)
    frame = pl.DataFrame({"own": own, "other": other, "cents": cents, "i": index})

    def card(name: str) -> pl.Expr:
        return _luhn("690012" + pl.col(name).cast(pl.String).str.zfill(12))

    return frame.select(
        card("own").alias("c0"),
        ("9001" + pl.col("own").cast(pl.String).str.zfill(12)).alias("c1"),
        ("户" + pl.col("own").cast(pl.String)).alias("c2"),
        pl.lit("").alias("c3"),
        pl.from_epoch(START + pl.col("i") // 4).dt.strftime("%Y-%m-%d %H:%M:%S").alias("c4"),
        (pl.col("cents") / 100).round(2).cast(pl.String).alias("c5"),
        ((pl.col("cents") % 99_991) / 100).round(2).cast(pl.String).alias("c6"),
        pl.when(pl.col("i") % 2 == 0).then(pl.lit("出")).otherwise(pl.lit("进")).alias("c7"),
        card("other").alias("c8"),
        pl.lit("其他").alias("c9"),
        ("户" + pl.col("other").cast(pl.String)).alias("c10"),
        pl.lit("").alias("c11"),
        pl.lit("合成银行甲").alias("c12"),
        pl.lit("转账").alias("c13"),
        pl.lit("CNY").alias("c14"),
        pl.lit("合成银行甲合成市分行营业部").alias("c15"),
        pl.lit("990105001").alias("c16"),
        pl.lit("合成省合成市").alias("c17"),
        pl.lit("成功").alias("c18"),
        pl.lit("").alias("c19"),
        pl.lit("T0001").alias("c20"),
        ("198.51.100." + (pl.col("own") % 250 + 1).cast(pl.String)).alias("c21"),
        pl.lit("").alias("c22"),
        pl.lit("").alias("c23"),
        ("SN" + pl.col("i").cast(pl.String).str.zfill(12)).alias("c24"),
        *[pl.lit("").alias(f"c{n}") for n in range(25, 34)],
    )
