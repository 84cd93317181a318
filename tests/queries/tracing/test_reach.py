"""Reach: equal to a search that tries every continuation, compiled and plain alike."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import csr_kernel
from graph.snapshot import Snapshot
from queries.tracing import follow_kernel, reach_kernel
from queries.tracing import reach as reach_module
from queries.tracing.follow import Bounds
from queries.tracing.reach import Label, arrivals, labels, reach
from queries.warm import warm
from tests.queries.tracing.worlds import HOUR, Row, snapshot, trace

NAMES = ["V", "A", "B", "C", "D"]
NO_STOP = np.zeros(len(NAMES), dtype=np.bool_)
DAY = 24 * HOUR


def _reach(
    rows: list[Row], bounds: Bounds, strict: bool = False, seeds: tuple[int, ...] = (0,)
) -> dict[int, int]:
    found = reach(snapshot(rows, NAMES, {}), seeds, bounds, strict, NO_STOP)
    return dict(zip(found.moves.tolist(), found.level.tolist(), strict=True))


def test_times_do_not_decrease_and_each_hop_keeps_its_window() -> None:
    rows = [
        Row(0, "V", "A", 100),
        Row(-1, "A", "B", 100),
        Row(5, "A", "C", 100),
        Row(80, "A", "D", 100),
        Row(76, "C", "D", 100),
    ]
    rows = sorted(rows, key=lambda row: row.hour)
    found = _reach(rows, Bounds(72 * HOUR, 5), seeds=(1,))
    assert {rows[move].payee: level for move, level in found.items()} == {"A": 1, "C": 2, "D": 3}


def test_a_chain_within_one_second_is_followed_unless_times_must_grow() -> None:
    rows = [Row(0, "B", "C", 1), Row(0, "V", "A", 1), Row(0, "A", "B", 1)]
    assert _reach(rows, Bounds(HOUR, 5), seeds=(1,)) == {1: 1, 2: 2, 0: 3}
    assert _reach(rows, Bounds(HOUR, 5), strict=True, seeds=(1,)) == {1: 1}


def test_a_later_arrival_opens_a_new_window_and_an_earlier_one_may_take_more_hops() -> None:
    rows = [
        Row(0, "V", "A", 9),
        Row(1, "A", "B", 9),
        Row(2, "B", "C", 9),
        Row(3, "A", "C", 9),
        Row(10, "C", "D", 9),
    ]
    world = snapshot(rows, NAMES, {})
    found = reach(world, [0], Bounds(7 * HOUR, 5), False, NO_STOP)
    assert labels(world, found) == [
        Label(1, 1, 0, 0),
        Label(2, 2, HOUR, 1),
        Label(3, 2, 3 * HOUR, 3),
        Label(3, 3, 2 * HOUR, 2),
        Label(4, 3, 10 * HOUR, 4),
    ]
    at_c = next(a for a in arrivals(world, found) if a.account == 3)
    assert (at_c.level, at_c.time, at_c.count, at_c.turnover) == (2, 2 * HOUR, 2, 18)


def test_a_row_with_only_a_date_may_have_happened_later_that_day() -> None:
    rows = [Row(0, "A", "B", 1), Row(9, "V", "A", 1), Row(9.5, "B", "C", 1)]
    world = snapshot(rows, NAMES, {})
    dated = replace(world, unordered=np.array([True, False, False]))
    assert len(reach(world, [1], Bounds(HOUR, 5), False, NO_STOP).moves) == 1
    found = reach(dated, [1], Bounds(HOUR, 5), False, NO_STOP)
    assert found.moves.tolist() == [1, 0, 2]
    assert [a.unordered for a in arrivals(dated, found)] == [True, False, False]


def test_several_currencies_are_refused_and_others_not_followed() -> None:
    rows = [Row(0, "V", "A", 1), Row(0, "V", "A", 1, currency=1), Row(1, "A", "B", 1, currency=1)]
    assert _reach(rows, Bounds(DAY, 3)) == {0: 1}
    with pytest.raises(ValueError, match="currencies"):
        _reach(rows, Bounds(DAY, 3), seeds=(0, 1))


@st.composite
def worlds(draw: st.DrawFn) -> Snapshot:
    """Random movements, some in one second, some of which only the day is known."""
    count = draw(st.integers(1, 30))
    rows = []
    for _ in range(count):
        payer = draw(st.sampled_from(NAMES))
        payee = draw(st.sampled_from([name for name in [*NAMES, "CASH"] if name != payer]))
        hour = draw(st.sampled_from([0, 0.5, 1, 5, 24, 25, 48, 120]))
        currency = draw(st.sampled_from([0, 0, 0, 1]))
        rows.append(Row(hour, payer, payee, draw(st.integers(1, 9)), currency=currency))
    rows.sort(key=lambda row: row.hour)
    dated = [row.hour % 24 == 0 and draw(st.booleans()) for row in rows]
    return replace(snapshot(rows, NAMES, {}), unordered=np.array(dated, dtype=np.bool_))


def brute(
    world: Snapshot, seed: int, bounds: Bounds, strict: bool, stop: list[bool]
) -> dict[int, int]:
    """Level of every movement on some allowed continuation, trying all pairs depth times."""
    late = [int(t) + (DAY - 1) * bool(u) for t, u in zip(world.time, world.unordered, strict=True)]
    found, now = {seed: 1}, {seed}
    for level in range(2, bounds.depth + 1):
        now = {
            after
            for before in now
            for after in range(len(late))
            if after not in found
            and world.payee[before] == world.payer[after] >= 0
            and not stop[world.payee[before]]
            and world.currency[before] == world.currency[after]
            and world.amount[after] >= bounds.floor
            and late[after] >= world.time[before] + int(strict)
            and world.time[after] <= late[before] + bounds.window
        }  # fmt: skip
        found |= dict.fromkeys(now, level)
    return found


@given(
    worlds(), st.data(), st.sampled_from([1, 2, HOUR, 30 * HOUR]), st.integers(1, 5),
    st.integers(0, 5), st.booleans(),
)  # fmt: skip
def test_compiled_plain_and_brute_force_agree(
    world: Snapshot, data: st.DataObject, window: int, depth: int, floor: int, strict: bool
) -> None:
    seed = data.draw(st.integers(0, len(world.amount) - 1))
    stop = data.draw(st.lists(st.booleans(), min_size=len(NAMES), max_size=len(NAMES)))
    bounds = Bounds(window, depth, floor)
    flags = np.array(stop, dtype=np.bool_)
    compiled = reach(world, [seed], bounds, strict, flags)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reach_module, "follow", reach_kernel.follow.py_func)
        plain = reach(world, [seed], bounds, strict, flags)
    assert compiled.moves.tolist() == plain.moves.tolist()
    assert compiled.level.tolist() == plain.level.tolist()
    found = dict(zip(compiled.moves.tolist(), compiled.level.tolist(), strict=True))
    assert found == brute(world, seed, bounds, strict, stop)


def test_every_traced_movement_is_in_the_reach() -> None:
    rows = [
        Row(0, "V", "A", 100, part=1),
        Row(1, "A", "B", 60),
        Row(2, "B", "C", 50),
        Row(3, "A", "D", 40),
    ]
    for method in ("fifo", "prorata"):
        found, world = trace(rows, method, {}, NAMES)
        reached = reach(world, [0], Bounds(72 * HOUR, 10), False, NO_STOP)
        assert {move.position for move in found.moves} <= set(reached.moves.tolist())


def test_a_changed_callee_is_compiled_again(tmp_path: Path) -> None:
    kernel = tmp_path / "kernel.py"
    source = (
        "from numba import njit\n\n\n@njit\ndef step(x):\n    return x + {}\n\n\n"
        "@njit(cache=True)\ndef total(x):\n    return step(x) * 10\n"
    )
    answers = []
    for number in (1, 22):
        kernel.write_text(source.format(number), encoding="utf-8")
        program = "import kernel; print(kernel.total(1))"
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
        )
        answers.append(done.stdout.strip())
    assert list(tmp_path.rglob("*.nbi"))
    assert answers == ["20", "230"]
    for kernel_module in (reach_kernel, follow_kernel, csr_kernel):
        text = Path(kernel_module.__file__).read_text(encoding="utf-8")
        ours = [
            line for line in text.splitlines() if line.startswith(("from queries", "from graph"))
        ]
        assert set(ours) <= {"from graph.snapshot import Flags, Ints"}  # types only


def test_the_command_compiles_what_a_question_runs() -> None:
    assert warm() == 2 + 2 + 2
    compiled = [len(kernel.signatures) for kernel in (follow_kernel.follow, reach_kernel.follow)]
    snapshot_like = [
        any("readonly" in str(signature) for signature in kernel.signatures)
        for kernel in (follow_kernel.follow, reach_kernel.follow)
    ]
    assert all(compiled) and all(snapshot_like)
