"""How a picture is asked for: the parameters of its address, the same for page and API."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

#: parameters of ``entity-network`` and of the drawing an address may carry
NAMES = (
    *("hops", "types", "direction", "since", "until", "order", "nodes", "include_hubs"),
    *("limit", "layout"),
)
#: relations of a first picture on a desk and on a phone, unless the address says more
DESK, PHONE = "50", "14"


def given(args: Mapping[str, str]) -> dict[str, str]:
    """What the address says about the picture, in the order of :data:`NAMES`."""
    return {name: args[name] for name in NAMES if args.get(name)}


def source(entity_id: str, args: Mapping[str, str], *, phone: bool = False) -> str:
    """Address of the picture's data; a phone without parameters shows one hop of few."""
    said = given(args)
    first = {"hops": "1", "limit": PHONE} if phone else {"limit": DESK}
    return f"/api/entities/{entity_id}/picture?{urlencode(said or first)}"
