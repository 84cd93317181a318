"""The cells of the sample's town: location area, cell numbers, places (GCJ-02 degrees)."""

from __future__ import annotations

from samples.mint import Sample

CELLS = 40


def lac(sample: Sample) -> int:
    """Location area of the sample; every template, variant and seed has another one."""
    return 20000 + sample.place * 2500 + sum(sample.variant.encode()) % 197 * 11 + sample.seed % 300


def ci(cell: int) -> int:
    """The cell number of the cell at place ``cell``."""
    return 41000 + cell * 7


def position(cell: int) -> tuple[float, float]:
    """Longitude and latitude of a cell."""
    return 114.1 + cell * 0.011, 30.4 + cell * 0.007
