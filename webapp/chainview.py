"""The ``crime-chain`` answer as lanes: knots, links, cards, levels and ghosts that ask.

One :class:`Chain` holds everything a template needs, so no template computes anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from webapp import cards, chainpoints
from webapp.i18n import both, t

STAGES = tuple(f"S{n}" for n in range(1, 11))
#: cards a lane shows before the rest is folded
MAX_CARDS = 6
_CSS = {"confirmed": "ok", "inferred": "half", "gap": "gap", "not_applicable": "opt"}


@dataclass(slots=True)
class Ghost:
    """A dashed box: what is missing and the next request, numbered through the page."""

    stage: str
    number: int
    family: str
    title: str
    text: str


@dataclass(slots=True)
class Lane:
    """One stage: its status, what fills it, and the link to the next required stage.

    ``passed`` is the style of a link that goes by on its way to a later stage.
    """

    stage: str
    name: str
    status: str
    required: bool
    css: str
    count_text: str
    evidence: int
    cards: list[dict[str, Any]] = field(default_factory=list)
    rest: list[dict[str, Any]] = field(default_factory=list)
    levels: list[dict[str, Any]] = field(default_factory=list)
    others: list[dict[str, Any]] = field(default_factory=list)
    ghosts: list[Ghost] = field(default_factory=list)
    tie: dict[str, str] | None = None
    passed: str | None = None
    spine: str = ""


@dataclass(slots=True)
class Chain:
    """One chain, ready to be drawn; ``points`` are the knots S1–S9."""

    id: str
    number: int
    case: str
    case_id: str
    template: str
    title: str
    verdict: str
    completeness_text: str
    points: list[dict[str, Any]]
    points_label: str
    sum_text: str
    headline: str
    window: tuple[int, int] | None
    longest_text: str
    gaps: list[dict[str, str]]
    lanes: list[Lane]
    evidence: Mapping[str, list[dict[str, Any]]]
    counts: Mapping[str, int]
    members: Mapping[str, list[str]]


def read(envelope: Mapping[str, Any]) -> list[Chain]:
    """All chains of an answer, in its order."""
    rows: dict[Any, dict[str, Mapping[str, Any]]] = {}
    for row in envelope["rows"]:
        rows.setdefault(row["chain"], {})[row["stage"]] = row
    extras = {extra["chain"]: extra for extra in envelope.get("chains") or []}
    return [
        _chain(number, name, stages, extras.get(name, {}))
        for number, (name, stages) in enumerate(rows.items(), start=1)
    ]


def _chain(
    number: int, name: Any, stages: Mapping[str, Mapping[str, Any]], extra: Mapping[str, Any]
) -> Chain:
    lanes = _lanes(stages, extra)
    points = chainpoints.points(stages[stage] for stage in STAGES[:-1] if stage in stages)
    first = next(iter(stages.values()))
    words = chainpoints.words(points)
    score = chainpoints.score(points)
    return Chain(
        id=str(name),
        number=number,
        case=str(first["case"]),
        case_id=str(extra.get("case_id") or ""),
        template=str(first["template"]),
        title=_both(extra.get("title")),
        verdict=str(extra.get("verdict") or "broken"),
        completeness_text=chainpoints.decimal(extra.get("completeness")),
        points=points,
        points_label=t("chain.points_label", words=words, **score),
        sum_text=t("chain.sum", **score),
        headline=_headline(number, lanes),
        window=_window(extra.get("window")),
        longest_text=_longest(extra.get("longest")),
        gaps=_gaps(extra.get("first_gap"), lanes),
        lanes=lanes,
        evidence=extra.get("evidence") or {},
        counts=extra.get("evidence_counts") or {},
        members={name: _ids(row) for name, row in stages.items()},
    )


def _both(value: Any) -> str:
    """A text given as ``{zh, en}`` in the page's language; empty for none."""
    return both(str(value["zh"]), str(value["en"])) if isinstance(value, Mapping) else ""


def _ids(row: Mapping[str, Any]) -> list[str]:
    return [str(item["id"]) for item in row.get("entities") or ()]


def _lanes(stages: Mapping[str, Mapping[str, Any]], extra: Mapping[str, Any]) -> list[Lane]:
    counts: Mapping[str, int] = extra.get("evidence_counts") or {}
    lanes = [_lane(stages[name], counts, extra) for name in STAGES if name in stages]
    number = 1
    for lane in lanes:
        for text in [] if lane.spine else requests(stages[lane.stage].get("next_request")):
            family, title = cards.ghost(lane.stage, text)
            lane.ghosts.append(Ghost(lane.stage, number, family, title, text))
            number += 1
    _tie(lanes, stages, counts)
    return lanes


def _lane(row: Mapping[str, Any], counts: Mapping[str, int], extra: Mapping[str, Any]) -> Lane:
    stage, status, required = row["stage"], row["status"], bool(row["required"])
    found = [cards.card(item, stage) for item in row.get("entities") or ()]
    lane = Lane(
        stage=stage,
        name=_both((extra.get("stage_names") or {}).get(stage)) or t(f"stages.{stage}"),
        status=status,
        required=required,
        css=_CSS[status],
        count_text=t("chain.items", n=len(found)),
        evidence=counts.get(stage, 0),
    )
    if stage == "S10":
        lane.css = "para ok" if found else "para"
    elif not required and not found:
        word = "chain.not_applicable" if status == "not_applicable" else "chain.optional"
        lane.css, lane.status, lane.spine = "opt", "not_applicable", t(word, name=lane.name)
    if stage == "S6":
        found = cards.with_payments(found, extra.get("payments") or ())
    if stage == "S7":
        lane.levels, lane.others = cards.levels(found)
        lane.count_text = t("chain.by_level", n=sum(level["total"] for level in lane.levels))
    else:
        lane.cards, lane.rest = found[:MAX_CARDS], found[MAX_CARDS:]
    return lane


def _tie(
    lanes: list[Lane], stages: Mapping[str, Mapping[str, Any]], counts: Mapping[str, int]
) -> None:
    """Hang each link under the earlier of its two required stages."""
    counted = [lane for lane in lanes if lane.required and lane.stage != "S10"]
    for here, after in pairwise(counted):
        kind = stages[here.stage].get("link_to_next") or "none"
        key = f"{here.stage}-{after.stage}"
        between = lanes[lanes.index(here) + 1 : lanes.index(after)]
        css = {"evidenced": "", "derived": "d"}.get(kind, "x")
        for lane in between:
            lane.passed = css
        here.tie = {
            "key": key,
            "kind": kind,
            "css": css + (" long" if between else ""),
            "text": t("chain.none") if kind == "none" else t(f"chain.{kind}", n=counts.get(key, 0)),
        }


def requests(value: Any) -> list[str]:
    """The next requests of a stage as sentences in the page's language."""
    if not value:
        return []
    if isinstance(value, Mapping):
        return requests(both(value.get("zh", ""), value.get("en", "")))
    if isinstance(value, list | tuple):
        return [text for item in value for text in requests(item)]
    parts = str(value).replace("；", "\n").replace(";", "\n").splitlines()
    return [part.strip() for part in parts if part.strip()]


def _headline(number: int, lanes: list[Lane]) -> str:
    payers = [
        item
        for lane in lanes
        if lane.stage == "S6"
        for item in (*lane.cards, *lane.rest)
        if item["type"] == "Person"
    ]
    victim = _from(payers) if payers else t("chain.report")
    missing = sum(lane.required and lane.status == "gap" for lane in lanes)
    words = "零一二三四五六七八九"
    gaps = both(words[min(missing, 9)].replace("二", "两"), str(missing))
    name = "chain.headline_gaps" if missing else "chain.headline_whole"
    return t(name, n=number, victim=victim, gaps=gaps)


def _from(payers: list[dict[str, Any]]) -> str:
    """Whom the chain starts from: the first victim (or player) and how many there are."""
    kind = "victim" if payers[0]["family"] == "victim" else "player"
    many = "s" if len(payers) > 1 else ""
    return t(f"chain.from_{kind}{many}", label=payers[0]["label"], n=len(payers))


def _window(value: Any) -> tuple[int, int] | None:
    ends = (value or {}).get("from"), (value or {}).get("to")
    return ends if isinstance(ends[0], int) and isinstance(ends[1], int) else None  # type: ignore[return-value]


def _longest(value: Any) -> str:
    if isinstance(value, list | tuple) and value:
        return str(value[0]) if len(value) == 1 else f"{value[0]}–{value[-1]}"
    return str(value) if value else t("chain.longest_none")


def _gaps(first: Any, lanes: list[Lane]) -> list[dict[str, str]]:
    """The first gap on each side with its first request."""
    sides = first if isinstance(first, Mapping) else {"upstream": first, "downstream": None}
    asked = {lane.stage: lane.ghosts[0].text for lane in lanes if lane.ghosts}
    names = {lane.stage: lane.name for lane in lanes}
    return [
        {
            "label": t(f"chain.{side}"),
            "stage": str(sides.get(side) or ""),
            "name": names.get(str(sides.get(side)), ""),
            "request": asked.get(str(sides.get(side)), ""),
        }
        for side in ("upstream", "downstream")
    ]
