"""The track of a pseudo base station on a map, with the victims near it and when."""

from __future__ import annotations

from typing import Any

import polars as pl
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from graph import audit
from graph.errors import BadInput
from queries import context as query_context
from queries.viewer import for_viewer
from webapp import context, csvfile, text
from webapp.i18n import lang, t
from webapp.maps import boundaries
from webapp.stations import question, view
from webapp.stations.question import Question

blueprint = Blueprint("station", __name__)
#: stations the list offers
_LISTED = 200


@blueprint.get("/station")
def page() -> ResponseReturnValue:
    """``?of=`` with the parameters of ``station-track`` and ``zoom``; without: the first one.

    Bad parameters, and a station without reports, show the form with one sentence (400).
    """
    known = stations()
    asked = question.read({})
    try:
        asked = question.read(request.args)
        if not asked.of and known:
            asked = Question({**asked.given, "of": known[0]["id"]}, asked.zoom)
        if not asked.of:
            return _without(asked, known, t("station.none"))
        values = answer(asked)
    except BadInput as error:
        if type(error) is not BadInput:  # unknown or ambiguous: the general page offers a way on
            raise
        return _without(asked, known, error.text(lang())), 400
    return _page(asked, known, subject={"id": values["station"]["id"]}, **values)


@blueprint.get("/station.csv")
def table() -> ResponseReturnValue:
    """Positions and numbers as CSV; noted in the audit log."""
    asked = question.read(request.args)
    values = answer(asked)
    who = context.caller()
    why = who.reveal_reason if who.revealing else ""
    audit.append(context.home(), who.name, "export", "station-track", why, {"kind": "csv"})
    names = ("section", "entity", "time", "last", "lat", "lon", "count", "distance", "kmh")
    header = [t(f"station.col_{name}") for name in (*names, "cases")]
    return csvfile.download("station-track.csv", header, map(_cells, values["envelope"]["rows"]))


def _cells(row: dict[str, Any]) -> list[str]:
    section = "track" if row["section"] == "track" else row["status"]
    times = [text.when(row[name], "second") for name in ("time", "last")]
    plain = [csvfile.plain(row[name]) for name in ("lat", "lon", "count", "distance_m", "kmh")]
    cases = csvfile.plain(row["cases"])
    return [t(f"station.is_{section}"), str(row["entity"]["label"]), *times, *plain, cases]


def answer(asked: Question) -> dict[str, Any]:
    """Run ``station-track`` as the caller and make the page's values."""
    layers = boundaries.layers()
    return view.template(context.run("station-track", asked.asked()), asked, layers)


def stations() -> list[dict[str, Any]]:
    """``{id, label}`` of the stations in the data, masked as the caller sees."""
    with query_context.opened("ledger", context.home(), _LISTED) as opened:
        frame = (
            opened.dataset.entities.lazy()
            .filter(pl.col("type") == "PseudoBaseStation")
            .select("entity_id", "key", "label")
            .sort("key", "entity_id")
            .head(_LISTED)
            .collect()
        )
    rows = [{"id": row["entity_id"], "type": "PseudoBaseStation", "key": row["key"] or "",
             "label": row["label"] or row["key"] or row["entity_id"]}
            for row in frame.iter_rows(named=True)]  # fmt: skip
    if context.caller().revealing:
        return rows
    masked: list[dict[str, Any]] = for_viewer({"rows": rows})["rows"]
    return masked


def _page(asked: Question, known: list[dict[str, Any]], **values: Any) -> str:
    given = {"tab": "station", "question": asked, "stations": known}
    return render_template("station.html", **{**given, **values})


def _without(asked: Question, known: list[dict[str, Any]], failure: str) -> str:
    return _page(asked, known, failure=failure)
