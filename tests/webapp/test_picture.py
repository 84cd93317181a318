"""Pictures: pyvis data, widths, and positions that are seeded, apart and complete."""

from __future__ import annotations

import random

import pytest

from webapp import layout, subgraph

REFS = [
    {"id": "a-1", "label": "card", "family": "account", "type": "BankCard", "key": "6222"},
    {"id": "p-1", "label": "", "key": "", "family": "suspect", "type": "Person"},
]
PAY = {"id": "TRANSFERS_TO.a.p.sCNY", "type": "TRANSFERS_TO", "from": "a-1", "to": "p-1"}


def _tree(size: int, seed: int = 1) -> tuple[list[str], list[tuple[str, str]]]:
    rng = random.Random(seed)
    names = [f"n{i}" for i in range(size)]
    return names, [(f"n{rng.randrange(i)}", f"n{i}") for i in range(1, size)]


def test_pyvis_and_the_direct_way_give_the_same_data() -> None:
    names, pairs = _tree(30)
    nodes = [subgraph.node_options({"id": name, "label": name}, {}) for name in names]
    ties = [{"id": f"e{i}", "type": "CALLS", "from": a, "to": b} for i, (a, b) in enumerate(pairs)]
    edges = subgraph._edges(ties)
    direct = subgraph._build(nodes, edges, use_pyvis=False)
    built = subgraph._build(nodes, edges, use_pyvis=True)
    assert built["nodes"] == direct["nodes"]
    assert built["edges"] == direct["edges"]
    assert built["options"] == direct["options"]


def test_a_picture_keeps_parallel_relations_and_our_ids() -> None:
    ties = [PAY, {**PAY, "id": "second", "type": "CALLS"}, {**PAY, "id": "third"}]
    drawn = subgraph.picture(REFS, ties, "a-1")
    assert [edge["id"] for edge in drawn["edges"]] == [PAY["id"], "second", "third"]
    assert "smooth" not in drawn["edges"][0]
    assert drawn["edges"][1]["smooth"] != drawn["edges"][2]["smooth"]
    assert drawn["options"]["physics"]["enabled"] is False
    assert [node["label"] for node in drawn["nodes"]] == ["card", "p-1"]
    assert all(node["shape"] == "custom" for node in drawn["nodes"])


@pytest.mark.parametrize(
    ("tie", "width", "dashes"),
    [
        ({"amount_minor": 999_999}, 1.2, False),
        ({"amount_minor": 10_000_000}, 4.6, False),
        ({"count": 7}, 2.0, False),
        ({"kind": "derived"}, 1.2, [6, 4]),
        ({"suppressed": True, "count": 60}, 3.2, [1, 5]),
    ],
)
def test_width_says_amount_and_dashes_say_kind(tie, width, dashes) -> None:
    options = subgraph.edge_options({**PAY, **tie}, "a-1", "p-1", 0)
    assert (options["width"], options["dashes"]) == (width, dashes)


@pytest.mark.parametrize("kind", ["force", "levels", "rings"])
@pytest.mark.parametrize("size", [1, 2, 40, 450])
def test_every_entity_has_a_place_the_same_each_time(kind: str, size: int) -> None:
    names, pairs = _tree(size)
    placed = layout.arrange(kind, names, pairs, "n0")
    assert set(placed) == set(names)
    assert placed["n0"] == (0.0, 0.0)
    assert layout.arrange(kind, reversed(names), pairs, "n0") == placed


def test_marks_and_labels_do_not_lie_on_each_other() -> None:
    names, pairs = _tree(60)
    spots = sorted(layout.arrange("force", names, pairs, "n0").values())
    crowded = [
        1
        for i, (x, y) in enumerate(spots)
        for u, v in spots[i + 1 :]
        if abs(x - u) < 60 and abs(y - v) < 24
    ]
    assert len(crowded) <= 2


def test_levels_put_what_flows_from_left_to_right() -> None:
    placed = layout.arrange("levels", "abc", [("a", "b"), ("b", "c")], "b")
    assert placed["a"][0] < placed["b"][0] < placed["c"][0]


def test_unknown_ends_and_no_entities_are_no_trouble() -> None:
    assert layout.arrange("force", [], [], "x") == {}
    assert set(layout.arrange("force", ["a", "b"], [("a", "zz")], "nobody")) == {"a", "b"}
