"""Read-only access to clusters and the web; detectors."""
