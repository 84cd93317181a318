"""The web application: pages and JSON API over `queries`, `ingest` and `graph`."""
