"""Small generated files: the strings as a script, and the icon at its old address."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect
from flask.typing import ResponseReturnValue

from webapp import i18n
from webapp.app_assets import asset

blueprint = Blueprint("assets", __name__)


@blueprint.get("/strings/<language>.js")
def strings(language: str) -> Response:
    """The sentences of one language as a JavaScript module; 404 for another language."""
    if language not in i18n.LANGUAGES:
        abort(404)
    response = Response(i18n.script(language), mimetype="text/javascript")
    response.headers["Cache-Control"] = "public, max-age=31536000"
    return response


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Browsers ask here when a page names no icon."""
    return redirect(asset("favicon.svg"))
