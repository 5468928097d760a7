"""Metrics read through the API server's proxy, reduced to counts."""
