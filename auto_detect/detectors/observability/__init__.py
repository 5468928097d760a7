"""Detectors of the observability requirements."""
