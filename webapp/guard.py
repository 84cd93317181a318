"""What stands before every request: who is calling, CSRF, hosts, rate limits, headers."""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response as BaseResponse

from graph import settings
from graph.errors import Refused
from webapp import context, sessions
from webapp.errors import SignInNeeded

COOKIE = "gc_session"
#: endpoints anyone may open
PUBLIC = frozenset({"signin.form", "signin.submit", "signin.enter", "signin.spend"})
PUBLIC |= {"assets.file", "assets.strings", "assets.favicon", "internal.read", "internal.sync"}
#: endpoints that take files: as large as the settings allow
UPLOADS = frozenset({"imports.upload"})
#: files without anything of a caller: nobody is looked up for them
FILES = frozenset({"assets.file", "assets.strings"})
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
limiter = Limiter(
    get_remote_address,
    default_limits=["1200 per minute"],
    storage_uri="memory://",
    headers_enabled=False,
)


def protect(app: Flask) -> None:
    """Put all of this module in front of ``app``."""
    limiter.init_app(app)
    app.before_request(_identify)
    app.before_request(_check_forgery)
    app.after_request(_add_headers)


def _identify() -> Response | None:
    """Find the caller of a session cookie or bearer token; others reach public pages only."""
    g.request_id = secrets.token_hex(4)
    if isinstance(request.routing_exception, SecurityError):
        return Response("untrusted host\n", 400, mimetype="text/plain")
    if request.endpoint in FILES:
        return None
    if request.endpoint in UPLOADS:
        request.max_content_length = settings.get_int("UPLOAD_BYTES")
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    found = None
    if kind == "Bearer" and request.endpoint not in PUBLIC:
        found = sessions.find_token(context.home(), token)
    elif cookie := request.cookies.get(COOKIE):
        found = sessions.find_session(context.home(), cookie)
    if found:
        g.caller = found
    elif request.endpoint not in PUBLIC:
        raise SignInNeeded("请先登录。", "Please sign in.")
    return None


def _check_forgery() -> None:
    """Refuse a writing request that another site may have caused."""
    if request.method in ("GET", "HEAD", "OPTIONS") or request.blueprint == "internal":
        return
    who = context.caller()
    if who.name and not who.csrf:  # a bearer token: no browser sends it by itself
        return
    if not _same_origin():
        raise Refused("请求来自别的网站，已拒绝。", "The request came from another site.")
    if who.name:
        sent = request.headers.get("X-CSRF") or request.form.get("csrf", "")
        if not hmac.compare_digest(sent.encode(), who.csrf.encode()):
            raise Refused(
                "页面已过期，请刷新后重试。", "The page is out of date, please reload it."
            )


def _same_origin() -> bool:
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is None or urlsplit(origin).netloc == request.host


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint not in FILES:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def set_session_cookie(response: BaseResponse, token: str) -> None:
    """Give the browser its session: no script reads it, no other site sends it.

    ``Secure`` is left out only on a loopback address, where there is no TLS to ask for.
    """
    loopback = request.host.rpartition(":")[0].strip("[]") in ("127.0.0.1", "localhost", "::1")
    response.set_cookie(
        COOKIE,
        token,
        max_age=sessions.SESSION_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure or not loopback,
    )
