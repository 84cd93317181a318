"""Makes one sample folder, all of it or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from samples.errors import SampleError
from samples.evidence.folder import write_evidence
from samples.mint import Sample
from samples.plan import World
from samples.scenario import build
from samples.streets import Town
from samples.truth import build_truth, write_truth
from samples.worlds import build_world


def make(variant: str, size: str, seed: int, out: Path, template: str = "T2") -> int:
    """Write ``out/evidence`` and ``out/truth.json``; returns the number of rows written.

    Raises :class:`SampleError` when ``out`` holds anything or cannot be written.
    """
    return _write(out, lambda: build(Sample(template, variant, size, seed)))


def make_world(cases: int, size: str, seed: int, out: Path) -> int:
    """The same for a world of ``cases`` cases of all templates."""
    return _write(out, lambda: build_world(Sample("", "world", size, seed), cases))


def _write(out: Path, build_it: Callable[[], tuple[World, Town]]) -> int:
    out = out.absolute()
    try:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise SampleError(f"{out} 已存在且不为空。", f"{out} exists and is not empty.")
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        world, town = build_it()
        book = write_evidence(work / "evidence", world, town)
        write_truth(work / "truth.json", build_truth(world, book))
        work.chmod(0o755)
        if out.exists():
            out.rmdir()
        work.replace(out)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return book.lines


def _unwritable(out: Path, error: OSError) -> SampleError:
    why = error.strerror or str(error)
    return SampleError(f"无法写入 {out}：{why}。", f"Cannot write {out}: {why}.")
