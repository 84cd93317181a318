"""The knowledge graph itself: schema, ledger, identity, stores, search.

Imports none of our other folders.
"""
