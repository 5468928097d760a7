"""Access to clusters and the web, read-only; and the detectors."""
