"""Signing in with a password or a one-time link, and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from graph import audit
from graph.errors import Refused
from webapp import accounts, context, guard, sessions
from webapp.i18n import t

blueprint = Blueprint("signin", __name__)


@blueprint.get("/signin")
def form() -> str:
    """The sign-in page."""
    return render_template("signin.html", next=inside(request.args.get("next", "/")), user="")


@blueprint.post("/signin")
@guard.limiter.limit("10 per minute")
def submit() -> ResponseReturnValue:
    """Check a password; five wrong ones lock the account for 15 minutes."""
    name, secret = request.form.get("user", "").strip(), request.form.get("secret", "")
    found = accounts.sign_in(context.home(), name, secret)
    if found.user is None:
        audit.append(context.home(), name[:64] or "?", "sign-in-failed", request.remote_addr or "")
        error = t("signin.wrong", n=found.tries_left) if found.tries_left else t("signin.locked")
        place = inside(request.form.get("next", "/"))
        page = render_template("signin.html", next=place, user=name, error=error)
        return page, 401
    return _start(found.user.name, found.user.role, "password")


@blueprint.get("/enter")
def enter() -> str:
    """The page of a one-time link: its script posts the fragment, so a prefetch spends nothing."""
    return render_template("enter.html")


@blueprint.post("/enter")
@guard.limiter.limit("10 per minute")
def spend() -> ResponseReturnValue:
    """Spend a one-time link: JSON ``{"token": …}`` → a session, or 403."""
    body = request.get_json(silent=True)
    token = body.get("token") if isinstance(body, dict) else None
    found = sessions.use_link(context.home(), token) if isinstance(token, str) else None
    if found is None:
        audit.append(context.home(), "?", "link-refused", request.remote_addr or "")
        raise Refused("链接已用过或已过期。", "The link was used or is too old.")
    return _start(*found, "link", as_json=True)


@blueprint.post("/signout")
def out() -> ResponseReturnValue:
    """End the session."""
    sessions.close_session(context.home(), context.caller().session)
    response = make_response(redirect("/signin"))
    response.delete_cookie(guard.COOKIE)
    return response


def _start(actor: str, role: str, way: str, as_json: bool = False) -> ResponseReturnValue:
    token = sessions.open_session(context.home(), actor, role)
    audit.append(context.home(), actor, "sign-in", way, detail={"role": role})
    place = inside(request.form.get("next", "/"))
    answer = jsonify(next=place) if as_json else redirect(place)
    response = make_response(answer)
    guard.set_session_cookie(response, token)
    return response


def inside(place: str) -> str:
    """``place`` when it is a path of ours, else the home page (no open redirect)."""
    parts = urlsplit(place)
    ours = place.startswith("/") and not place.startswith(("//", "/\\"))
    return place if ours and not parts.netloc and not parts.scheme and "\\" not in place else "/"
