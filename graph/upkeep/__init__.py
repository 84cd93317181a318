"""Keeps a HOME well: verify, compact, back up and restore."""
