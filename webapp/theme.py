"""Light, dark, or what the system says: the reader's choice, kept in a cookie."""

from __future__ import annotations

from flask import has_request_context, request

COOKIE = "gc_theme"
THEMES = ("system", "light", "dark")


def chosen() -> str:
    """The theme of this request; ``system`` unless one was chosen."""
    name = request.cookies.get(COOKIE, "") if has_request_context() else ""
    return name if name in THEMES else "system"
