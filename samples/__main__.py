"""Command line: ``python -m samples make --variant complete --size S --seed 1 --out DIR``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from samples.errors import SampleError
from samples.make import make, make_world
from samples.mint import VARIANTS
from samples.scenario import SIZES
from samples.templates import TEMPLATES
from samples.worlds import MOST

_ABOUT = "合成样本：证据文件和标准答案 / synthetic cases: messy evidence files with the truth"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m samples", description=_ABOUT)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser(
        "make",
        help="生成一个样本 / write one sample",
        description="生成 DIR/evidence 和 DIR/truth.json / writes DIR/evidence and DIR/truth.json",
    )
    one.add_argument(
        "--template", choices=TEMPLATES, default="T2", help="链条模板 / chain template"
    )
    one.add_argument(
        "--variant", choices=VARIANTS, required=True, help="完整、缺环或诱饵 / kind of sample"
    )
    _common(one)
    many = commands.add_parser(
        "world",
        help="生成多案世界 / write a world of many cases",
        description="各类模板的案件，跨案跨月共用供应商、水房和GOIP"
        " / cases of all templates that share suppliers, launderers and GOIPs over months",
    )
    many.add_argument(
        "--cases", type=_cases, required=True, metavar="N", help=f"案件数 1–{MOST} / how many cases"
    )
    _common(many)
    return parser


def _common(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--size",
        choices=sorted(SIZES),
        default="S",
        help="S 约5千行, M 约10万行, L 约100万行 / rows",
    )
    one.add_argument("--seed", type=_seed, default=1, help="随机种子 0–1499 / 0 to 1499")
    one.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="目标文件夹（须不存在或为空） / new or empty",
    )


def _cases(text: str) -> int:
    cases = int(text)
    if not 1 <= cases <= MOST:
        raise argparse.ArgumentTypeError(f"{cases}: 1–{MOST}")
    return cases


def _seed(text: str) -> int:
    seed = int(text)
    if not 0 <= seed < 1500:
        raise argparse.ArgumentTypeError(f"{seed}: 0–1499")
    return seed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 with one line on stderr for wrong use."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "world":
            rows = make_world(options.cases, options.size, options.seed, options.out)
        else:
            rows = make(options.variant, options.size, options.seed, options.out, options.template)
    except SampleError as error:
        print(error, file=sys.stderr)
        return 2
    english = os.environ.get("GRAYCHAIN_LANG", "zh").lower().startswith("en")
    done = (
        "{}: {:,} rows in evidence/, answers in truth.json"
        if english
        else "{}：evidence/ 共 {:,} 行，答案在 truth.json"
    )
    print(done.format(options.out, rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
