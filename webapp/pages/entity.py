"""The network page of one entity, and the two panels the picture's selection refreshes."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from graph import settings
from webapp import asked, cases, context, entityview, words

blueprint = Blueprint("entity", __name__)
_LAST = "gc_last"


@blueprint.get("/entity/<entity_id>")
def page(entity_id: str) -> ResponseReturnValue:
    """Left: relations by direction; middle: picture, time, table; right: values with sources.

    The picture is what the address asks for (:mod:`webapp.asked`), so it can be passed on.
    """
    view = entityview.read(context.run("entity", {"of": entity_id}))
    response = make_response(
        render_template(
            "entity.html",
            tab="network",
            subject=view["entity"],
            merged_from=view["entity"].get("redirected_from", ""),
            hub_degree=settings.get_int("HUB_DEGREE"),
            max_nodes=settings.get_int("MAX_NODES"),
            words=words.network_words(),
            source=asked.source(view["entity"]["id"], request.args),
            phone_source=asked.source(view["entity"]["id"], request.args, phone=True),
            **view,
        )
    )
    response.set_cookie(_LAST, view["entity"]["id"], httponly=True, samesite="Lax")
    return response


@blueprint.get("/entity/<entity_id>/panels")
def panels(entity_id: str) -> str:
    """Both side panels of another entity, as two elements for the page's script."""
    view = entityview.read(context.run("entity", {"of": entity_id}))
    return render_template("panels.html", subject=view["entity"], merged_from="", **view)


@blueprint.get("/entity")
def last() -> ResponseReturnValue:
    """The entity looked at last, else the first case."""
    found = request.cookies.get(_LAST)
    if found and found.replace("-", "").isalnum():
        return redirect(f"/entity/{found}")
    case = next(iter(cases.listing()), None)
    return redirect(f"/entity/{case['id']}" if case else "/")
