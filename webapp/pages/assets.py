"""Static files, the strings as a script, and the icon at its old address."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from webapp import app_assets, i18n

blueprint = Blueprint("assets", __name__)
_YEAR = "public, max-age=31536000, immutable"


@blueprint.get("/assets/<stamp>/<path:name>")
def file(stamp: str, name: str) -> Response:
    """A static file; one asked for with an older program's stamp is not kept for long."""
    found = app_assets.read(name)
    if found is None:
        abort(404)
    packed = bool(found.packed) and "gzip" in request.accept_encodings
    response = Response(found.packed if packed else found.plain, mimetype=found.mimetype)
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    current = stamp == app_assets.digest()
    response.headers["Cache-Control"] = _YEAR if current else "public, max-age=60"
    return response


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
    return redirect(app_assets.asset("favicon.svg"))
