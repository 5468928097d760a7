"""Snapshots of clusters, as values and as files."""
