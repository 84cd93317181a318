"""The centrality page: asked by question, answered by named queries in a job."""
