"""A real Neo4j for the tests: assembled from Maven Central, started on a free port, stopped."""
