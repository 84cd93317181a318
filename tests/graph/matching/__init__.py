"""Tests of :mod:`graph.matching`."""
