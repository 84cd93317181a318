"""Showing full values for 15 minutes, with a reason that is audited."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from graph import audit
from graph.errors import BadInput, Refused
from webapp import context, sessions
from webapp.pages.signin import inside

blueprint = Blueprint("reveal", __name__)


@blueprint.post("/reveal")
def start() -> ResponseReturnValue:
    """Begin a reveal; raises :class:`Refused` for a viewer, :class:`BadInput` without a reason."""
    who, reason = context.caller(), request.form.get("reason", "").strip()[:200]
    if not who.may_reveal:
        raise Refused("显示全号需要分析员角色。", "Full values need the analyst role.")
    if len(reason) < 4:
        raise BadInput("事由至少 4 个字。", "The reason has at least 4 characters.")
    sessions.set_reveal(context.home(), who.session, reason)
    audit.append(context.home(), who.name, "reveal", inside(request.form.get("next", "/")), reason)
    return redirect(inside(request.form.get("next", "/")))


@blueprint.post("/reveal/stop")
def stop() -> ResponseReturnValue:
    """Mask again."""
    sessions.set_reveal(context.home(), context.caller().session, "")
    return redirect(inside(request.form.get("next", "/")))
