"""Tests of the measures: two libraries against each other, and published values."""
