"""Samples of size S, made once per run and only read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from samples.make import make
from samples.templates import TEMPLATES


@dataclass(frozen=True)
class Sample:
    """One sample folder and its truth."""

    evidence: Path
    truth: dict[str, Any]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Sample]:
    """``sample(variant, seed, template="T2")``."""
    made: dict[tuple[str, int, str], Sample] = {}

    def get(variant: str, seed: int, template: str = "T2") -> Sample:
        name = (variant, seed, template)
        if name not in made:
            folder = tmp_path_factory.mktemp("sample") / f"{template}{variant}{seed}"
            make(variant, "S", seed, folder, template)
            truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
            made[name] = Sample(folder / "evidence", truth)
        return made[name]

    return get


ALL = [(variant, seed, "T2") for variant in ("complete", "gap", "decoy") for seed in (1, 2)]
ALL += [(v, 1, t) for t in TEMPLATES if t != "T2" for v in ("complete", "gap", "decoy")]


@pytest.fixture(params=ALL, ids=lambda name: "-".join(map(str, name)))
def every_sample(request: pytest.FixtureRequest, sample: Callable[..., Sample]) -> Sample:
    """T2 with two seeds, every other template with one, in all variants."""
    return sample(*request.param)
