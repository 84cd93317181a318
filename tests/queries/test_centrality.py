"""``centrality`` as a command answers it: reasons in words, — for what is not defined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from queries import runner
from queries.centrality import ranking
from queries.centrality.compute import measure
from queries.determinism import stable
from queries.render import render
from tests.queries.centrality.graphs import of_edges
from tests.queries.small_gang import C2, C3


def _ask(home: Path, **params: Any) -> dict[str, Any]:
    return runner.run(
        "centrality", params, home=home, actor="tester", role="analyst", reveal="test"
    )


def test_every_ranked_entity_has_its_reason_and_victims_have_no_rank(gang_home: Path) -> None:
    answer = _ask(gang_home, projection="funds", metric="degree", side="all")
    assert [(row["rank"], row["label"]) for row in answer["rows"]] == [(1, C2), (2, C3)]
    assert answer["rows"][0]["reason"]["en"] == (
        "most direct ties first; 1 in, 1 out; cut point: without it the network parts"
    )
    assert answer["structure"]["articulation_points"] == 1
    assert answer["structure"]["bridges"] == 2


def test_what_is_not_defined_is_a_dash_last_and_never_nought(gang_home: Path) -> None:
    isolate = of_edges(3, [(0, 1, 1.0)], False)
    value = measure(isolate, "constraint", weighted=True).value
    places, _ = ranking.order(value, ~isolate.victims, low_first=True)
    assert places.tolist() == [0, 1, 2] and np.isnan(value[2])
    assert ranking.reason("constraint", value[2], (0, 0), False, False).en == "no ties: not defined"
    answer = _ask(gang_home, projection="funds", metric="constraint", side="all")
    answer["rows"][0]["value"] = stable(float(value[2]))
    row = next(line for line in render(answer, "table", "en").splitlines() if C2 in line)
    assert "—" in row
