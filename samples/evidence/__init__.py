"""Writes the messy files an investigator gets; remembers the row each planned thing is in."""
