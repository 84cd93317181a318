"""What every view needs of the request: HOME, the caller, and running a query as that caller."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from flask import current_app, g

from graph import audit
from graph.errors import Refused
from graph.ledger import Ledger
from queries import runner
from webapp import i18n
from webapp.sessions import Caller

NOBODY = Caller("", "viewer")


def home() -> Path:
    """The data folder this app serves."""
    return cast(Path, current_app.config["GRAYCHAIN_HOME"])


def ledger() -> Ledger:
    """The ledger of HOME, opened once per process."""
    opened: dict[str, Ledger] = current_app.extensions.setdefault("graychain-ledger", {})
    if "ledger" not in opened:
        opened["ledger"] = Ledger.open(home(), create=False)
    return opened["ledger"]


def caller() -> Caller:
    """The signed-in actor of this request (``NOBODY`` on public pages)."""
    return cast(Caller, g.get("caller", NOBODY))


def require_admin(zh: str, en: str) -> Caller:
    """The caller; raises :class:`Refused`, naming what it is for, when that is no admin."""
    who = caller()
    if not who.is_admin:
        raise Refused(f"{zh}需要管理员角色。", f"{en} needs the admin role.")
    return who


def run(
    name: str, params: Mapping[str, Any], limit: int | None = None, quiet: bool = False
) -> dict[str, Any]:
    """Run a named query as the caller: masked unless a reveal with a reason is running.

    Audited, but for a ``quiet`` part of a question that is. Raises the errors of
    :mod:`graph.errors`; every answer is an envelope of design §6.
    """
    who = caller()
    if not quiet:
        audit.append(home(), who.name, "query", name, detail={"params": dict(params)})
    return runner.run(
        name,
        dict(params),
        home=home(),
        actor=who.name,
        role=who.role,
        reveal=who.reveal_reason if who.revealing else None,
        limit=limit,
        lang=i18n.lang(),
    )
