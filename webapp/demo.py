"""``python -m webapp demo``: the sample cases, loaded once and served.

Everything lies in HOME/demo with the published key of synthetic data, so sample ids are the
same on every machine. A finished demo is used as it is: nothing is generated, loaded or
destroyed twice.
"""

from __future__ import annotations

import contextlib
import functools
import json
import shutil
import subprocess
import sys
from pathlib import Path

from graph import filelock, keys, settings
from graph.errors import BadInput, StoreUnavailable
from graph.ledger import Ledger
from ingest import load
from ingest.printing import progress_bar
from webapp import server
from webapp.i18n import both

ACTOR = "demo"
ROLE = "analyst"
TEMPLATE, SIZE, SEED = "T2", "S", 1
VARIANTS = ("complete", "gap", "decoy")
#: how long a second demo waits while the first one still loads, seconds
_PATIENCE = 180.0
_ROOT = Path(__file__).resolve().parent.parent


def home() -> Path:
    """Where the demo lives: ``demo`` in HOME."""
    return settings.home() / "demo"


def run(options: server.Options) -> int:
    """Prepare what is missing, serve, and print the address with a one-time link."""
    folder = home()
    if address := server.running_address(folder):
        return _already(folder, address)
    claim(folder)
    with filelock.exclusive(folder / "demo.lock", _PATIENCE):
        prepare(folder)
    try:
        server.serve(folder, options, functools.partial(_print_ready, folder))
    except StoreUnavailable:  # another demo began to serve meanwhile
        if not (address := server.running_address(folder)):
            raise
        return _already(folder, address)
    return 0


def _already(folder: Path, address: str) -> int:
    _print_ready(folder, address, both("已在运行", "already running"))
    return 0


def _print_ready(folder: Path, address: str, note: str = "") -> str:
    with Ledger.open(folder, create=False) as ledger:
        version = ledger.version()
    link = server.link(folder, address, ACTOR, ROLE)
    name, word = both("灰链", "graychain"), both("版本", "version")
    hint = both("打开一次性链接（15 分钟内有效）", "one-time link (15 minutes)")
    print(f"{name} {address}  {word} {version} {note}".rstrip())
    print(f"{hint}: {link}", flush=True)
    return link


def claim(folder: Path) -> None:
    """Give a new folder the published key of synthetic data.

    Raises :class:`BadInput` when the folder holds other data (another id key).
    """
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        keys.write_key(folder, keys.SAMPLE_KEY)
    if keys.load_key(folder) != keys.SAMPLE_KEY:
        raise BadInput(
            f"{folder} 里是别的数据（标识密钥不同），样例不会写入。",
            f"{folder} holds other data (another id key); the samples are not written there.",
        )


def prepare(folder: Path) -> None:
    """Generate and load the samples that this folder does not have yet."""
    done = _done(folder)
    with Ledger.open(folder) as ledger:
        for variant in VARIANTS:
            if variant not in done:
                _load(ledger, generate(folder, variant), variant)
                done.append(variant)
                _mark(folder, done)


def generate(folder: Path, variant: str) -> Path:
    """The evidence folder of one sample, made when it is not there; its path."""
    target = folder / "samples" / f"{TEMPLATE}-{variant}-{SEED}"
    if not (target / "truth.json").exists():
        fresh = target.with_name(target.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.parent.mkdir(parents=True, exist_ok=True)
        words = ["--template", TEMPLATE, "--variant", variant, "--size", SIZE, "--seed", str(SEED)]
        command = [sys.executable, "-m", "samples", "make", *words, "--out", str(fresh)]
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BadInput(f"样例没有生成：{done.stderr}", f"No sample was made: {done.stderr}")
        shutil.rmtree(target, ignore_errors=True)
        fresh.replace(target)
    return target / "evidence"


def _load(ledger: Ledger, evidence: Path, variant: str) -> None:
    with progress_bar() as progress:
        report = load.run([evidence], ledger, load.Options(actor=ACTOR, progress=progress))
    loaded = [sheet.number for sheet in report.sheets if sheet.number is not None]
    numbers = loaded + [entry["import"] for entry in report.already]
    if not numbers:
        raise BadInput(f"样例 {variant} 没有载入。", f"The sample {variant} could not be loaded.")
    truth = json.loads((evidence.parent / "truth.json").read_text(encoding="utf-8"))
    cases = len({entity["key"] for entity in truth["entities"] if entity["type"] == "Case"})
    print(
        f"{TEMPLATE} {variant}  seed {SEED}  {cases} {both('起案件', 'cases')}  "
        f"{both('导入', 'loaded as imports')} {min(numbers)}–{max(numbers)}",
        flush=True,
    )


def _done(folder: Path) -> list[str]:
    try:
        return list(json.loads((folder / "demo.json").read_text(encoding="utf-8"))["loaded"])
    except (OSError, ValueError, KeyError):
        return []


def _mark(folder: Path, variants: list[str]) -> None:
    fresh = folder / "demo.json.new"
    fresh.write_text(json.dumps({"loaded": variants}), encoding="utf-8")
    fresh.replace(folder / "demo.json")
