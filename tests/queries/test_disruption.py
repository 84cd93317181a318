"""``disruption`` on the small gang: rows a slider reads, victims never removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadInput
from queries import runner
from tests.queries.small_gang import C2, C3


def _ask(home: Path, **params: Any) -> dict[str, Any]:
    return runner.run(
        "disruption", params, home=home, actor="tester", role="analyst", reveal="test"
    )


def test_without_the_first_payee_nothing_flows(gang_home: Path) -> None:
    answer = _ask(gang_home, projection="funds", metric="strength", side="all", top=3)
    rows = answer["rows"]
    assert [row["removed"] for row in rows] == [0, 1, 2]
    assert (rows[0]["largest"], rows[0]["components"], rows[0]["label"]) == (3, 1, None)
    assert (rows[0]["weight_left"], rows[0]["flow_minor"]) == (550_00, 300_00)
    assert [row["label"] for row in rows[1:]] == [C2, C3]
    assert (rows[1]["largest"], rows[1]["components"]) == (1, 2)
    assert (rows[1]["flow_minor"], rows[1]["weight_share"]) == (0, 0)
    assert rows[1]["reason"]["en"] == (
        "without it the largest part loses 2 and 1 more parts fall apart;"
        " a cut point of the whole network"
    )
    assert answer["structure"]["entities"] == 3
    assert answer["projection"]["name"] == "funds"
    assert "order in time" in answer["flow"]["en"]


def test_other_projections_have_no_flow_and_say_so(gang_home: Path) -> None:
    answer = _ask(gang_home, projection="supply", metric="degree", top=1)
    assert {row["flow_minor"] for row in answer["rows"]} == {None}
    assert "funds" in answer["flow"]["en"]


def test_an_empty_projection_is_a_sentence(gang_home: Path) -> None:
    with pytest.raises(BadInput, match=r"no relation|没有关系"):
        _ask(gang_home, projection="co-presence")
