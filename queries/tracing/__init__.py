"""Exact fund tracing over the snapshot: who gets which part of a victim's money (design §5)."""
