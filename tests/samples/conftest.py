"""Samples of size S, made once per run and only read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from samples.make import make


@dataclass(frozen=True)
class Sample:
    """One sample folder and its truth."""

    evidence: Path
    truth: dict[str, Any]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Sample]:
    made: dict[tuple[str, int], Sample] = {}

    def get(variant: str, seed: int) -> Sample:
        if (variant, seed) not in made:
            folder = tmp_path_factory.mktemp("sample") / f"{variant}{seed}"
            make(variant, "S", seed, folder)
            truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
            made[variant, seed] = Sample(folder / "evidence", truth)
        return made[variant, seed]

    return get


ALL = [(variant, seed) for variant in ("complete", "gap", "decoy") for seed in (1, 2, 3)]


@pytest.fixture(params=ALL, ids=lambda pair: f"{pair[0]}-{pair[1]}")
def every_sample(request: pytest.FixtureRequest, sample: Callable[[str, int], Sample]) -> Sample:
    return sample(*request.param)
