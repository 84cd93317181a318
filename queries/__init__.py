"""Named questions over the graph and the ledger. Imports `graph` only."""
