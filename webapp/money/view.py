"""The whole money page as plain values: one trace, its picture, its table, its checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp import text
from webapp.i18n import both, t
from webapp.money import drawing, ends, flows, fold, levels, words
from webapp.money.levels import Level, Levels, Node
from webapp.money.question import Question

#: accounts a level lists one by one in the table; the rest is one line with their sums
LISTED = 60


@dataclass(frozen=True, slots=True)
class View:
    """Everything the template and the API need."""

    question: Question
    envelope: Mapping[str, Any]
    trace: flows.Trace
    whole: Levels
    drawn: Levels
    place: dict[str, str]
    lines: list[ends.Line]

    @property
    def failed(self) -> list[str]:
        """What does not add up: books of the query, levels of this page."""
        found = []
        books = self.envelope.get("invariants") or {}
        if books.get("failed"):
            found.append(t("money.failed_books", n=books["failed"]))
        found += [
            t("money.failed_level", level=level.number)
            for level in self.whole.levels
            if not level.holds
        ]
        ended = sum(line.tainted for line in self.lines)
        if ended != self.trace.total:
            found.append(t("money.failed_ends"))
        return found

    @property
    def checked(self) -> int:
        """How many sums were compared."""
        books = self.envelope.get("invariants") or {}
        return int(books.get("checked") or 0) + len(self.whole.levels) + 1


def make(envelope: Mapping[str, Any], question: Question) -> View:
    """Read an answer of ``fund-trace``; raises :class:`BadInput` as :func:`flows.read`."""
    trace = flows.read(envelope, question.payment, question.currency)
    whole = levels.build(trace)
    drawn, place = fold.fold(whole, question.most)
    return View(question, envelope, trace, whole, drawn, place, ends.lines(trace))


def turnover(trace: flows.Trace) -> tuple[int, int]:
    """Whole amounts of the movements that carry tainted money, and how many they are.

    A movement that carries several payments' money counts once. Never the tainted amount.
    """
    seen: dict[tuple[Any, ...], tuple[int, int]] = {}
    for number, move in enumerate(trace.moves):
        ends_of = (flows.name_of(move.source), flows.name_of(move.target))
        key = (*ends_of, move.time, move.amount_minor, str(move.references))
        seen[(number,) if move.is_sum else key] = (move.amount_minor, move.count)
    return sum(a for a, _ in seen.values()), sum(n for _, n in seen.values())


def template(view: View, other: flows.Trace | None) -> dict[str, Any]:
    """The values of ``money.html``; ``other`` is the same question by the other method."""
    currency = view.trace.currency
    whole, moves = turnover(view.trace)
    asked = [line for line in view.lines if line.reason == "no_statement"]
    rest = [line for line in view.lines if line.reason != "no_statement"]
    return {
        "view": view,
        "currency": currency,
        "wide": drawing.wide(view.drawn, currency),
        "upright": drawing.upright(view.drawn, currency),
        "table": [_table_level(view, level) for level in view.whole.levels],
        "turnover": whole,
        "turnover_moves": moves,
        "to_request": asked,
        "other_ends": rest,
        "shown_ends": ends.SHOWN,
        "printed_ends": ends.PRINTED,
        "sum_to_request": sum(line.tainted for line in asked),
        "sum_other_ends": sum(line.tainted for line in rest),
        "comparison": _comparison(view, other) if other else [],
        "assumed": _assumed(view),
        "total": view.trace.total,
    }


def _table_level(view: View, level: Level) -> dict[str, Any]:
    found = [node for node in view.whole.nodes.values() if node.level == level.number]
    found.sort(key=drawing.node_order)
    rest = found[LISTED:]
    return {
        "level": level,
        "rows": [_table_row(view, node) for node in found[:LISTED]],
        "rest": _rest(rest) if rest else None,
    }


def _table_row(view: View, node: Node) -> dict[str, Any]:
    return {
        "key": node.key,
        "drawn": view.place[node.key],
        "family": words.family(node),
        "name": words.row_name(node),
        "title": words.name(node),
        "whole": node.whole_in,
        "tainted": node.tainted_in,
        "out": node.tainted_out,
        "ended": sum(node.ended.values()),
        "states": words.states(node, view.trace.currency),
    }


def _rest(nodes: list[Node]) -> dict[str, Any]:
    return {
        "n": len(nodes),
        "whole": sum(node.whole_in for node in nodes),
        "tainted": sum(node.tainted_in for node in nodes),
        "out": sum(node.tainted_out for node in nodes),
        "ended": sum(sum(node.ended.values()) for node in nodes),
    }


def _comparison(view: View, other: flows.Trace) -> list[dict[str, Any]]:
    """What ends for each reason by FIFO and pro rata, and the difference."""
    sums = {view.question.method: ends.by_reason(view.trace)}
    sums["prorata" if view.question.method == "fifo" else "fifo"] = ends.by_reason(other)
    codes = [code for code in words.REASONS if any(code in found for found in sums.values())]
    rows = []
    for code in codes:
        fifo, prorata = sums["fifo"].get(code, 0), sums["prorata"].get(code, 0)
        rows.append({"reason": words.reason(code), "fifo": fifo, "prorata": prorata})
    return rows


def _assumed(view: View) -> list[str]:
    """What the numbers rest on, as sentences: bounds, assumptions, notes of the query."""
    envelope = view.envelope
    bounds, assumed = envelope.get("bounds") or {}, envelope.get("assumed") or {}
    currency = view.trace.currency
    found = [
        t(f"money.rule_{view.question.method}"),
        t(
            "money.rule_bounds",
            window=bounds.get("window_hours", "—"),
            depth=bounds.get("depth", "—"),
            floor=text.money(bounds.get("floor_minor"), currency),
        ),
        t("money.rule_openings", n=assumed.get("openings", 0)),
        t("money.rule_order", n=assumed.get("order", 0)),
        t(
            "money.rule_unknown",
            amount=text.money(envelope.get("unknown_source_minor") or 0, currency),
        ),
    ]
    notes = [envelope.get("caveat"), *(envelope.get("notes") or ())]
    return found + [
        both(str(note.get("zh", "")), str(note.get("en", "")))
        for note in notes
        if isinstance(note, Mapping)
    ]
