"""Tests of the track of a pseudo base station."""
