"""The movements behind one node or link of the page, with their original rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from webapp import sources
from webapp.i18n import t
from webapp.money import words
from webapp.money.flows import Move, Ref, name_of
from webapp.money.view import View

#: movements and original rows listed for one choice; the totals are always said
MOVES, ROWS = 100, 24


def read(view: View, pick: str) -> dict[str, Any]:
    """Title, movements and original rows of ``pick`` (``2:a-1`` or ``1:a-0>2:a-1``)."""
    chosen = [move for move in view.trace.moves if _is_part(view, move, pick)]
    references = _references(move for move in view.trace.listed if _is_part(view, move, pick))
    lines = _lines(chosen)
    came = [move for move in chosen if ">" in pick or _arrives(view, move, pick)]
    return {
        "title": _title(view, pick),
        "moves": lines[:MOVES],
        "total": len(lines),
        "came": sum(move.tainted_minor for move in came),
        "went": sum(move.tainted_minor for move in chosen) - sum(m.tainted_minor for m in came),
        "is_link": ">" in pick,
        "currency": view.trace.currency,
        "rows": sources.rows(references, ROWS),
        "row_total": len(references),
    }


def _ends_of(view: View, move: Move) -> tuple[str, str, str, str]:
    """Keys of the two nodes of a move, as they are and as they are drawn."""
    source = f"0:{move.payment}" if move.level == 1 else f"{move.level - 1}:{name_of(move.source)}"
    target = f"{move.level}:{name_of(move.target)}"
    return source, target, view.place[source], view.place[target]


def _is_part(view: View, move: Move, pick: str) -> bool:
    source, target, drawn_source, drawn_target = _ends_of(view, move)
    if ">" in pick:
        return pick in (f"{drawn_source}>{drawn_target}", f"{source}>{target}")
    return pick in (source, target, drawn_source, drawn_target)


def _arrives(view: View, move: Move, pick: str) -> bool:
    _, target, _, drawn = _ends_of(view, move)
    return pick in (target, drawn)


def _title(view: View, pick: str) -> str:
    nodes = {**view.whole.nodes, **view.drawn.nodes}
    names = [words.name(nodes[key]) for key in pick.split(">") if key in nodes]
    return " → ".join(names) or t("money.pick_nothing")


def _lines(moves: list[Move]) -> list[dict[str, Any]]:
    """One line a movement; the parts of several payments in one movement are added up."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for move in moves:
        ends = (name_of(move.source), name_of(move.target))
        key = (*ends, move.level, move.time, move.amount_minor, str(move.references))
        line = found.setdefault(key, _line(move))
        line["tainted"] += move.tainted_minor
    return list(found.values())


def _line(move: Move) -> dict[str, Any]:
    return {
        "level": move.level,
        "source": words.end_name(move.source),
        "target": words.end_name(move.target),
        "time": move.time,
        "whole": move.amount_minor,
        "tainted": 0,
        "count": move.count,
        "references": list(move.references),
    }


def _references(moves: Iterable[Move]) -> list[Ref]:
    """All source references, each once, in the order of the moves."""
    found: dict[tuple[Any, ...], Ref] = {}
    for move in moves:
        for reference in move.references:
            place = tuple(reference.get(k) for k in ("file_sha256", "sheet", "row"))
            found.setdefault(place, reference)
    return list(found.values())
