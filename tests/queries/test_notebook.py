"""The notebook of the samples runs, and the two lines it begins with do what they say."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadInput, LimitReached
from graph.notebook import FRAMES, opened
from tests.conftest import ROOT

NOTEBOOK = ROOT / "samples" / "notebooks" / "explore.ipynb"


def test_every_cell_runs(gang_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAYCHAIN_HOME", str(gang_home))
    names: dict[str, Any] = {}
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    for text in code:
        exec(compile(text, str(NOTEBOOK), "exec"), names)
    assert len([line for line in code[0].splitlines() if line]) == 1 + 2
    assert names["received"]["amount_minor"].to_list() == [300_00, 250_00]
    assert (len(names["graph"]), names["graph"].size(weight="weight")) == (3, 550_00)
    middle = names["received"]["to_entity"][0]
    assert names["projection"].ids[names["first"][0]] == middle


def test_every_frame_and_both_limits(gang_home: Path) -> None:
    with opened("test", gang_home) as data:
        heights = {name: data.frame(name).height for name in FRAMES}
        assert (heights["transfers"], heights["calls"], heights["stays"]) == (3, 3, 0)
        assert len(data.calls.time) == 3 and len(data.identity.records) == heights["records"]
        with pytest.raises(LimitReached):
            data.network("funds", max_nodes=1, side="all")
        with pytest.raises(BadInput, match="transfers"):
            data.frame("nothing")
    with sqlite3.connect(gang_home / "app.sqlite") as db:
        last = db.execute("SELECT action, subject, why FROM audit ORDER BY seq DESC").fetchone()
    assert last == ("reveal", "notebook", "test")


@pytest.mark.parametrize(("why", "place"), [(" ", "."), ("test", "nowhere")])
def test_no_reason_or_no_ledger_is_a_sentence(tmp_path: Path, why: str, place: str) -> None:
    with pytest.raises(BadInput):
        opened(why, tmp_path / place)
