"""Fixtures every folder shares.

Strategy: a test that needs a real case asks for ``sample_home(variant, seed)``, which is made and
loaded once per run through the commands a user types and must only be read; a test that writes
copies it or builds a small ledger of its own, with the answer visible beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.neo4j.fixture import neo4j_server, neo4j_store  # noqa: F401

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class SampleHome:
    """A loaded sample: its HOME, its evidence folder and its truth file."""

    home: Path
    evidence: Path
    truth: Path


def run_module(
    *arguments: str, home: Path, check: bool = True, timeout: float = 300, store: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m <arguments>`` from the project folder with ``home`` as HOME.

    ``store`` replaces the store of the settings.
    """
    environment = os.environ | {
        "GRAYCHAIN_HOME": str(home),
        "GRAYCHAIN_LANG": "en",
        "PYTHONIOENCODING": "utf-8",
    }
    if store:
        environment["GRAYCHAIN_STORE"] = store
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
    )
    assert not check or done.returncode == 0, done.stderr + done.stdout
    return done


def _make(folder: Path, *options: str) -> None:
    """Generate and load one sample under ``folder``, once for all test processes."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        while not (folder / "ready").exists():
            assert not (folder / "failed").exists(), f"sample {folder.name} could not be made"
            time.sleep(0.2)
        return
    try:
        home = folder / "home"
        run_module("samples", *options, "--out", str(folder / "case"), home=home)
        evidence = str(folder / "case" / "evidence")
        run_module("ingest", "load", evidence, home=home, store="embedded")
        (folder / "ready").touch()
    except BaseException:
        (folder / "failed").touch()
        raise


@pytest.fixture(scope="session")
def sample_home(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[..., SampleHome]:
    """``sample_home(variant, seed, template="T2")``: a loaded sample of size S, for reading."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def get(variant: str, seed: int, template: str = "T2") -> SampleHome:
        folder = shared / f"sample-{template}-{variant}-{seed}"
        if not (folder / "ready").exists():
            words = ["--template", template, "--variant", variant, "--seed", str(seed)]
            _make(folder, "make", *words)
        return _home(folder)

    return get


@pytest.fixture(scope="session")
def world_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> SampleHome:
    """A loaded world of 22 cases, two of each template, for reading."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "world-22"
    if not (folder / "ready").exists():
        _make(folder, "world", "--cases", "22", "--seed", "1")
    return _home(folder)


def _home(folder: Path) -> SampleHome:
    case = folder / "case"
    return SampleHome(folder / "home", case / "evidence", case / "truth.json")
