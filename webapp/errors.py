"""Every error becomes an answer here: a page for people, JSON for the API."""

from __future__ import annotations

import logging
from urllib.parse import quote

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from graph.errors import GraychainError
from webapp import i18n

_LOG = logging.getLogger("graychain.web")


class SignInNeeded(GraychainError):
    """The page needs a signed-in caller."""

    status = 401


def wants_json() -> bool:
    """Whether the caller is a script: an API path, or a page script that asked for JSON."""
    return request.path.startswith(("/api/", "/internal/")) or (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def _answer(status: int, kind: str, zh: str, en: str, details: dict[str, object]) -> Response:
    request_id = g.get("request_id", "")
    if wants_json():
        body = {"kind": kind, "zh": zh, "en": en, "message": i18n.both(zh, en)}
        payload = {"error": {**body, "details": details, "request": request_id}}
        return make_response(jsonify(payload), status)
    page = render_template(
        "error.html",
        status=status,
        kind=kind,
        message=i18n.both(zh, en),
        candidates=details.get("candidates", []),
        request_id=request_id,
    )
    return make_response(page, status)


def _ours(error: GraychainError) -> ResponseReturnValue:
    if isinstance(error, SignInNeeded) and not wants_json():
        target = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect("/signin" if target == "/" else f"/signin?next={quote(target, safe='')}")
    status = type(error).status
    return _answer(status, type(error).__name__, error.zh, error.en, error.details)


def _http(error: HTTPException) -> ResponseReturnValue:
    known = {
        404: ("没有这一页。", "There is no such page."),
        405: ("这个地址不接受该方法。", "This address does not take that method."),
        413: ("上传的内容过大。", "The upload is too large."),
        429: ("请求过于频繁，请稍候再试。", "Too many requests; please wait a little."),
    }
    code = error.code or 500
    zh, en = known.get(code, (f"请求无法处理（{code}）。", f"The request failed ({code})."))
    return _answer(code, error.name.replace(" ", ""), zh, en, {})


def _unexpected(error: Exception) -> ResponseReturnValue:
    _LOG.exception("request %s: %s %s", g.get("request_id", ""), request.method, request.path)
    return _answer(
        500,
        "InternalError",
        "程序出错，详情已写入日志；请把请求号告诉管理员。",
        "Something went wrong; the log has the details. Tell the administrator the request id.",
        {},
    )


def register(app: Flask) -> None:
    """Hang the handlers into ``app``."""
    app.register_error_handler(GraychainError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
