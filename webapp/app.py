"""The application factory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from markupsafe import Markup

from graph import schema, settings
from webapp import appdb, context, errors, guard, i18n, status, text, theme
from webapp.api import blueprints as api_blueprints
from webapp.app_assets import STATIC, asset
from webapp.pages import blueprints as page_blueprints

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def create_app(home: Path | None = None, owner: Any = None, **config: Any) -> Flask:
    """The web application over one HOME.

    ``owner`` is the store owner of :mod:`graph.store.owner` when this process holds the embedded
    store; without one the queries open or ask for the store themselves.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(
        GRAYCHAIN_HOME=(home or settings.home()),
        GRAYCHAIN_OWNER=owner,
        MAX_CONTENT_LENGTH=1_000_000,
        TRUSTED_HOSTS=_trusted_hosts(),
    )
    app.config.update(config)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    appdb.prepare(app.config["GRAYCHAIN_HOME"])
    _set_up_templates(app)
    guard.protect(app)
    errors.register(app)
    for blueprint in (*page_blueprints(), *api_blueprints()):
        app.register_blueprint(blueprint)
    return app


def _trusted_hosts() -> list[str] | None:
    """On a loopback address only its names are answered (against DNS rebinding)."""
    return [*_LOOPBACK, "[::1]"] if settings.get("HOST") in _LOOPBACK else None


def _set_up_templates(app: Flask) -> None:
    app.jinja_env.finalize = text.plain
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(text.FILTERS)
    app.context_processor(lambda: {"version": status.current()})
    app.jinja_env.globals.update(
        known_errors=i18n.keys(),
        t=i18n.t,
        both=i18n.both,
        lang=i18n.lang,
        theme=theme.chosen,
        themes=theme.THEMES,
        asset=asset,
        who=context.caller,
        families=schema.load().families,
        schema=schema.load(),
        families_svg=Markup((STATIC / "families.svg").read_text(encoding="utf-8")),
        strings_version=lambda: i18n.script_version(i18n.lang()),
        type_name=type_name,
        relation_name=relation_name,
    )


def type_name(name: str) -> str:
    """The word for an entity type in the page's language; unknown types keep their name."""
    found = schema.load().entities.get(name)
    return i18n.both(found.zh, found.en) if found else name


def relation_name(name: str) -> str:
    """The word for a relation type in the page's language."""
    found = schema.load().relations.get(name)
    return i18n.both(found.zh, found.en) if found else name
