"""What the station page was asked; the query ``station-track`` checks the values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import BadInput

NAMES = ("of", "since", "until", "radius_m", "gap_minutes", "near_m", "window_minutes")
#: how near the map may be looked at: times the piece that shows everything
ZOOMS = (0.05, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """The parameters as typed (empty: the query's default), and the zoom of the map."""

    given: Mapping[str, str]
    zoom: float = 1.0

    @property
    def of(self) -> str:
        """The station."""
        return self.given["of"]

    def asked(self) -> dict[str, str]:
        """The parameters of ``station-track``."""
        return {name: word for name, word in self.given.items() if word}

    def address(self, **other: Any) -> dict[str, Any]:
        """The same question as address parameters, some of them replaced."""
        zoom = f"{self.zoom:g}" if self.zoom != 1.0 else None
        return {**{name: word or None for name, word in self.given.items()}, "zoom": zoom, **other}

    def nearer(self, step: int) -> dict[str, Any] | None:
        """The address of the next zoom; ``None`` at the end."""
        at = ZOOMS.index(self.zoom) + step
        return self.address(zoom=f"{ZOOMS[at]:g}") if 0 <= at < len(ZOOMS) else None


def read(args: Mapping[str, str]) -> Question:
    """The question of an address; raises :class:`BadInput` for a zoom that is none."""
    given = {name: args.get(name, "").strip()[:_LONGEST] for name in NAMES}
    word = args.get("zoom", "").strip() or "1"
    zoom = next((each for each in ZOOMS if f"{each:g}" == word), None)
    if zoom is None:
        known = ", ".join(f"{each:g}" for each in ZOOMS)
        raise BadInput(f"参数 zoom 应为 {known}。", f"Parameter zoom must be one of {known}.")
    return Question(given, zoom)
