"""Seeded synthetic cases with their truth. Imports only `graph.schema`."""
