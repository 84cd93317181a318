"""``/internal``: other processes of this machine read and sync the embedded store through here.

Only with the random token of ``owner.json`` (mode 0600), and only when this process owns
the store.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from graph.errors import Refused, StoreUnavailable
from webapp import guard

blueprint = Blueprint("internal", __name__, url_prefix="/internal")
guard.limiter.exempt(blueprint)


@blueprint.post("/read")
def read() -> ResponseReturnValue:
    """A bounded, read-only question to the store; see :mod:`graph.store.owner` for the payload."""
    return jsonify(_owner().handle_read(request.get_json(force=True)))


@blueprint.post("/sync")
def sync() -> ResponseReturnValue:
    """Bring the store to the ledger's newest version; answers the version reached."""
    return jsonify(_owner().handle_sync(request.get_json(force=True)))


def _owner() -> Any:
    owner = current_app.config["GRAYCHAIN_OWNER"]
    if owner is None:
        raise StoreUnavailable("本进程不持有图库。", "This process does not own the store.")
    if not owner.check_token(request.headers.get("Authorization", "")):
        raise Refused("口令不对。", "Wrong token.")
    return owner
